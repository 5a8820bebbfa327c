import { textShingles } from '../text/shingles.ts';
import type { CandidateSource } from './candidate.ts';
import { type ComparedText, isCopy } from './copy-rule.ts';
import { titlesAgree } from './same-item.ts';

/** Shingles kept at hand, of all texts together: 64 MiB. */
const kept = 16 * 1024 * 1024;
/** Weekly news and orders repeat their wording: under another title only near-equal text is the same item. */
const nearEqual = 0.9;

/** Compares candidates by their true shingles, reading each text as seldom as memory allows. */
export class CopyJudge {
  readonly #source: CandidateSource;
  readonly #texts = new Map<number, ComparedText>();
  #kept = 0;
  /** Pairs that were compared. */
  compared = 0;

  constructor(source: CandidateSource) {
    this.#source = source;
  }

  /** Tells whether two candidates are copies of one text. */
  areCopies(a: number, b: number): boolean {
    this.compared += 1;
    const overlap = isCopy(this.#textOf(a), this.#textOf(b));
    if (overlap === undefined) return false;
    if (overlap.jaccard >= nearEqual || !(this.#isDated(a) || this.#isDated(b))) return true;
    return titlesAgree(this.#source.title(a), this.#source.title(b));
  }

  #isDated(index: number): boolean {
    const { kind } = this.#source.facts(index);
    return kind === 'news' || kind === 'document';
  }

  #textOf(index: number): ComparedText {
    const known = this.#texts.get(index);
    if (known) {
      // The last in the map is the latest used.
      this.#texts.delete(index);
      this.#texts.set(index, known);
      return known;
    }
    const read: ComparedText = {
      words: this.#source.facts(index).words,
      shingles: textShingles(this.#source.text(index)),
      text: () => this.#source.text(index),
    };
    this.#texts.set(index, read);
    this.#kept += read.shingles.length;
    for (const [oldest, { shingles }] of this.#texts) {
      if (this.#kept <= kept || oldest === index) break;
      this.#texts.delete(oldest);
      this.#kept -= shingles.length;
    }
    return read;
  }
}
