import { estimateJaccard } from '../text/shingles.ts';
import { byCodeUnit, type CopyGroup, type SettledPage } from './dedupe-page.ts';
import { copyMark, isCopyShape, isPrintShape, isUnderOther, keyParts } from './key-shape.ts';
import type { PageTexts } from './page-texts.ts';
import { mayBeOneItem, sameTitle } from './same-item.ts';

/** Words below which equal text proves nothing: "The page is being filled" stands on many pages. */
export const fewestWords = 20;
/** Jaccard similarity of shingles from which two addresses of copy shape show one page. */
const nearCopy = 0.9;
/** Lowest estimate worth reading the texts for, five standard errors below `nearCopy`. */
const nearEstimate = 0.75;

/**
 * Folds the copies inside one site (pages of one agency, settled), per language. Equal text is a copy unless
 * title or date differ or, with digits unmasked, the text's own numbers do; near-equal text only where the
 * addresses have copy shape or a canonical link says so. Groups come sorted by chosen key.
 */
export function foldCopies(pages: readonly SettledPage[], texts: PageTexts): CopyGroup[] {
  const sorted = [...pages].sort(comparePages);
  const sets = new CopySets(sorted);
  joinEqual(sorted, sets, texts);
  joinNamed(sorted, sets, texts);
  joinNear(sorted, sets, texts);
  return sets
    .all()
    .map(groupOf)
    .sort((a, b) => comparePages(a.chosen, b.chosen));
}

/** Orders pages by language, then key. */
export function comparePages(a: SettledPage, b: SettledPage): number {
  return byCodeUnit(a.lang, b.lang) || byCodeUnit(a.key, b.key);
}

/** A group of pages that are one: chosen by `compareCopies`. */
function groupOf(pages: readonly SettledPage[]): CopyGroup {
  const canonicals = new Set(
    pages.flatMap(({ key, canonical }) =>
      canonical !== null && canonical !== key ? [canonical] : [],
    ),
  );
  const [chosen, ...others] = [...pages].sort(
    compareCopies(canonicals, Math.max(...pages.map((page) => page.words))),
  );
  if (chosen === undefined) throw new Error('a group of copies without a page');
  others.sort((a, b) => byCodeUnit(a.key, b.key) || comparePages(a, b));
  const aliases = [...new Set(others.map((page) => page.key))].filter((key) => key !== chosen.key);
  return { chosen, aliases, pages: [chosen, ...others] };
}

/** The group with the pages of others as aliases: its own page stands for them all, whatever their addresses. */
export function groupAround(keeper: CopyGroup, others: readonly CopyGroup[]): CopyGroup {
  const { chosen } = keeper;
  const rest = [...keeper.pages.slice(1), ...others.flatMap(({ pages }) => pages)];
  rest.sort((a, b) => byCodeUnit(a.key, b.key) || comparePages(a, b));
  const aliases = [...new Set(rest.map(({ key }) => key))].filter((key) => key !== chosen.key);
  return { chosen, aliases, pages: [chosen, ...rest] };
}

/** A copy with a smaller part of the longest copy's words has lost text. */
const wholeText = 0.95;

/**
 * The total order in which a copy is chosen: named canonical by another; no print or mobile shape; an address that
 * does not name another language; fewer query parameters; with the whole text; shorter key; smaller key.
 */
export function compareCopies(canonicals: ReadonlySet<string>, mostWords: number) {
  const rank = (page: SettledPage) => [
    canonicals.has(page.key) ? 0 : 1,
    isPrintShape(page.key) ? 1 : 0,
    isUnderOther(page) ? 1 : 0,
    keyParts(page.key).parameters.length,
    page.words >= mostWords * wholeText ? 0 : 1,
    page.key.length,
  ];
  return (a: SettledPage, b: SettledPage): number => {
    const x = rank(a);
    const y = rank(b);
    const at = x.findIndex((value, index) => value !== y[index]);
    return at < 0 ? byCodeUnit(a.key, b.key) : (x[at] ?? 0) - (y[at] ?? 0);
  };
}

/** Sets of pages, joined only when every page of one may be one item with every page of the other. */
class CopySets {
  readonly #set = new Map<SettledPage, SettledPage[]>();

  constructor(pages: readonly SettledPage[]) {
    for (const page of pages) this.#set.set(page, [page]);
  }

  join(a: SettledPage, b: SettledPage): void {
    const x = this.#set.get(a) ?? [a];
    const y = this.#set.get(b) ?? [b];
    if (x === y || !faces(x).every((one) => faces(y).every((two) => mayBeOneItem(one, two)))) {
      return;
    }
    const [large, small] = x.length >= y.length ? [x, y] : [y, x];
    for (const page of small) {
      large.push(page);
      this.#set.set(page, large);
    }
  }

  joined(a: SettledPage, b: SettledPage): boolean {
    return this.#set.get(a) === this.#set.get(b);
  }

