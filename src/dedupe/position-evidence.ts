import { sketchOverlap } from '../text/numbers.ts';
import type { CopyGroup } from './dedupe-page.ts';
import { daysBetween, mostDays, type PairEvidence, pair, trust, versionName } from './evidence.ts';
import { numericId } from './key-shape.ts';
import { pairShelves, type Shelf, shelvesOf } from './section-shelves.ts';

/** Pages of one day, or between two pairs of a list, that are told apart by their order; more are a guess. */
const mostInOrder = 5;
/** Words of the shorter of two translations, as a part of the longer one. */
const leastLength = 0.3;
/** Numbers that both texts must have before they can contradict each other. */
const tellingNumbers = 4;

/** Share of a shelf that links and addresses pair, from which the rest has no translation: the site tells which have. */
const toldBySite = 0.5;
/** Share of places whose numbers contradict each other, from which the two shelves are told separately. */
const mostContradicted = 0.2;

/**
 * Pages that stand at the same place of the site in two languages: the only one of its day in two sections that
 * belong together, the n-th of that day, the n-th between two pairs of a list, the only one left. `known` is what
 * else is known; a page that links or addresses lead to another one has no place to offer.
 */
export function byPosition(
  groups: readonly CopyGroup[],
  known: readonly PairEvidence[],
  lists: readonly (readonly string[])[],
): PairEvidence[] {
  const anchors = anchorsOf(groups, known);
  const shelves = shelvesOf(groups, lists);
  const found = new Map<string, PairEvidence>();
  for (const { x, y, pairs } of pairShelves(groups, shelves, anchors)) {
    const open = openPages(x, y, anchors);
    if (open.left.length < toldBySite * x.members.length) continue;
    if (open.right.length < toldBySite * y.members.length) continue;
    const places = [...sameDay(groups, open), ...sameGap(groups, { x, y, open, anchors })];
    if (!isOneSequence(groups, places, pairs)) continue;
    for (const one of places.filter(({ a, b }) => fits(groups, a, b))) {
      const name = `${one.a} ${one.b}`;
      if ((found.get(name)?.confidence ?? 0) < one.confidence) found.set(name, one);
    }
  }
  return oneEach(groups, [...found.values()]);
}

/** News that each language has for itself meet on the same days as well, but their numbers do not. */
function isOneSequence(
  groups: readonly CopyGroup[],
  places: readonly PairEvidence[],
  pairs: number,
): boolean {
  const told = places.map(({ a, b }) => sayNumbers(groups, a, b));
  const agreeing = told.filter((one) => one === 'agree').length;
  const contradicting = told.filter((one) => one === 'contradict').length;
  if (agreeing === 0 && pairs === 0) return false;
  return contradicting <= mostContradicted * (agreeing + contradicting + pairs);
}

/** The surest partner of each group in each other version, by links, addresses and whatever else is strong. */
export type Anchors = ReadonlyMap<string, number>;

/** Confidence of links and addresses. */
const strong = 0.7;

function anchorsOf(groups: readonly CopyGroup[], known: readonly PairEvidence[]): Anchors {
  const anchors = new Map<string, number>();
  const sorted = known.filter(({ confidence }) => confidence >= strong);
  sorted.sort((x, y) => y.confidence - x.confidence || x.a - y.a || x.b - y.b);
  for (const { a, b } of sorted) {
    const toB = anchorName(groups, a, b);
    const toA = anchorName(groups, b, a);
    if (anchors.has(toB) || anchors.has(toA)) continue;
    anchors.set(toB, b);
    anchors.set(toA, a);
  }
  return anchors;
}

function anchorName(groups: readonly CopyGroup[], from: number, to: number): string {
  return `${from} ${versionName(groups[to])}`;
}

interface OpenPages {
  left: number[];
  right: number[];
}

/** Pages of two shelves without a partner in the other's version, in the order of their shelf. */
function openPages(x: Shelf, y: Shelf, anchors: Anchors): OpenPages {
  return {
    left: x.members.filter((index) => !anchors.has(`${index} ${y.version}`)),
    right: y.members.filter((index) => !anchors.has(`${index} ${x.version}`)),
  };
}

function sameDay(groups: readonly CopyGroup[], { left, right }: OpenPages): PairEvidence[] {
  const days = byDay(groups, left);
  return [...byDay(groups, right)].flatMap(([day, there]) => {
    const here = days.get(day) ?? [];
    if (here.length !== there.length || here.length > mostInOrder) return [];
    const x = here.length === 1 ? here : inSequence(groups, here);
    const y = here.length === 1 ? there : inSequence(groups, there);
    if (x === undefined || y === undefined) return [];
    return inOrder(x, y, here.length === 1 ? trust.dayInSection : trust.placeInOrder);
  });
}

