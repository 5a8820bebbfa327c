import { normalizeText } from '../text/hash.ts';

/** Likeness (0..1) from which two titles are taken for the same: a letter or a word more, another dash, quotes. */
export const likeTitles = 0.6;

/** What portals put behind or before a title: « | gov.kz». */
const parting = /\s(?:[|»•·]|[-–—])\s/;

/**
 * How alike an old title is to the nearest of those of its new page, 0..1: shared pairs of letters (Dice), by words without
 * regard to case, punctuation and ё; each part of a title in several parts counts as one too.
 */
export function titleLikeness(old: string, titles: readonly string[]): number {
  const wanted = pairsOf(old);
  const candidates = titles.flatMap((title) => [title, ...title.split(parting)]);
  return Math.max(0, ...candidates.map((one) => dice(wanted, pairsOf(one))));
}

function pairsOf(title: string): Map<string, number> {
  const words = normalizeText(title.normalize('NFKC'))
    .replaceAll('ё', 'е')
    .match(/[\p{L}\p{N}]+/gu);
  const pairs = new Map<string, number>();
  for (const word of words ?? []) {
    const text = ` ${word} `;
    for (let at = 0; at + 2 <= text.length; at++) {
      const pair = text.slice(at, at + 2);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  }
  return pairs;
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [pair, number] of a) shared += Math.min(number, b.get(pair) ?? 0);
  const total = sum(a) + sum(b);
  return total === 0 ? 0 : (2 * shared) / total;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const number of counts.values()) total += number;
  return total;
}
