import type { Redirect } from '../model/redirect.ts';

/**
 * One answer that some source offers for a url key. `follow` names another key whose decision holds for
 * this one too (then `target` is null); `pattern` is true for answers that cover many keys at once;
 * `line` orders equals: the smaller wins. `wantsTarget` says that a person should give it a target.
 */
export interface Candidate
  extends Pick<
    Redirect,
    'decision' | 'target' | 'itemId' | 'lang' | 'provisional' | 'source' | 'reason'
  > {
  follow: string | null;
  pattern: boolean;
  line: number;
  wantsTarget: boolean;
}

/** What a candidate must say; all else has a neutral value. */
type Said = Pick<Candidate, 'decision' | 'source' | 'reason'> & Partial<Candidate>;

/** A candidate with neutral values for all that is not said. */
export function candidate(said: Said): Candidate {
  return {
    target: null,
    itemId: null,
    lang: null,
    provisional: false,
    follow: null,
    pattern: false,
    line: 0,
    wantsTarget: false,
    ...said,
  };
}