function inOrder(x: readonly number[], y: readonly number[], confidence: number): PairEvidence[] {
  return x.flatMap((a, at) => {
    const b = y[at];
    return b === undefined ? [] : [pair(a, b, confidence, 'position')];
  });
}

function byDay(groups: readonly CopyGroup[], members: readonly number[]): Map<string, number[]> {
  const days = new Map<string, number[]>();
  for (const index of members) {
    const published = groups[index]?.chosen.published ?? '';
    if (published.length < 10) continue;
    const day = published.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), index]);
  }
  return days;
}

/** Pages in the order in which they were made, by the numbers in their addresses; undefined without such numbers. */
function inSequence(
  groups: readonly CopyGroup[],
  members: readonly number[],
): number[] | undefined {
  const numbered = members.map((index) => ({
    index,
    number: Number(
      /\d+$/.exec(numericId(groups[index]?.chosen.key ?? '') ?? '')?.[0] ?? Number.NaN,
    ),
  }));
  if (numbered.some(({ number }) => Number.isNaN(number))) return undefined;
  return numbered.sort((a, b) => a.number - b.number).map(({ index }) => index);
}

/** Undated pages: as many on both sides between the same two pairs of two lists, or the last one left of two sections. */
function sameGap(
  groups: readonly CopyGroup[],
  facts: { x: Shelf; y: Shelf; open: OpenPages; anchors: Anchors },
): PairEvidence[] {
  const { x, y, open, anchors } = facts;
  const undated = (index: number) => (groups[index]?.chosen.published ?? null) === null;
  const left = open.left.filter(undated);
  const right = open.right.filter(undated);
  if (!x.ordered || !y.ordered) {
    return left.length === 1 && right.length === 1 ? inOrder(left, right, trust.placeInOrder) : [];
  }
  return gapsOf(x, y, anchors).flatMap((gap) => {
    const here = gap.left.filter((index) => left.includes(index));
    const there = gap.right.filter((index) => right.includes(index));
    if (here.length !== there.length || here.length > mostInOrder) return [];
    return inOrder(here, there, trust.placeInOrder);
  });
}

/** Members of two lists between the same neighbouring pairs; none where the lists order their pairs differently. */
function gapsOf(x: Shelf, y: Shelf, anchors: Anchors): { left: number[]; right: number[] }[] {
  const places = new Map(y.members.map((index, at) => [index, at]));
  const fixed = x.members.flatMap((index, at) => {
    const place = places.get(anchors.get(`${index} ${y.version}`) ?? -1);
    return place === undefined ? [] : [{ at, place }];
  });
  if (fixed.length === 0) return [];
  if (fixed.some(({ place }, at) => place <= (fixed[at - 1]?.place ?? -1))) return [];
  const ends = [{ at: -1, place: -1 }, ...fixed, { at: x.members.length, place: y.members.length }];
  return ends.slice(1).map((end, at) => ({
    left: x.members.slice((ends[at]?.at ?? -1) + 1, end.at),
    right: y.members.slice((ends[at]?.place ?? -1) + 1, end.place),
  }));
}

/** Tells whether two pages can be translations: of one kind and time, of like length, their numbers no others. */
function fits(groups: readonly CopyGroup[], a: number, b: number): boolean {
  const x = groups[a];
  const y = groups[b];
  if (x === undefined || y === undefined || x.chosen.kind !== y.chosen.kind) return false;
  if (daysBetween(x, y) > mostDays) return false;
  if (x.chosen.assets.length > 0 !== y.chosen.assets.length > 0) return false;
  const words = [x.chosen.words, y.chosen.words];
  if (Math.min(...words) < leastLength * Math.max(...words)) return false;
  return sayNumbers(groups, a, b) !== 'contradict';
}

function sayNumbers(
  groups: readonly CopyGroup[],
  a: number,
  b: number,
): 'agree' | 'contradict' | 'nothing' {
  const x = groups[a]?.chosen.numbers ?? new Uint32Array(0);
  const y = groups[b]?.chosen.numbers ?? new Uint32Array(0);
  const fewest = Math.min(x.length, y.length);
  if (fewest === 0) return 'nothing';
  const { shared } = sketchOverlap(x, y);
  if (fewest < tellingNumbers) return shared > 0 ? 'agree' : fewest < 2 ? 'nothing' : 'contradict';
  return shared >= fewest / 2 ? 'agree' : 'contradict';
}

/** Pairs of pages that have no second place: two places speak against each other. */
function oneEach(groups: readonly CopyGroup[], pairs: readonly PairEvidence[]): PairEvidence[] {
  const counts = new Map<string, number>();
  const names = ({ a, b }: PairEvidence) => [anchorName(groups, a, b), anchorName(groups, b, a)];
  for (const one of pairs)
    for (const name of names(one)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return pairs.filter((one) => names(one).every((name) => counts.get(name) === 1));
}
