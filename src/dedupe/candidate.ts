import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';

/** What finding copies across agencies knows of a page without reading its text. */
export interface CandidateFacts {
  /** Place of its agency among all agencies in the order of ids. */
  agency: number;
  /** Place of its item among the items of its agency. */
  item: number;
  lang: Language;
  kind: ImportedKind;
  /** Words that are compared. */
  words: number;
  /** `hash64` of those words: equal for equal texts. */
  textHash: string;
  /** Days since 1970 of the publication date, null when it is not known to the day. */
  day: number | null;
}

/**
 * The pages of all agencies that may be copies of one another, numbered from 0 by agency, item and language, so that
 * numbers do not depend on the order in which agencies were read. Texts and signatures stay on disk.
 */
export interface CandidateSource {
  readonly size: number;
  facts(index: number): CandidateFacts;
  /** Signatures of the candidates from `from` to `to` (left out), one after the other; meant to be read in order. */
  signatures(from: number, to: number): Uint32Array;
  /** Title and plain text, read from disk. */
  title(index: number): string;
  text(index: number): string;
}
