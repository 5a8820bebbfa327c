import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { bundleLineSchemas, bundleManifestSchema } from '../model/bundle.ts';
import type { BundleLink } from '../model/link.ts';
import { fileSize } from './bag-sink.ts';
import { type Fault, FaultList } from './fault.ts';
import { schemaFiles } from './schema-files.ts';
import { verifyBag } from './verify-bag.ts';
import { contentFaults } from './verify-content.ts';
import { issueText, parseJson, verifyLines } from './verify-lines.ts';

/** What the lines of a bundle may refer to. */
interface Known {
  payload: ReadonlyMap<string, string>;
  /** Languages by item id. */
  items: Map<string, Set<string>>;
  shared: Set<string>;
  assets: Set<string>;
}

/**
 * Checks a bundle on disk: the bag by RFC 8493, every line by its schema, and that whatever one line
 * names stands in another. Memory grows with the number of files, not their size. Throws UserError
 * when there is no folder at `dir`.
 */
export async function verifyBundle(dir: string): Promise<Fault[]> {
  if (!lstatSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${dir} is no folder. Name the folder of a bundle, as in out/bundles/.`);
  }
  const faults = new FaultList();
  const payload = await verifyBag(dir, faults);
  for (const path of payload.keys()) {
    if (!isBundlePath(path)) faults.add(path, 'is no file of a bundle');
  }
  for (const { path } of schemaFiles()) {
    if (fileSize(join(dir, path)) === undefined) faults.add(path, 'is missing');
  }
  const known: Known = { payload, items: new Map(), shared: new Set(), assets: new Set() };
  verifyShared(dir, known, faults);
  verifyAssets(dir, known, faults);
  verifyItems(dir, known, faults);
  verifyLinks(dir, known, faults);
  verifyRedirects(dir, known, faults);
  verifyLines(dir, 'data/tombstones.ndjson', faults);
  verifyLines(dir, 'data/messages.ndjson', faults);
  verifyLines(dir, 'data/provenance.ndjson', faults, (row, line) => {
    if (known.items.get(row.item)?.has(row.lang)) return;
    faults.add('data/provenance.ndjson', `item ${row.item} has no ${row.lang} here`, line);
  });
  verifyManifest(dir, known, faults);
  return faults.all();
}

function isBundlePath(path: string): boolean {
  if (/^data\/(?:content|assets)\//.test(path)) return true;
  return (
    path === 'data/bundle.json' ||
    path === 'data/review.csv' ||
    Object.hasOwn(bundleLineSchemas, path)
  );
}

function verifyShared(dir: string, known: Known, faults: FaultList): void {
  verifyLines(dir, 'data/shared.ndjson', faults, (row) => known.shared.add(row.item));
}

function verifyAssets(dir: string, known: Known, faults: FaultList): void {
  const paths = new Set<string>();
  verifyLines(dir, 'data/assets.ndjson', faults, (row, line) => {
    known.assets.add(row.sha256);
    paths.add(row.path);
    // The bag's own manifest has the hash of the bytes, so the name is checked with them.
    if (known.payload.get(row.path) === row.sha256) return;
    faults.add('data/assets.ndjson', `${row.path} is not in the bag with this hash`, line);
  });
  for (const path of known.payload.keys()) {
    if (path.startsWith('data/assets/') && !paths.has(path)) {
      faults.add(path, 'stands not in assets.ndjson');
    }
  }
}

function verifyItems(dir: string, known: Known, faults: FaultList): void {
  const file = 'data/items.ndjson';
  let contents = 0;
  let last = '';
  verifyLines(dir, file, faults, (item, line) => {
    if (item.id <= last) faults.add(file, `${item.id} stands twice or out of order`, line);
    last = item.id;
    const langs = new Set<string>(item.versions.map((version) => version.lang));
    if (langs.size < item.versions.length) faults.add(file, 'a language stands twice', line);
    known.items.set(item.id, langs);
    contents += item.versions.length;
    for (const version of item.versions) {
      for (const message of contentFaults(dir, known.payload, item, version)) {
        faults.add(file, `${version.lang}: ${message}`, line);
      }
    }
  });
  let files = 0;
  for (const path of known.payload.keys()) files += path.startsWith('data/content/') ? 1 : 0;
  if (files !== contents) {
    faults.add(file, `${contents} versions, but ${files} content files in the bag`);
  }
}

function verifyLinks(dir: string, known: Known, faults: FaultList): void {
  verifyLines(dir, 'data/links.ndjson', faults, (link, line) => {
    const fault = linkFault(link, known);
    if (fault !== undefined) faults.add('data/links.ndjson', fault, line);
  });
}

function linkFault(link: BundleLink, known: Known): string | undefined {
  if (!known.items.get(link.item)?.has(link.lang)) {
    return `item ${link.item} has no ${link.lang} here`;
  }
  const dropped = link.class === 'dead' || link.class === 'unsafe';
  if (dropped !== (link.target === null)) return `class ${link.class} with target ${link.target}`;
  const [, id = '', lang = ''] = /^kosh:item\/([^?]+)\?lang=([a-z]+)/.exec(link.target ?? '') ?? [];
  if (link.class === 'internal' && !known.items.get(id)?.has(lang)) {
    return `item ${id} has no ${lang} here`;
  }
  if (link.class === 'shared' && !known.shared.has(id)) {
    return `shared item ${id} stands not in shared.ndjson`;
  }
  if (link.class !== 'asset') return undefined;
  const path = link.target?.replace('../../../', 'data/') ?? '';
  return known.payload.has(path) ? undefined : `asset ${path} is not in the bag`;
}

function verifyRedirects(dir: string, known: Known, faults: FaultList): void {
  verifyLines(dir, 'data/redirects.ndjson', faults, ({ asset, target, decision }, line) => {
    const file = 'data/redirects.ndjson';
    if (asset !== null && !known.assets.has(asset)) {
      faults.add(file, `asset ${asset} is not in the bag`, line);
    }
    const leads = decision !== 'gone' && decision !== 'unresolved';
    if (leads !== (target !== null)) faults.add(file, `${decision} with target ${target}`, line);
  });
}

function verifyManifest(dir: string, known: Known, faults: FaultList): void {
  const file = 'data/bundle.json';
  const size = fileSize(join(dir, file));
  if (size === undefined || size > 1024 * 1024) {
    faults.add(file, size === undefined ? 'is missing' : 'is too large');
    return;
  }
  const checked = bundleManifestSchema.safeParse(parseJson(readFileSync(join(dir, file), 'utf8')));
  if (!checked.success) {
    for (const issue of checked.error.issues) faults.add(file, issueText(issue));
    return;
  }
  const { items, assets } = checked.data.counts;
  if (items !== known.items.size) faults.add(file, `counts ${items} items of ${known.items.size}`);
  if (assets !== known.assets.size) {
    faults.add(file, `counts ${assets} assets of ${known.assets.size}`);
  }
}
