import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BundleInput } from '../bundle/plan-input.ts';
import { readLines } from '../bundle/read-lines.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Item } from '../model/item.ts';
import { importedKindSchema } from '../model/kind.ts';
import { languageSchema } from '../model/language.ts';
import type { AgencyIds } from '../store/agency-ids.ts';
import {
  type ConfirmedItem,
  confirmedItems,
  replaceConfirmedItems,
} from '../store/confirmed-items.ts';
import { IdFile } from '../store/id-registry.ts';
import { agencyState, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import { findAddress } from '../store/portal-items.ts';

const stateName = 'bundle-confirmed';
const stateSchema = z.object({ id: z.string(), at: z.string(), by: z.string() });
const manifestSchema = z.object({ id: z.string() });
const itemSchema = z.object({
  id: z.string(),
  kind: importedKindSchema,
  versions: z.array(z.object({ lang: languageSchema })),
});

/**
 * Remembers which bundle the portal has imported, and its items, which the next bundle is compared with; call inside a
 * transaction. Returns how many items, or undefined when that bundle is not the one on disk any more: then the next one
 * has no tombstones.
 */
export function confirmBundle(
  workspace: Workspace,
  portal: PortalDb,
  agency: string,
  bundle: { id: string; at: string; by: string },
): number | undefined {
  const known = agencyState(portal, agency).get(stateName);
  const isKnown = known !== undefined && stateSchema.parse(JSON.parse(known)).id === bundle.id;
  const folder = join(workspace.outFolder, 'bundles', agency, 'data');
  if (isBundle(folder, bundle.id)) {
    setAgencyState(portal, agency, stateName, JSON.stringify(bundle));
    return replaceConfirmedItems(portal, agency, bundleItems(folder));
  }
  if (isKnown) return [...confirmedItems(portal, agency)].length;
  setAgencyState(portal, agency, stateName, JSON.stringify(bundle));
  replaceConfirmedItems(portal, agency, []);
  return undefined;
}

function isBundle(folder: string, id: string): boolean {
  const file = join(folder, 'bundle.json');
  return existsSync(file) && manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).id === id;
}

function* bundleItems(folder: string): Generator<ConfirmedItem> {
  for (const line of readLines(join(folder, 'items.ndjson'))) {
    if (line === '') continue;
    const { id, kind, versions } = itemSchema.parse(JSON.parse(line));
    yield { id, kind, langs: versions.map(({ lang }) => lang) };
  }
}

/**
 * The bundle that the portal has imported, for tombstones; null when there is none, and when nothing of it is missing
 * now: a bundle does not change only because its predecessor arrived.
 */
export function confirmedBundle(
  workspace: Workspace,
  portal: PortalDb,
  agency: string,
  items: () => Iterable<Item>,
): BundleInput['previous'] {
  const state = agencyState(portal, agency).get(stateName);
  if (state === undefined) return null;
  const confirmed = () => confirmedItems(portal, agency);
  if (!isAnyMissing(confirmed(), items())) return null;
  let registry: AgencyIds | undefined;
  return {
    id: stateSchema.parse(JSON.parse(state)).id,
    items: confirmed,
    replacement(itemId) {
      registry ??= new IdFile(join(workspace.dataFolder, 'ids.ndjson')).of(agency);
      const entry = registry.find(itemId);
      if (entry === undefined || entry.sameAs !== null) return entry?.sameAs ?? undefined;
      const [now] = findAddress(portal, agency, entry.anchor);
      return now === undefined || now.itemId === itemId ? undefined : now.itemId;
    },
  };
}

/** Whether an item of the first list, or a language of one, is not in the second; both are sorted by id. */
function isAnyMissing(before: Iterable<ConfirmedItem>, now: Iterable<Item>): boolean {
  const items = now[Symbol.iterator]();
  let step = items.next();
  for (const { id, langs } of before) {
    while (step.done !== true && step.value.id < id) step = items.next();
    if (step.done === true || step.value.id !== id) return true;
    const { versions } = step.value;
    if (!langs.every((lang) => versions.some((version) => version.lang === lang))) return true;
  }
  return false;
}
