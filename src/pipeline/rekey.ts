import type { Finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import {
  compareKeys,
  moveDecisions,
  type NamedDecision,
  type RekeyReport,
  rekeyFindings,
} from '../redirects/rekey.ts';
import { crawlValue, setCrawlValue } from '../store/crawl-state.ts';
import { newestDecisions } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import { askedAddresses } from '../store/parameter-uses.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type KeyRules, keyRulesHash, keyRulesSchema } from '../text/url-key.ts';

/** Under which the key rules are kept by which every decision of a person last had addresses. */
const decidedRules = 'decided-key-rules';

/** The key rules under which decisions were last planned without loss; undefined before the first plan. */
export function rulesOfDecisions(db: SiteDb): KeyRules | undefined {
  const text = crawlValue(db, decidedRules);
  if (text === undefined) return undefined;
  // Rules of another version of kosh are compared with nothing.
  return keyRulesSchema.safeParse(JSON.parse(text)).data;
}

/** What other key rules would do to an agency's addresses and to the decisions of people. Reads only. */
export function rekeyReport(
  db: SiteDb,
  decisions: Iterable<NamedDecision>,
  before: KeyRules,
  after: KeyRules,
): RekeyReport {
  return compareKeys(everyAsked(db), decisions, before, after);
}

/**
 * Findings about decisions that a change of key rules took from addresses. They are told until somebody settles them: only
 * then the new rules are remembered as the ones to compare with.
 */
export function settleKeyRules(
  db: SiteDb,
  decisions: Iterable<NamedDecision>,
  rules: KeyRules,
): Finding[] {
  const before = rulesOfDecisions(db);
  if (before !== undefined && keyRulesHash(before) === keyRulesHash(rules)) return [];
  const findings =
    before === undefined
      ? []
      : rekeyFindings(moveDecisions(everyAsked(db), decisions, before, rules));
  if (findings.length === 0) setCrawlValue(db, decidedRules, JSON.stringify(rules));
  return findings;
}

/** Decisions of people for single addresses: the rows of the mapping, then what stands in decisions.db. Patterns know no keys. */
export function* namedDecisions(
  mapping: Mapping,
  decisions: DecisionsDb,
): Generator<NamedDecision> {
  const home = `http://${mapping.hosts[0]?.host}`;
  for (const [at, { from, to, gone }] of mapping.redirects.entries()) {
    if (/[*{]/.test(from)) continue;
    const decision = to !== undefined ? 'redirect' : gone ? 'gone' : 'archive';
    const path = from.startsWith('/') ? from : `/${from}`;
    const address = /^https?:/i.test(from) ? from : home + path;
    yield { source: `mapping, row ${at + 1}`, from: address, decision, to: to ?? null };
  }
  for (const { address, decision, target, actor, batch } of newestDecisions(decisions)) {
    // What was taken back is no loss.
    if (decision === 'unresolved') continue;
    yield { source: `${actor}, batch ${batch}`, from: address, decision, to: target };
  }
}

function* everyAsked(db: SiteDb): Generator<string> {
  for (let after = 0; ; ) {
    const batch = askedAddresses(db, after);
    const last = batch.at(-1);
    if (!last) return;
    after = last.addressId;
    for (const { address } of batch) yield address;
  }
}