  all(): SettledPage[][] {
    return [...new Set(this.#set.values())];
  }
}

/** One page for each title and date of a set: the rest would be compared in vain. */
function faces(pages: readonly SettledPage[]): SettledPage[] {
  const seen = new Map(pages.map((page) => [`${page.published}\n${page.title}`, page]));
  return [...seen.values()];
}

/** Titles of one text beyond which only equal ones are compared: it is a placeholder, not a page. */
const mostFaces = 64;

function joinEqual(sorted: readonly SettledPage[], sets: CopySets, texts: PageTexts): void {
  for (const bucket of groupBy(sorted, (page) => `${page.lang} ${page.textHash}`).values()) {
    if (bucket.length > 1) joinBucket(bucket, sets, texts);
  }
}

function joinBucket(bucket: readonly SettledPage[], sets: CopySets, texts: PageTexts): void {
  const heads: SettledPage[] = [];
  const exact = new Map<string, SettledPage>();
  for (const page of bucket) {
    const face = `${page.published}\n${page.title}\n${page.canonical}`;
    const like = exact.get(face);
    const tried = like === undefined ? heads : [like, ...heads];
    const head = tried.find((one) => mayBeOneItem(one, page) && isEqualCopy(one, page, texts));
    if (head) sets.join(head, page);
    else if (heads.length < mostFaces) heads.push(page);
    if (like === undefined) exact.set(face, page);
  }
}

function isEqualCopy(a: SettledPage, b: SettledPage, texts: PageTexts): boolean {
  const sameCanonical = a.canonical !== null && a.canonical === b.canonical;
  const proven = a.words >= fewestWords || sameCanonical || isCanonicalPair(a, b);
  return (proven || isCopyShape(a.key, b.key)) && numbersAllow(a, b, texts);
}

/** Tables of two years may differ in their digits only; a print version differs in its time of printing. */
function numbersAllow(a: SettledPage, b: SettledPage, texts: PageTexts): boolean {
  if (isCanonicalPair(a, b)) return true;
  const print = isPrintShape(a.key) !== isPrintShape(b.key) && isCopyShape(a.key, b.key);
  return print || texts.sameNumbers(a, b);
}

function isCanonicalPair(a: SettledPage, b: SettledPage): boolean {
  return a.canonical === b.key || b.canonical === a.key;
}

/** Canonical links to another page of the site: believed when the texts are near-equal (many sites name the home page everywhere). */
function joinNamed(sorted: readonly SettledPage[], sets: CopySets, texts: PageTexts): void {
  const byKey = new Map(sorted.map((page) => [`${page.lang} ${page.key}`, page]));
  for (const page of sorted) {
    const target =
      page.canonical === null ? undefined : byKey.get(`${page.lang} ${page.canonical}`);
    if (target === undefined || sets.joined(page, target)) continue;
    if (isNear(page, target, texts)) sets.join(page, target);
  }
}

/** Addresses of one mark compared with each other; beyond, each with its neighbours in the order of keys. */
const mostLikeAddresses = 64;

function joinNear(sorted: readonly SettledPage[], sets: CopySets, texts: PageTexts): void {
  for (const shelf of groupBy(sorted, (page) => `${page.lang} ${copyMark(page.key)}`).values()) {
    const reach = shelf.length <= mostLikeAddresses ? shelf.length : 8;
    const pairs = shelf.flatMap((a, at) => shelf.slice(at + 1, at + reach).map((b) => ({ a, b })));
    for (const { a, b } of pairs) {
      if (!sets.joined(a, b) && isNearCopy(a, b, texts)) sets.join(a, b);
    }
  }
}

function isNearCopy(a: SettledPage, b: SettledPage, texts: PageTexts): boolean {
  if (!mayBeOneItem(a, b) || !isCopyShape(a.key, b.key)) return false;
  if (isNear(a, b, texts)) return numbersAllow(a, b, texts);
  return holdsOther(a, b, texts);
}

/**
 * Two addresses of one page, one of which lost a part of the text on the way (a print version without the
 * lead): the shorter stands in the longer, under one title, or one of them is the print version.
 */
function holdsOther(a: SettledPage, b: SettledPage, texts: PageTexts): boolean {
  const print = isPrintShape(a.key) !== isPrintShape(b.key);
  if (!print && !sameTitle(a.title, b.title)) return false;
  return Math.min(a.words, b.words) >= fewestWords && texts.overlap(a, b).containment >= nearCopy;
}

function isNear(a: SettledPage, b: SettledPage, texts: PageTexts): boolean {
  if (a.textHash === b.textHash) return true;
  if (estimateJaccard(a.signature, b.signature) < nearEstimate) return false;
  return texts.overlap(a, b).jaccard >= nearCopy;
}

/** Groups values by a name, in the order in which names appear. */
export function groupBy<T>(values: readonly T[], name: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(name(value));
    if (group) group.push(value);
    else groups.set(name(value), [value]);
  }
  return groups;
}
