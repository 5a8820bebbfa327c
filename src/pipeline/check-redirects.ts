import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { askSpelling } from '../probe/ask-spellings.ts';
import { TargetChecker } from '../probe/check-target.ts';
import { runInOrder } from '../probe/in-order.ts';
import {
  beginCheck,
  type CheckDb,
  type CheckTarget,
  type CheckTerms,
  commitStep,
  countTargets,
  finishCheck,
  lastCheck,
  openCheckDb,
  type StoredCheck,
  targetBatch,
} from '../store/check-db.ts';
import { hitsOfKey } from '../store/hits.ts';
import { takeLease } from '../store/lease.ts';
import { sha256Hex } from '../text/hash.ts';
import { type KeyRules, keyRules, keyRulesHash } from '../text/url-key.ts';
import { agencyFolder, lookAtAgency } from './agency-session.ts';
import {
  type CheckItem,
  type CheckPlan,
  type CheckSample,
  checkItems,
  type SurveyedDecisions,
  surveyDecisions,
} from './check-plan.ts';
import type { CheckServers } from './check-servers.ts';
import { type KeyResult, keyStep, type TargetResult, targetStep } from './check-steps.ts';
import { lookAtAgencyHits } from './hits-databases.ts';
import { storedRedirects } from './redirect-tables.ts';
import { newestTables, type TablesMade, tablesMade } from './tables-made.ts';

/** What is checked of an agency, beside the servers. */
export interface CheckChoice {
  /** Also targets that the portal has not named; null: as the tables were last built. */
  provisional: boolean | null;
  sample: CheckSample | null;
  classes: readonly string[] | null;
  /** Begin anew though an earlier check was not finished. */
  fresh: boolean;
}

/** How far a check is: keys (or targets) of so many, and requests by this process. */
export interface CheckProgress {
  phase: 'old addresses' | 'targets';
  done: number;
  of: number;
  requests: number;
  faults: number;
}

/** File of an agency's check.db. */
export function checkDbFile(workspace: Workspace, id: string): string {
  return join(agencyFolder(workspace, id), 'check.db');
}

/**
 * Asks a server for every spelling of every decided address of an agency, then follows each distinct target to its end when the
 * portal may be contacted. Goes on where a check of the same terms stopped. The outcome is in check.db. Throws
 * UserError when nothing is decided, another process checks the agency, or a server does not answer any more.
 */
export async function checkRedirects(
  workspace: Workspace,
  mapping: Mapping,
  servers: CheckServers,
  choice: CheckChoice,
  onProgress: (progress: CheckProgress) => void,
): Promise<void> {
  const site = lookAtAgency(workspace, mapping.id);
  if (!site) throw new UserError(`${mapping.id}: not crawled yet; run: kosh run ${mapping.id}`);
  const db = openCheckDb(checkDbFile(workspace, mapping.id));
  try {
    const lease = takeLease(db, `the check of ${mapping.id}`);
    try {
      const made = tablesMade(workspace, mapping.id);
      const { plan, terms, identity } = planOf(workspace, mapping, site, servers, choice, made);
      const check = openCheck(db, identity, terms, choice.fresh);
      await askKeys(db, check, plan, servers, onProgress);
      if (servers.portal !== null) await checkTargets(db, check, plan, servers, onProgress);
      finishCheck(db, check.id(), new Date().toISOString());
    } finally {
      lease.release();
    }
  } finally {
    db.close();
    site.close();
  }
}

function planOf(
  workspace: Workspace,
  mapping: Mapping,
  db: CheckPlan['db'],
  { terms: { against, portal } }: CheckServers,
  { provisional, sample, classes }: CheckChoice,
  made: TablesMade,
): { plan: CheckPlan; terms: CheckTerms; identity: string } {
  const rules = keyRules(mapping);
  const decisions = survey(workspace, mapping, rules, db, sample);
  if (decisions.number === 0) {
    throw new UserError(
      `${mapping.id}: no address is decided yet; run: kosh redirects build ${mapping.id}`,
    );
  }
  const tables = {
    confirmed: made.confirmation !== null,
    provisional: provisional ?? newestTables(made)?.provisional ?? false,
  };
  const terms: CheckTerms = {
    against,
    portal,
    keys: decisions.sample?.length ?? decisions.number,
    ofKeys: decisions.number,
    sample,
    classes,
    ...tables,
    tables: made.checksum,
  };
  const { allowedHosts } = workspace.settings.portal;
  const identity = sha256Hex(
    JSON.stringify([terms, decisions.digest, keyRulesHash(rules), mapping.hosts, allowedHosts]),
  );
  const chosen = classes === null ? null : new Set(classes);
  const plan: CheckPlan = {
    db,
    mapping,
    rules,
    tables,
    allowedHosts,
    classes: chosen,
    sample: decisions.sample,
  };
  return { plan, terms, identity };
}

