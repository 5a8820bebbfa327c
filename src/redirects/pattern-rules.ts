import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import { compileGlob, type GlobMatcher } from '../text/glob.ts';
import {
  captured,
  fillCaptures,
  isPattern,
  patternFault,
  patternSubjects,
  splitPattern,
} from '../text/redirect-pattern.ts';
import type { KeyRules } from '../text/url-key.ts';
import { type Candidate, candidate, decides } from './candidate.ts';
import { type HandRow, handDecision } from './hand-rows.ts';
import type { KeyOffers } from './key-offers.ts';
import type { OfferIntake } from './offer-intake.ts';

/** A row by hand that covers many keys, and what became of the keys it covers. */
interface PatternRule {
  host: string;
  matches: GlobMatcher;
  row: HandRow;
  line: number;
  covered: number;
  answered: number;
  /** An earlier pattern that took a key of this one. */
  takenBy: HandRow | null;
  /** Keys with a decision of their own that this rule took, and one of them. */
  shadowed: number;
  shadowedKey: string;
}

/**
 * The rows of a mapping with wildcards or captures. They answer before what kosh knows of single keys; those that are
 * `fallback`, only after it. Rows that cannot be are refused.
 */
export class PatternRules {
  readonly #rules: PatternRule[];
  readonly #intake: OfferIntake;

  constructor(intake: OfferIntake, mapping: Mapping, rules: KeyRules) {
    this.#intake = intake;
    this.#rules = mapping.redirects.flatMap((row, line) =>
      isPattern(row.from) ? (patternRule(intake, row, line, mapping, rules) ?? []) : [],
    );
  }

  /** Adds what the rules offer for a key, which has all its other offers but the host-wide one. */
  offerFor(group: KeyOffers): void {
    if (this.#rules.length === 0) return;
    const own = group.best;
    const covering: PatternRule[] = [];
    let subjects: string[] | undefined;
    for (const rule of this.#rules) {
      if (!group.key.startsWith(`${rule.host}/`)) continue;
      subjects ??= patternSubjects(group.key, group.spellings().spellings);
      const captures = captured(rule.matches, subjects);
      const said = captures && this.#intake.checked(group.key, saidBy(rule, captures));
      if (said === undefined) continue;
      group.add(said);
      covering.push(rule);
    }
    if (covering.length > 0) count(covering, group, own);
  }

  /** What a person should know of the rules once every key was offered. */
  findings(): Finding[] {
    return this.#rules.flatMap((rule) => [...shadowFinding(rule), ...unreachedFinding(rule)]);
  }
}

function patternRule(
  intake: OfferIntake,
  row: HandRow,
  line: number,
  mapping: Mapping,
  rules: KeyRules,
): PatternRule | undefined {
  const { host: named, glob } = splitPattern(row.from);
  const host = named === null ? (mapping.hosts[0]?.host ?? '') : (rules.hosts[named] ?? named);
  const foreign = intake.isOurs(`${host}/`) ? undefined : 'from is no address of this agency';
  const fault = patternFault(glob, row.to) ?? foreign;
  if (fault !== undefined) {
    intake.refuse(row.from, `hand: ${fault}`);
    return undefined;
  }
  const matches = compileGlob(glob, mapping.caseInsensitive);
  const counts = { covered: 0, answered: 0, takenBy: null, shadowed: 0, shadowedKey: '' };
  return { host, matches, row, line, ...counts };
}

function saidBy({ row, line }: PatternRule, captures: Record<string, string>): Candidate {
  return candidate({
    ...handDecision(row, row.to && fillCaptures(row.to, captures)),
    source: row.fallback ? 'rule' : 'hand',
    pattern: true,
    line,
  });
}

function count(covering: readonly PatternRule[], group: KeyOffers, own: Candidate | null): void {
  const best = group.best;
  const winner =
    best?.pattern === true ? covering.find(({ line }) => line === best.line) : undefined;
  for (const rule of covering) {
    rule.covered++;
    if (winner !== undefined && winner !== rule) rule.takenBy ??= winner.row;
  }
  if (winner === undefined) return;
  winner.answered++;
  if (winner.row.fallback || !isDecision(own)) return;
  winner.shadowed++;
  if (winner.shadowedKey === '') winner.shadowedKey = group.key;
}

/** Tells whether an offer is of the kind that people or the migration made for that very key. */
function isDecision(own: Candidate | null): boolean {
  return (
    decides(own) && (own.source === 'import' || own.source === 'item' || own.source === 'shared')
  );
}

function shadowFinding({ row, line, shadowed, shadowedKey }: PatternRule): Finding[] {
  if (shadowed === 0) return [];
  const detail = `redirects[${line}] answers for ${shadowed} addresses that have decisions of their own, such as ${shadowedKey}`;
  return [finding('redirects', 'rule-shadows', { subject: row.from }, detail)];
}

function unreachedFinding({ row, line, covered, answered, takenBy }: PatternRule): Finding[] {
  if (answered > 0) return [];
  const why =
    covered === 0
      ? 'it covers no address that is known'
      : takenBy === null
        ? `all ${covered} addresses it covers have stronger decisions`
        : `others decide the ${covered} addresses it covers, such as ${takenBy.from}`;
  return [
    finding('redirects', 'rule-unreached', { subject: row.from }, `redirects[${line}]: ${why}`),
  ];
}
