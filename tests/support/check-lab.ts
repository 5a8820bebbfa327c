import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace, type Workspace } from '../../src/mapping/workspace.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import type { CheckedFault } from '../../src/model/redirect-check.ts';
import { siteDbFile } from '../../src/pipeline/agency-session.ts';
import { checkOutcome, eachFault } from '../../src/pipeline/check-outcome.ts';
import { type CheckChoice, checkRedirects } from '../../src/pipeline/check-redirects.ts';
import { type CheckServers, checkServers } from '../../src/pipeline/check-servers.ts';
import { type Spelling, spellingsOf } from '../../src/redirects/spellings.ts';
import { RedirectsWriter } from '../../src/store/redirects.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { type Reply, say, sendTo } from './octet-server.ts';
import { mappingWith } from './redirect-plan.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A workspace with decisions and nothing else. */
export interface CheckLab {
  workspace: Workspace;
  mapping: Mapping;
  rows: readonly Redirect[];
}

/** Makes one in a folder that is removed after the test. */
export function checkLab(
  rows: readonly Redirect[],
  mapping: Mapping = mappingWith(),
  settings: Record<string, unknown> = {},
): CheckLab {
  const root = temporaryFolder();
  mkdirSync(join(root, 'mappings'));
  // JSON is YAML.
  writeFileSync(
    join(root, 'kosh.yaml'),
    JSON.stringify({ portal: { entities: [mapping.entity] }, ...settings }),
  );
  writeFileSync(join(root, 'mappings', `${mapping.id}.yaml`), JSON.stringify(mapping));
  const workspace = openWorkspace(root);
  storeRows(workspace, mapping.id, rows);
  return { workspace, mapping, rows };
}

/** Stores decisions of an agency, beside those that are there. */
export function storeRows(workspace: Workspace, agency: string, rows: readonly Redirect[]): void {
  const db = openSiteDb(siteDbFile(workspace, agency));
  const writer = new RedirectsWriter(db);
  for (const row of rows) writer.putLate(row);
  writer.flush();
  db.close();
}

/** Every request that a check of the decisions makes, with its decision. */
export function everySpelling({ rows, mapping }: CheckLab): (Spelling & { row: Redirect })[] {
  const aliases = mapping.hosts.flatMap((host) => host.aliases);
  return rows.flatMap((row) =>
    [...spellingsOf(row, keyRules(mapping), aliases)].map((one) => ({ ...one, row })),
  );
}

/** Answers as decided, for every spelling, before redirects are confirmed; 404 for all else. */
export function asDecided(lab: CheckLab): (asked: string) => Reply | undefined {
  const routes = new Map<string, Reply>();
  for (const { host, target, row } of everySpelling(lab)) routes.set(host + target, replyOf(row));
  return (asked) => routes.get(asked);
}

function replyOf({ decision, target }: Redirect): Reply {
  if (decision === 'gone' || decision === 'archive') return say(410, {}, 'Бет жойылды');
  if (decision === 'unresolved' || target === null) return say(404, {}, 'Бет табылмады');
  return sendTo(target);
}

/** What a check found. */
export interface CheckResult {
  asked: number;
  /** Number of requests by kind. */
  kinds: Record<string, number>;
  faults: CheckedFault[];
  finished: boolean;
}

/** Servers with little patience. */
function labServers(
  { workspace }: CheckLab,
  against: string,
  terms: Partial<CheckServers['terms']> = {},
  signal: AbortSignal = new AbortController().signal,
): CheckServers {
  return checkServers(
    workspace,
    {
      against,
      portal: null,
      connections: 8,
      portalConnections: 4,
      rate: null,
      portalRate: null,
      insecure: false,
      seconds: 2,
      patience: { firstPauseMs: 1, firstHoldMs: 2, longestHoldMs: 20, widestGapMs: 4 },
      ...terms,
    },
    signal,
  );
}

/** Checks to the end, or to the error that ends it. */
export async function runCheck(
  lab: CheckLab,
  against: string,
  terms: Partial<CheckServers['terms']> = {},
  choice: Partial<CheckChoice> = {},
): Promise<CheckResult> {
  const servers = labServers(lab, against, terms);
  const all = { provisional: null, sample: null, classes: null, fresh: false, ...choice };
  try {
    await checkRedirects(lab.workspace, lab.mapping, servers, all, () => {});
  } finally {
    await servers.close();
  }
  return checkResult(lab);
}

/** What the last check stored. */
export function checkResult({ workspace, mapping }: CheckLab): CheckResult {
  const outcome = checkOutcome(workspace, mapping.id);
  const faults: CheckedFault[] = [];
  eachFault(workspace, mapping.id, (fault) => faults.push(fault));
  const kinds: Record<string, number> = {};
  for (const { kind, number } of outcome?.counts ?? []) kinds[kind] = (kinds[kind] ?? 0) + number;
  return {
    asked: Object.values(kinds).reduce((sum, number) => sum + number, 0),
    kinds,
    faults,
    finished: outcome?.check.finishedAt !== null,
  };
}
