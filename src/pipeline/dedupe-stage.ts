import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { BlockFiles } from '../store/block-files.ts';
import { removeCandidates } from '../store/candidate-file-writer.ts';
import { IdFile } from '../store/id-registry.ts';
import { dedupedAgencies } from '../store/item-drafts.ts';
import { type Lease, takeLease } from '../store/lease.ts';
import { agencyState, openPortalDb, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import { countItems } from '../store/portal-items.ts';
import { boilerplateOf } from '../store/shared-blocks.ts';
import { hash64 } from '../text/hash.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { blockFile, countBlocks, countedBlocks, findBoilerplate } from './count-blocks.ts';
import {
  candidatesFile,
  type DedupedAgency,
  dedupedAgency,
  dedupeVersion,
  type ExtractedAgency,
  extractedAgencies,
  isFresh,
  refreshDrafts,
} from './dedupe-agencies.ts';
import { isTold, SharedFindings, tellAgency } from './dedupe-findings.ts';
import { findingsBasis, storeResults } from './dedupe-results.ts';
import { sharedSearch } from './dedupe-shared.ts';
import { paceOf } from './pace.ts';
import { agencyBody } from './page-source.ts';
import { settleSharedBlocks } from './settle-blocks.ts';
import { readSharedWords, type SharedWords, unreachedVerdicts } from './shared-verdicts.ts';

/** Name under which the state of the whole workspace stands; no agency id is empty. */
const wholeWorkspace = '';

/** What dedupe did. */
export interface DedupeSummary {
  /** Items, shared items or findings differ from before. */
  changed: boolean;
  agencies: number;
  items: number;
  shared: number;
}

/** File of the workspace's portal.db. */
export function portalDbFile(workspace: Workspace): string {
  return join(workspace.dataFolder, 'portal.db');
}

/** Folds copies, pairs languages, finds shared items and gives ids over all extracted agencies of the workspace. */
export function runDedupe(
  workspace: Workspace,
  mappings: readonly Mapping[],
  words: SharedWords = readSharedWords(workspace, mappings),
): DedupeSummary {
  const steps = dedupeSteps(workspace, mappings, words);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in steps of at most one agency or shared item, each of which says how far it is. Ending early leaves the
 * results of the last run; the next one goes on with the agencies that are done.
 */
export function* dedupeSteps(
  workspace: Workspace,
  mappings: readonly Mapping[],
  words: SharedWords = readSharedWords(workspace, mappings),
): Generator<string, DedupeSummary> {
  const portal = openPortalDb(portalDbFile(workspace));
  const databases = new AgencyDatabases(workspace);
  try {
    const lease = takeLease(portal, 'the portal database');
    try {
      const extracted = extractedAgencies(mappings, databases);
      const blocks = yield* countAllBlocks({ workspace, portal, databases, extracted }, lease);
      const agencies = extracted.map((one) =>
        dedupedAgency(one, words.verdicts, boilerplateOf(portal, one.mapping.id)),
      );
      const run = { workspace, portal, databases, agencies, blocks, words };
      return yield* dedupeWorkspace(run, lease);
    } finally {
      lease.release();
    }
  } finally {
    databases.close();
    portal.close();
  }
}

/** What one run works on. */
interface DedupeRun {
  workspace: Workspace;
  portal: PortalDb;
  databases: AgencyDatabases;
  agencies: readonly DedupedAgency[];
  blocks: BlockFiles;
  words: SharedWords;
}

/** Counts the blocks of agencies whose pages changed, and finds what is boilerplate over all. */
function* countAllBlocks(
  {
    workspace,
    portal,
    databases,
    extracted,
  }: Pick<DedupeRun, 'workspace' | 'portal' | 'databases'> & {
    extracted: readonly ExtractedAgency[];
  },
  lease: Lease,
): Generator<string, BlockFiles> {
  const pace = paceOf('agencies whose blocks are counted', extracted.length);
  for (const [at, { mapping, pages }] of extracted.entries()) {
    const db = databases.of(mapping.id);
    if (db === undefined || !countBlocks(workspace, mapping.id, db, pages)) continue;
    lease.renew();
    yield pace(at + 1);
  }
  const ids = extracted.map(({ mapping }) => mapping.id);
  const blocks = countedBlocks(workspace, ids);
  findBoilerplate(blocks, workspace.settings, portal, databases);
  lease.renew();
  return blocks;
}

function* dedupeWorkspace(run: DedupeRun, lease: Lease): Generator<string, DedupeSummary> {
  const { workspace, portal, agencies, words } = run;
  const input = inputHash(run);
  const state = agencyState(portal, wholeWorkspace);
  if (state.get('dedupe-input') === input && agencies.every((one) => isTold(portal, one))) {
    const [items, shared] = (state.get('dedupe-counts') ?? '0 0').split(' ').map(Number);
    return { changed: false, agencies: agencies.length, items: items ?? 0, shared: shared ?? 0 };
  }
  yield* refreshAgencies(run, lease);
  const gone = goneAgencies(run);
  const findings = new SharedFindings();
  const registry = new IdFile(join(workspace.dataFolder, 'ids.ndjson'));
  const { search, candidates, memory } = sharedSearch(workspace, portal, agencies, words);
  try {
    const settleBlocks = () => {
      return settleSharedBlocks({ ...run, files: run.blocks, said: words.blocks });
    };
    const results = { ...run, search, memory, registry, findings, gone, settleBlocks };
    const changed = yield* storeResults(results);
    const mappings = agencies.map(({ mapping }) => mapping);
    for (const one of unreachedVerdicts(words, portal, mappings)) findings.add(one);
    for (const id of gone) {
      removeCandidates(candidatesFile(workspace, id));
      rmSync(blockFile(workspace, id), { force: true });
    }
    lease.renew();
    const isToldAnew = yield* tellAgencies(run, findings);
    const items = countItems(portal);
    setAgencyState(portal, wholeWorkspace, 'dedupe-input', input);
    setAgencyState(portal, wholeWorkspace, 'dedupe-counts', `${items} ${search.proposals}`);
    return {
      changed: changed || isToldAnew || !state.has('dedupe-counts'),
      agencies: agencies.length,
      items,
      shared: search.proposals,
    };
  } finally {
    candidates.close();
    registry.close();
    findings.close();
  }
}

function* refreshAgencies(run: DedupeRun, lease: Lease): Generator<string, void> {
  const { workspace, portal, databases, agencies, words } = run;
  const stale = agencies.filter((agency) => !isFresh(workspace, portal, agency));
  const pace = paceOf('agencies compared in themselves', stale.length);
  for (const [at, agency] of stale.entries()) {
    const db = databases.of(agency.mapping.id);
    if (db) refreshDrafts(workspace, portal, db, agency, words.verdicts);
    lease.renew();
    yield pace(at + 1);
  }
}

/** Agencies that dedupe knew and that are no part of the workspace any more. */
function goneAgencies({ portal, agencies }: DedupeRun): string[] {
  const here = new Set(agencies.map(({ mapping }) => mapping.id));
  return dedupedAgencies(portal).filter((id) => !here.has(id));
}

/** Brings findings to all agencies; tells whether they differ from before. Who is busy gets them with the next dedupe. */
function* tellAgencies(
  { workspace, portal, agencies }: DedupeRun,
  findings: SharedFindings,
): Generator<string, boolean> {
  const shared = findings.byAgency();
  let next = shared.next();
  let isChanged = false;
  const pace = paceOf('agencies told', agencies.length);
  for (const [at, agency] of agencies.entries()) {
    const { id } = agency.mapping;
    while (!next.done && next.value.agency < id) next = shared.next();
    const lines = !next.done && next.value.agency === id ? next.value.lines : [];
    const basis = findingsBasis(portal, id, agency.input);
    if (tellAgency(workspace, portal, agency, basis, lines) === 'changed') isChanged = true;
    yield pace(at + 1);
  }
  return isChanged;
}

/** A hash of all that the results follow from. */
function inputHash({ workspace, agencies, words }: DedupeRun): string {
  const parts = agencies.map(({ mapping, input }) => [
    mapping.id,
    input,
    mapping.shared,
    agencyBody(mapping),
  ]);
  return hash64(
    JSON.stringify([
      ...[dedupeVersion, workspace.settings.sharedMinimum, workspace.settings.sharedBlocks],
      ...[words.hash, parts],
    ]),
  );
}
