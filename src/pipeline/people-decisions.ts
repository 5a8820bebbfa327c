import { type Decision, keyVerdicts } from '../model/decision.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import type { RowRules } from '../redirects/answer-row.ts';
import { readOldAddress } from '../redirects/old-address.ts';
import type { ImportedRow } from '../redirects/plan-input.ts';
import { newestDecision, newestDecisions } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import type { SiteDb } from '../store/site-db.ts';
import { rowRules, targetFault } from './key-rows.ts';
import { bindsToContent, hasLapsed, seenContent } from './seen-content.ts';

/** What people decided, as planning takes it. `findings` is whole once `rows` was read to its end. */
export interface PeopleRows {
  rows: Iterable<ImportedRow>;
  findings: Finding[];
}

/**
 * The decisions that hold: the newest word on every url key of today. Keys are made anew of the addresses that people
 * gave, since the rules may have changed; where two decisions meet in one key the newer holds. A decision that cannot be
 * carried out any more, or whose page has changed since, becomes a finding.
 */
export function peopleRows(
  decisions: DecisionsDb,
  site: SiteDb,
  mapping: Mapping,
  settings: Settings,
): PeopleRows {
  const findings: Finding[] = [];
  const source = { decisions, site, rules: rowRules(mapping, settings) };
  return { rows: holdingRows(source, findings), findings };
}

interface Source {
  decisions: DecisionsDb;
  site: SiteDb;
  rules: RowRules;
}

function* holdingRows(source: Source, findings: Finding[]): Generator<ImportedRow> {
  const moved = movedDecisions(source);
  let line = 0;
  for (const one of newestDecisions(source.decisions)) {
    line += 1;
    const fault = deathOf(one, moved, source);
    if (fault !== undefined) findings.push(...told(one, 'decision-died', fault));
    else if (isOutdated(one, source)) {
      findings.push(...told(one, 'decision-lapsed', 'the page has changed since'));
    } else yield rowOf(one, line);
  }
}

/** The newest decision for every key that its address had not when the decision was made: none, unless key rules changed. */
function movedDecisions({ decisions, rules }: Source): Map<string, Decision> {
  const moved = new Map<string, Decision>();
  for (const one of newestDecisions(decisions)) {
    const key = keyNow(one, rules);
    if (key === undefined || key === one.subject) continue;
    const other = moved.get(key);
    if (!other || isNewer(one, other)) moved.set(key, one);
  }
  return moved;
}

/** Why a decision can no longer be carried out, or undefined. */
function deathOf(
  one: Decision,
  moved: ReadonlyMap<string, Decision>,
  { decisions, rules }: Source,
): string | undefined {
  const { key, fault } = readOldAddress(one.address, rules.firstHost, rules.rules);
  if (fault !== undefined) return fault;
  const arrived = moved.get(key);
  const stayed = key === one.subject ? undefined : newestDecision(decisions, key);
  const rivals = [arrived, stayed && keyNow(stayed, rules) === key ? stayed : undefined];
  const newer = rivals.find((rival) => rival && isNewer(rival, one));
  if (newer)
    return `since the key rules changed, a newer decision answers for it: ${newer.address}`;
  return targetFault(one.decision, one.target, key, rules);
}

function isOutdated({ decision, seen, subject }: Decision, { site }: Source): boolean {
  return seen !== null && bindsToContent(decision) && hasLapsed(seen, seenContent(site, subject));
}

function keyNow({ address }: Decision, { firstHost, rules }: RowRules): string | undefined {
  return readOldAddress(address, firstHost, rules).key;
}

function isNewer(a: Decision, b: Decision): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}

/** What was taken back is no loss when it dies. */
function told(one: Decision, code: 'decision-died' | 'decision-lapsed', why: string): Finding[] {
  if (one.decision === 'unresolved') return [];
  const { address, subject, decision, actor, at, batch } = one;
  const detail = `${decision} by ${actor}, ${at.slice(0, 10)} (batch ${batch}): ${why}`;
  return [finding('redirects', code, { address, subject }, detail)];
}

function rowOf({ source, address, decision, target, reason }: Decision, line: number): ImportedRow {
  const verdict = keyVerdicts.find((one) => one === decision) ?? 'unresolved';
  return { source, line, from: address, decision: verdict, to: target, reason };
}