function survey(
  workspace: Workspace,
  mapping: Mapping,
  rules: KeyRules,
  db: CheckPlan['db'],
  sample: CheckSample | null,
): SurveyedDecisions {
  const wantsHits = sample !== null && 'mostHit' in sample;
  const hits = wantsHits ? lookAtAgencyHits(workspace, mapping, rules) : undefined;
  if (wantsHits && !hits) {
    throw new UserError(
      `${mapping.id}: no access log was counted yet; run: kosh redirects hits <log>`,
    );
  }
  try {
    return surveyDecisions(storedRedirects(db), sample, (key) => (hits ? hitsOfKey(hits, key) : 0));
  } finally {
    hits?.close();
  }
}

/** A check under way. */
interface OpenCheck extends Pick<StoredCheck, 'terms' | 'keyCursor' | 'targetCursor'> {
  /** Begins it in place of the last one, at the first call: a server that is away takes nothing away. */
  id(): number;
}

/** The unfinished check of the same terms, else a new one. */
function openCheck(db: CheckDb, identity: string, terms: CheckTerms, fresh: boolean): OpenCheck {
  const last = lastCheck(db);
  const goesOn = last?.identity === identity && last.finishedAt === null && !fresh;
  let id = goesOn ? last.id : null;
  return {
    terms,
    keyCursor: goesOn ? last.keyCursor : '',
    targetCursor: goesOn ? last.targetCursor : 0,
    id() {
      id ??= beginCheck(db, identity, terms, new Date().toISOString());
      return id;
    },
  };
}

async function askKeys(
  db: CheckDb,
  check: OpenCheck,
  plan: CheckPlan,
  { against, routeFor, terms: { connections } }: CheckServers,
  onProgress: (progress: CheckProgress) => void,
): Promise<void> {
  const route = routeFor(plan.mapping);
  const of = check.terms.keys;
  const progress: CheckProgress = { phase: 'old addresses', done: 0, of, requests: 0, faults: 0 };
  let unfinished: KeyResult[] = [];
  const work = (item: CheckItem): KeyResult | Promise<KeyResult> => {
    const { ask } = item;
    if (ask === null) return { item, verdict: null };
    return askSpelling(ask, against, route).then((verdict) => ({ item, verdict }));
  };
  await runInOrder(checkItems(plan, check.keyCursor), work, {
    workers: connections,
    mayCommit: () => against.unanswered === 0,
    commit(results) {
      const { step, rest, keys } = keyStep([...unfinished, ...results]);
      unfinished = rest;
      if (keys === 0) return;
      commitStep(db, check.id(), step);
      progress.done += keys;
      progress.requests += step.counts.reduce((sum, one) => sum + one.number, 0);
      progress.faults += step.faults.length;
      onProgress(progress);
    },
  });
}

async function checkTargets(
  db: CheckDb,
  check: OpenCheck,
  plan: CheckPlan,
  { portal, routeFor, terms: { portalConnections } }: CheckServers,
  onProgress: (progress: CheckProgress) => void,
): Promise<void> {
  const checker = new TargetChecker(routeFor(plan.mapping));
  const of = countTargets(db, check.id());
  const progress: CheckProgress = { phase: 'targets', done: 0, of, requests: 0, faults: 0 };
  const work = async (target: CheckTarget): Promise<TargetResult> => {
    const titles = target.title === '' ? [] : [target.title];
    return { target, verdict: await checker.check({ ...target, titles }) };
  };
  await runInOrder(everyTarget(db, check), work, {
    workers: portalConnections,
    mayCommit: () => portal?.unanswered === 0,
    commit(results) {
      const step = targetStep(results);
      commitStep(db, check.id(), step);
      progress.done += results.length;
      progress.requests += results.length;
      progress.faults += step.faults.length;
      onProgress(progress);
    },
  });
}

function* everyTarget(db: CheckDb, check: OpenCheck): Generator<CheckTarget> {
  for (let after = check.targetCursor; ; ) {
    const batch = targetBatch(db, check.id(), after);
    const last = batch.at(-1);
    if (!last) return;
    after = last.id;
    yield* batch;
  }
}
