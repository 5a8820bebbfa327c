import { agencyItems } from '../dedupe/agency-items.ts';
import { AgencyPairs } from '../dedupe/agency-pairs.ts';
import type { SharedSearch } from '../dedupe/find-shared.ts';
import { sharedAgency } from '../model/item.ts';
import type { IdFile } from '../store/id-registry.ts';
import { removeDeduped, replaceAgencyFindings } from '../store/item-drafts.ts';
import { agencyState, nextGeneration, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import { countItems, replaceAgencyItems, SharedItemsReplacement } from '../store/portal-items.ts';
import type { SharedMemoryTables } from '../store/shared-memory.ts';
import { hash64 } from '../text/hash.ts';
import { type DedupedAgency, dedupeVersion, draftsHash } from './dedupe-agencies.ts';
import type { SharedFindings } from './dedupe-findings.ts';
import { storedDrafts } from './dedupe-shared.ts';
import { paceOf } from './pace.ts';
import { ReplacedVersions } from './replaced-versions.ts';

/** Name of the hash of what an agency's stored items were made from. */
const itemsFrom = 'dedupe-items';

/** What results are made from, and where they go. */
export interface ResultsInput {
  portal: PortalDb;
  agencies: readonly DedupedAgency[];
  search: SharedSearch;
  memory: SharedMemoryTables;
  registry: IdFile;
  /** Takes what agencies should know of shared items. */
  findings: SharedFindings;
  /** Agencies whose results go. */
  gone: readonly string[];
  /** Settles the blocks that agencies hold inside pages of their own, once all else is stored; true when that changed. */
  settleBlocks: () => boolean;
}

/**
 * Decides about shared items and writes them, the items of agencies whose drafts or shares changed, and the registry,
 * as one commit; tells whether anything differs from before. The registry is written first: a crash
 * between the two leaves ids that the next run finds and keeps.
 */
export function* storeResults(input: ResultsInput): Generator<string, boolean> {
  const { portal, registry } = input;
  portal.exec('BEGIN IMMEDIATE');
  try {
    const pairs = new AgencyPairs();
    const { replaced, isChanged } = yield* storeShared(input, pairs);
    let changed = isChanged;
    for (const id of input.gone) {
      removeDeduped(portal, id);
      changed = true;
    }
    const pace = paceOf('agencies given their items', input.agencies.length);
    for (const [at, { mapping }] of input.agencies.entries()) {
      if (storeAgency(input, mapping.id, replaced.of(at))) changed = true;
      yield pace(at + 1);
    }
    for (const one of pairs.findings((agency) => countItems(portal, agency))) {
      input.findings.add(one);
    }
    if (input.settleBlocks()) changed = true;
    if (changed) nextGeneration(portal);
    registry.save();
    portal.exec('COMMIT');
    return changed;
  } finally {
    if (portal.inTransaction) portal.exec('ROLLBACK');
  }
}

function* storeShared(
  { portal, search, memory, registry, findings }: ResultsInput,
  pairs: AgencyPairs,
): Generator<string, { replaced: ReplacedVersions; isChanged: boolean }> {
  const compared = paceOf('groups of copies compared', search.families);
  for (const done of search.propose()) yield compared(done);
  const shared = new SharedItemsReplacement(portal);
  const replaced = new ReplacedVersions();
  const ids = registry.of(sharedAgency);
  for (const one of search.torn()) findings.add(one);
  const pace = paceOf('shared items decided', search.proposals);
  let done = 0;
  for (const one of search.decide(ids)) {
    shared.put(one.item);
    pairs.add(one.item);
    replaced.add(one.item.item.id, one.replaced);
    for (const about of one.findings) findings.add(about);
    done += 1;
    yield pace(done);
  }
  registry.keep(ids);
  const isChanged = shared.finish();
  memory.forgetOthers();
  return { replaced, isChanged };
}

/** Writes an agency's items when its drafts or what is shared of them changed; tells whether they differ from before. */
function storeAgency(
  { portal, registry }: ResultsInput,
  agency: string,
  replaced: ReturnType<ReplacedVersions['of']>,
): boolean {
  const state = agencyState(portal, agency);
  const from = hash64(JSON.stringify([dedupeVersion, state.get(draftsHash), replaced]));
  if (state.get(itemsFrom) === from) return false;
  const ids = registry.of(agency);
  const made = agencyItems(agency, storedDrafts(portal, agency), replaced, ids);
  registry.keep(ids);
  replaceAgencyFindings(portal, agency, 'items', made.findings);
  setAgencyState(portal, agency, itemsFrom, from);
  return replaceAgencyItems(portal, agency, made.items, made.sharedPages);
}

/** Names what an agency's stored findings follow from: its own input, and what its items were made from. */
export function findingsBasis(portal: PortalDb, agency: string, input: string): string {
  return `${input} ${agencyState(portal, agency).get(itemsFrom)}`;
}
