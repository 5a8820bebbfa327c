import { type Overlap, overlapOf, shingleRun, shingleWords } from '../text/shingles.ts';

/** Fewest words of a text that is a copy by equality or by containment, and by similarity. */
export const fewestWords = { equal: 20, near: 40 };
/**
 * Thresholds over true shingles. Copies edited by hand (every third sentence reworded) measure 0.66 to 0.81 Jaccard,
 * pages of one subject written apart at most 0.06. From `sure` on nothing else is asked.
 */
const near = { jaccard: 0.6, sure: 0.8, containment: 0.8 };
/**
 * Words of its own that a copy may add in one piece: preface, signature and source line of a repost. Who adds more than
 * that, and more than this part of the page, wrote a page around a quotation.
 */
const ownPassage = { words: 40, part: 0.25 };
/** Part of a page that may be its own when the rest is a whole text of another: beyond, the text is quoted. */
const mostOwn = 0.4;

/** Words of a text that another has not: all together, and in the longest piece. */
interface OwnWords {
  all: number;
  longest: number;
}

/**
 * Tells whether two different texts are one: Jaccard at least 0.8; at least 0.6 unless one has a longer passage of its
 * own; or, where a text stands whole in the other, that other adds at most 40 words and two fifths.
 */
export function isCopy(a: ComparedText, b: ComparedText): Overlap | undefined {
  const overlap = overlapOf(a.shingles, b.shingles);
  const { jaccard, containment } = overlap;
  const [small, large] = a.words <= b.words ? [a, b] : [b, a];
  if (jaccard >= near.sure) return small.words >= fewestWords.equal ? overlap : undefined;
  if (jaccard >= near.jaccard && small.words >= fewestWords.near) {
    return isQuotation(a, b) || isQuotation(b, a) ? undefined : overlap;
  }
  if (containment < near.containment || small.words < fewestWords.equal) return undefined;
  const { all } = ownWords(large, small);
  return all <= ownPassage.words && all <= mostOwn * large.words ? overlap : undefined;
}

function isQuotation(page: ComparedText, other: ComparedText): boolean {
  const { longest } = ownWords(page, other);
  return longest > ownPassage.words && longest > ownPassage.part * page.words;
}

/** A word that differs takes the five shingles that hold it, but for those at the ends of a text. */
function ownWords(page: ComparedText, other: ComparedText): OwnWords {
  const run = shingleRun(page.text());
  const own = { all: 0, longest: 0 };
  for (let from = 0; from < run.length; ) {
    let to = from;
    while (to < run.length && !holds(other.shingles, run[to] ?? 0)) to++;
    const isAtEnd = from === 0 || to === run.length;
    const words = isAtEnd ? to - from : Math.max(1, to - from - shingleWords + 1);
    if (to > from) {
      own.all += words;
      own.longest = Math.max(own.longest, words);
    }
    from = to + 1;
  }
  return own;
}

function holds(sorted: Uint32Array, value: number): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === value;
}

/** A text as it is compared. */
export interface ComparedText {
  words: number;
  /** `textShingles` of it. */
  shingles: Uint32Array;
  text: () => string;
}
