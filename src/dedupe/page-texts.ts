import { lastingNumbers } from '../text/numbers.ts';
import { type Overlap, overlapOf, textShingles } from '../text/shingles.ts';
import type { SettledPage, TextSource } from './dedupe-page.ts';

/** Pages whose shingles are kept at hand: at 3,000 words 12 KB each. */
const kept = 512;

/** Compares pages by their texts, reading each text as seldom as the order of questions allows. */
export class PageTexts {
  readonly #source: TextSource;
  readonly #shingles = new Map<string, Uint32Array>();

  constructor(source: TextSource) {
    this.#source = source;
  }

  /** Plain text of a page. */
  text(page: SettledPage): string {
    return this.#source.text(page.agency, page.key, page.storedLang);
  }

  /** True overlap of the shingles of two pages. */
  overlap(a: SettledPage, b: SettledPage): Overlap {
    return overlapOf(this.#shinglesOf(a), this.#shinglesOf(b));
  }

  /** Tells whether two texts have the same numbers, leaving out counters and times of printing. */
  sameNumbers(a: SettledPage, b: SettledPage): boolean {
    const x = lastingNumbers(this.text(a));
    const y = lastingNumbers(this.text(b));
    return x.length === y.length && x.every((number, index) => number === y[index]);
  }

  #shinglesOf(page: SettledPage): Uint32Array {
    const name = `${page.agency}\n${page.storedLang}\n${page.key}`;
    const known = this.#shingles.get(name);
    if (known) return known;
    const made = textShingles(this.text(page));
    if (this.#shingles.size >= kept) {
      const oldest = this.#shingles.keys().next();
      if (!oldest.done) this.#shingles.delete(oldest.value);
    }
    this.#shingles.set(name, made);
    return made;
  }
}
