import { type Redirect, redirectDecisions, redirectSources } from '../model/redirect.ts';
import type { Candidate } from './candidate.ts';

/** What the strength of a decision depends on; both candidates and finished redirects have it. */
export type Strength = Pick<
  Redirect,
  'source' | 'decision' | 'provisional' | 'target' | 'itemId' | 'lang' | 'reason'
> &
  Partial<Pick<Candidate, 'follow' | 'verdict' | 'pattern' | 'line' | 'wantsTarget'>>;

/**
 * The one order of decisions, strongest first (negative when `a` is stronger): source; a person's verdict
 * before a row of the mapping; an answer for one key before a pattern over many; redirect > shared > archive
 * > gone > unresolved; a target the portal has named before a provisional one; the earlier line; then code
 * units of all that is left, so that order is total.
 */
export function compareStrength(a: Strength, b: Strength): number {
  return (
    redirectSources.indexOf(a.source) - redirectSources.indexOf(b.source) ||
    Number(b.verdict ?? false) - Number(a.verdict ?? false) ||
    Number(a.pattern ?? false) - Number(b.pattern ?? false) ||
    redirectDecisions.indexOf(a.decision) - redirectDecisions.indexOf(b.decision) ||
    Number(a.provisional) - Number(b.provisional) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.target ?? '', b.target ?? '') ||
    compareText(a.follow ?? '', b.follow ?? '') ||
    compareText(a.reason, b.reason) ||
    compareText(a.itemId ?? '', b.itemId ?? '') ||
    compareText(a.lang ?? '', b.lang ?? '') ||
    Number(a.wantsTarget ?? false) - Number(b.wantsTarget ?? false)
  );
}

/** Order of two texts by code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
