import { kazakhSkeleton, skeletonShingles } from '../text/kazakh-skeleton.ts';
import { lastingNumbers } from '../text/numbers.ts';
import { type Overlap, overlapOf, signatureLength, signatureOf } from '../text/shingles.ts';
import type { SettledPage } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';

/** Pages whose shingles are kept at hand. */
const kept = 256;
/** 32 bands of 4 rows: candidates with probability 0.96 at Jaccard 0.55, 0.9999 at 0.7. */
const rows = 4;
/** Pages of one band that are looked at; more of them are forms filled in alike. */
const fullBucket = 24;

/** Compares Kazakh pages of different scripts, in the form that all scripts have in common. */
export class SkeletonTexts {
  readonly #texts: PageTexts;
  readonly #shingles = new Map<SettledPage, Uint32Array>();

  constructor(texts: PageTexts) {
    this.#texts = texts;
  }

  /** Overlap of the pairs of words of two pages. */
  overlap(a: SettledPage, b: SettledPage): Overlap {
    return overlapOf(this.#shinglesOf(a), this.#shinglesOf(b));
  }

  /** Tells whether two texts have the same numbers, but for counters and times of printing. */
  sameNumbers(a: SettledPage, b: SettledPage): boolean {
    const x = numbersOf(this.#texts.text(a));
    const y = numbersOf(this.#texts.text(b));
    return x.length === y.length && x.every((number, index) => number === y[index]);
  }

  /** Words that stand in the first page only, as it writes them, at most `most`. */
  wordsOnlyIn(a: SettledPage, b: SettledPage, most: number): string[] {
    const there = new Set(kazakhSkeleton(this.#texts.text(b)).split(' '));
    const found = new Set<string>();
    for (const word of this.#texts.text(a).split(/[^\p{L}\p{M}\p{N}'’ʼ]+/u)) {
      const form = kazakhSkeleton(word);
      if (form.length > 2 && !form.includes(' ') && !there.has(form)) found.add(word);
      if (found.size === most) break;
    }
    return [...found];
  }

  /** Pairs of one page of each side that may hold one text, by index into the sides; each pair once. */
  candidates(
    left: readonly SettledPage[],
    right: readonly SettledPage[],
  ): { left: number; right: number }[] {
    const x = left.map((page) => signatureOf(this.#shinglesOf(page)));
    const y = right.map((page) => signatureOf(this.#shinglesOf(page)));
    const found = new Set<number>();
    for (let band = 0; band < signatureLength; band += rows) {
      const shelf = new Map<string, number[]>();
      for (const [index, signature] of x.entries()) {
        const name = bandName(signature, band);
        const held = shelf.get(name);
        if (held === undefined) shelf.set(name, [index]);
        else if (held.length < fullBucket) held.push(index);
      }
      for (const [index, signature] of y.entries()) {
        for (const one of shelf.get(bandName(signature, band)) ?? []) {
          found.add(one * right.length + index);
        }
      }
    }
    return [...found]
      .sort((a, b) => a - b)
      .map((code) => ({ left: Math.floor(code / right.length), right: code % right.length }));
  }

  #shinglesOf(page: SettledPage): Uint32Array {
    const known = this.#shingles.get(page);
    if (known) return known;
    const made = skeletonShingles(kazakhSkeleton(this.#texts.text(page)));
    if (this.#shingles.size >= kept) {
      const oldest = this.#shingles.keys().next();
      if (!oldest.done) this.#shingles.delete(oldest.value);
    }
    this.#shingles.set(page, made);
    return made;
  }
}

function bandName(signature: Uint32Array, band: number): string {
  return signature.subarray(band, band + rows).join(' ');
}

/** Numbers in European figures, whichever the text has. */
function numbersOf(text: string): string[] {
  const european = text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (figure) =>
    String(figure.charCodeAt(0) & 0xf),
  );
  return lastingNumbers(european);
}
