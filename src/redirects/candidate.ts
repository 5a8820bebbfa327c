import type { Redirect } from '../model/redirect.ts';

/**
 * One answer that some source offers for a url key. `follow` names another key whose decision holds for
 * this one too (then `target` is null); `verdict` marks a row of the decisions' database, which beats rows
 * of the mapping; `pattern` is true for answers that cover many keys at once; `line` orders equals: the
 * smaller wins. `wantsTarget` says that a person should give it a target.
 */
export interface Candidate
  extends Pick<
    Redirect,
    'decision' | 'target' | 'itemId' | 'lang' | 'provisional' | 'source' | 'reason'
  > {
  follow: string | null;
  verdict: boolean;
  pattern: boolean;
  line: number;
  wantsTarget: boolean;
}

/** What a candidate must say; all else has a neutral value. */
type Said = Pick<Candidate, 'decision' | 'source' | 'reason'> & Partial<Candidate>;

/** A candidate with neutral values for all that is not said. */
export function candidate(said: Said): Candidate {
  return {
    decision: said.decision,
    target: said.target ?? null,
    itemId: said.itemId ?? null,
    lang: said.lang ?? null,
    provisional: said.provisional ?? false,
    source: said.source,
    reason: said.reason,
    follow: said.follow ?? null,
    verdict: said.verdict ?? false,
    pattern: said.pattern ?? false,
    line: said.line ?? 0,
    wantsTarget: said.wantsTarget ?? false,
  };
}

/** Tells whether a candidate decides where readers go, rather than that nobody has decided. */
export function decides(said: Candidate | null): said is Candidate {
  return said !== null && said.decision !== 'unresolved';
}
