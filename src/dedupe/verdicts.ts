import type { Language } from '../model/language.ts';

/** A page as people name it. */
interface PageRef {
  agency: string;
  /** url key. */
  key: string;
  lang: Language;
}

/**
 * What people said about copies, shared items and language versions. It beats what is detected and what mappings say,
 * and holds in every later run.
 */
export interface Verdicts {
  /** Ids of shared items that are adopted whatever was detected. */
  adopt: ReadonlySet<string>;
  /** Ids of shared items whose members all stay with their agencies. */
  refuse: ReadonlySet<string>;
  /** Pages of different agencies that are one text, however unlike. */
  merge: readonly { a: PageRef; b: PageRef }[];
  /** Pages that are no copy of anybody's text. */
  split: readonly PageRef[];
  /** Pages of one agency that are language versions of one item. */
  pair: readonly { a: PageRef; b: PageRef }[];
  /** Pages of one agency that are not. */
  unpair: readonly { a: PageRef; b: PageRef }[];
}

/** Nobody said anything. */
export const noVerdicts: Verdicts = {
  adopt: new Set(),
  refuse: new Set(),
  merge: [],
  split: [],
  pair: [],
  unpair: [],
};
