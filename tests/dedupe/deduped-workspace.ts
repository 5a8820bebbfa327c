import type { Finding } from '../../src/model/finding.ts';
import type { Item, SharedItem } from '../../src/model/item.ts';
import { openAgency } from '../../src/pipeline/agency-session.ts';
import { portalDbFile, runDedupe } from '../../src/pipeline/dedupe-stage.ts';
import { listFindings } from '../../src/store/findings.ts';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { agencyItems, listSharedItems } from '../../src/store/portal-items.ts';
import type { MadeWorkspace } from './made-workspace.ts';

/** What a workspace holds after dedupe. */
export interface Deduped {
  /** False when dedupe found nothing to do. */
  changed: boolean;
  items: ReadonlyMap<string, readonly Item[]>;
  shared: readonly SharedItem[];
  findings: ReadonlyMap<string, readonly Finding[]>;
}

/** Runs dedupe over these agencies of a workspace, all by default, and reads what it stored. */
export function deduped(made: MadeWorkspace, agencies?: readonly string[]): Deduped {
  const { workspace } = made;
  const mappings = made.mappings.filter(({ id }) => agencies?.includes(id) ?? true);
  const { changed } = runDedupe(workspace, mappings);
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    const items = mappings.map(({ id }) => [id, [...agencyItems(portal, id)]] as const);
    const findings = mappings.map((mapping) => {
      const session = openAgency(workspace, mapping);
      const found = listFindings(session.db, { stage: 'dedupe' });
      session.close();
      return [mapping.id, found] as const;
    });
    const shared = listSharedItems(portal);
    return { changed, items: new Map(items), shared, findings: new Map(findings) };
  } finally {
    portal.close();
  }
}

/** Keys that stand in items, as the item's address or as another one of it, sorted. */
export function keysOf(items: readonly Item[] = []): string[] {
  return items
    .flatMap(({ versions }) => versions.flatMap(({ key, aliases }) => [key, ...aliases]))
    .sort();
}

/** Keys of an agency that stand in adopted shared items, sorted. */
export function adoptedKeys(shared: readonly SharedItem[], agency: string): string[] {
  return shared
    .filter(({ decision }) => decision === 'adopt')
    .flatMap(({ members }) => members)
    .filter((member) => member.agency === agency)
    .flatMap(({ key, aliases }) => [key, ...aliases])
    .sort();
}
