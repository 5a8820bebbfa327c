import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import { type BundleContext, bundleFolder, withBundlePlan } from './bundle-stage.ts';

/** What the next bundle would do to one content file. Texts are whole files, empty where there is none. */
export interface ContentChange {
  /** Path in the bag, `/` between its parts. */
  path: string;
  change: 'added' | 'removed' | 'changed';
  before: string;
  after: string;
}

/** How many content files the next bundle would change. */
export interface ContentCounts {
  added: number;
  removed: number;
  changed: number;
  same: number;
}

const contentFile = /^data\/content\/[a-z]+\/[a-z]+\/[0-9a-f-]{36}\.md$/;

/**
 * Compares the content files of a bundle as it would be written now with those on disk; writes nothing.
 * Changes come by item, then files that would go, by path. Holds the paths of one bundle and one text at a time.
 */
export async function diffBundle(
  context: BundleContext,
  owner: Mapping | typeof sharedAgency,
  report: (change: ContentChange) => void,
): Promise<ContentCounts> {
  const folder = bundleFolder(context.workspace, typeof owner === 'string' ? owner : owner.id);
  const counts: ContentCounts = { added: 0, removed: 0, changed: 0, same: 0 };
  const tell = (path: string, before: string | undefined, after: string | undefined): void => {
    context.signal.throwIfAborted();
    if (before === after) {
      counts.same += 1;
      return;
    }
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    counts[change] += 1;
    report({ path, change, before: before ?? '', after: after ?? '' });
  };
  await withBundlePlan(context, owner, async (plan) => {
    const left = new Set(contentPaths(folder));
    for (const write of plan?.writes() ?? []) {
      if (write.type !== 'file' || !contentFile.test(write.path)) continue;
      const before = left.delete(write.path) ? contentText(folder, write.path) : undefined;
      tell(write.path, before, write.text);
    }
    for (const path of [...left].sort()) tell(path, contentText(folder, path), undefined);
  });
  return counts;
}

function contentText(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function contentPaths(folder: string): string[] {
  const root = join(folder, 'data', 'content');
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => contentFile.test(path));
}
