import { join } from 'node:path';
import { dedupe } from '../dedupe/dedupe.ts';
import type { DedupeAgency } from '../dedupe/dedupe-page.ts';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import { replaceStageFindings } from '../store/findings.ts';
import { IdFile } from '../store/id-registry.ts';
import { takeLease } from '../store/lease.ts';
import { chosenPage, pagesDigest } from '../store/pages.ts';
import {
  agencyState,
  nextGeneration,
  openPortalDb,
  type PortalDb,
  setAgencyState,
} from '../store/portal-db.ts';
import { listSharedItems, replaceAgencyItems, replaceSharedItems } from '../store/portal-items.ts';
import { stageState } from '../store/stage-state.ts';
import { hash64 } from '../text/hash.ts';
import { keyRules, keyRulesHash } from '../text/url-key.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { openAgency } from './agency-session.ts';
import { dedupeAgencyOf } from './dedupe-pages.ts';
import { agencyBody } from './page-source.ts';
import { readSharedWords, unreachedVerdicts } from './shared-verdicts.ts';

/** Version of dedupe: raised when the same pages would give other items. */
const dedupeVersion = '5';

/** Name under which the state of the whole workspace stands; no agency id is empty. */
const wholeWorkspace = '';

/** What dedupe did. */
export interface DedupeSummary {
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
export function runDedupe(workspace: Workspace, mappings: readonly Mapping[]): DedupeSummary {
  const portal = openPortalDb(portalDbFile(workspace));
  const databases = new AgencyDatabases(workspace);
  try {
    const lease = takeLease(portal, 'the portal database');
    try {
      return dedupeWorkspace(
        workspace,
        extracted(mappings, databases),
        mappings,
        portal,
        databases,
      );
    } finally {
      lease.release();
    }
  } finally {
    databases.close();
    portal.close();
  }
}

function extracted(mappings: readonly Mapping[], databases: AgencyDatabases): Mapping[] {
  return mappings
    .filter((mapping) => {
      const db = databases.of(mapping.id);
      return db !== undefined && stageState(db, 'extract') !== undefined;
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function dedupeWorkspace(
  workspace: Workspace,
  mappings: readonly Mapping[],
  all: readonly Mapping[],
  portal: PortalDb,
  databases: AgencyDatabases,
): DedupeSummary {
  const words = readSharedWords(workspace, all);
  const input = inputHash(workspace, mappings, databases, words.hash);
  const state = agencyState(portal, wholeWorkspace);
  if (state.get('dedupe-input') === input) {
    const [items, shared] = (state.get('dedupe-counts') ?? '0 0').split(' ').map(Number);
    return { changed: false, agencies: mappings.length, items: items ?? 0, shared: shared ?? 0 };
  }
  const registry = new IdFile(join(workspace.dataFolder, 'ids.ndjson'));
  const result = dedupe({
    agencies: dedupeAgencies(mappings, databases),
    texts: {
      text: (agency, key, lang) => {
        const db = databases.of(agency);
        return (db && chosenPage(db, key, lang)?.page.text) ?? '';
      },
    },
    registry,
    sharedMinimum: workspace.settings.sharedMinimum,
    previous: listSharedItems(portal),
    verdicts: words.verdicts,
    known: words.known,
  });
  // Ids first: a crash between the two leaves ids that the next run finds and keeps.
  registry.save();
  const items = [...result.items.values()].reduce((sum, list) => sum + list.length, 0);
  portal.transaction(() => {
    replaceSharedItems(portal, result.shared);
    for (const [agency, list] of result.items)
      replaceAgencyItems(portal, agency, list, result.shared);
    nextGeneration(portal);
    setAgencyState(portal, wholeWorkspace, 'dedupe-input', input);
    setAgencyState(portal, wholeWorkspace, 'dedupe-counts', `${items} ${result.shared.length}`);
  })();
  for (const { agency, finding } of unreachedVerdicts(words, result.shared, portal, mappings)) {
    result.findings.get(agency)?.push(finding);
  }
  const stored = mappings.map((mapping) =>
    storeFindings(workspace, mapping, result.findings.get(mapping.id) ?? []),
  );
  // Without its input on record the next dedupe runs again, and brings the findings to who was busy.
  if (stored.includes(false)) setAgencyState(portal, wholeWorkspace, 'dedupe-input', null);
  return { changed: true, agencies: mappings.length, items, shared: result.shared.length };
}

/** One agency's pages at a time: dedupe keeps what it needs of each before it asks for the next. */
function* dedupeAgencies(
  mappings: readonly Mapping[],
  databases: AgencyDatabases,
): Generator<DedupeAgency> {
  for (const mapping of mappings) {
    const db = databases.of(mapping.id);
    if (db) yield dedupeAgencyOf(db, mapping);
  }
}

function inputHash(
  workspace: Workspace,
  mappings: readonly Mapping[],
  databases: AgencyDatabases,
  words: string,
): string {
  const parts = mappings.map((mapping) => {
    const db = databases.of(mapping.id);
    return [
      mapping.id,
      db ? pagesDigest(db).hash : '',
      keyRulesHash(keyRules(mapping)),
      mapping.defaultLanguage ?? '',
      mapping.shared,
      agencyBody(mapping),
    ];
  });
  return hash64(JSON.stringify([dedupeVersion, workspace.settings.sharedMinimum, words, parts]));
}

/** False when another process works on the agency: its findings wait for the next dedupe. */
function storeFindings(
  workspace: Workspace,
  mapping: Mapping,
  findings: readonly Finding[],
): boolean {
  let session: ReturnType<typeof openAgency>;
  try {
    session = openAgency(workspace, mapping);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
  try {
    replaceStageFindings(session.db, 'dedupe', findings);
    return true;
  } finally {
    session.close();
  }
}
