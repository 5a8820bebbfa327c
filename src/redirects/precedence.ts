import { type Redirect, redirectDecisions, redirectSources } from '../model/redirect.ts';

/** What the strength of a decision depends on; both candidates and finished redirects have it. */
export interface Strength
  extends Pick<Redirect, 'source' | 'decision' | 'provisional' | 'target' | 'reason'> {
  follow?: string | null;
  pattern?: boolean;
  line?: number;
}

/**
 * The one order of decisions, strongest first (negative when `a` is stronger): source; an answer for one
 * key before a pattern over many; redirect > shared > archive > gone > unresolved; a target the portal
 * has named before a provisional one; the earlier line; then code units, so that order is total.
 */
export function compareStrength(a: Strength, b: Strength): number {
  return (
    redirectSources.indexOf(a.source) - redirectSources.indexOf(b.source) ||
    Number(a.pattern ?? false) - Number(b.pattern ?? false) ||
    redirectDecisions.indexOf(a.decision) - redirectDecisions.indexOf(b.decision) ||
    Number(a.provisional) - Number(b.provisional) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.target ?? '', b.target ?? '') ||
    compareText(a.follow ?? '', b.follow ?? '') ||
    compareText(a.reason, b.reason)
  );
}

/** Order of two texts by code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
