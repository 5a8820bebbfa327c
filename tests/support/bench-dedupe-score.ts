import { overlapOf } from './bench-dedupe-overlap.ts';
import type { CorpusPlan, Place } from './bench-dedupe-plan.ts';
import type { CorpusTexts } from './bench-dedupe-texts.ts';
import { apartKinds, expectedOf, type TruePair } from './bench-dedupe-truth.ts';

/** Pages of the plan that were called copies of one another. */
export type FoundCluster = readonly Place[];

/** Of so many pairs so many were called copies. */
export class Called {
  of = 0;
  called = 0;

  add(called: boolean): void {
    this.of++;
    if (called) this.called++;
  }

  /** From 0 to 1; null where there was nothing to find. */
  get rate(): number | null {
    return this.of === 0 ? null : this.called / this.of;
  }
}

/** What was found, beside the truth. */
export interface DedupeScore {
  /** Recall by number of edited words, pages of 150 words and more. */
  edits: Map<number, Called>;
  /** Pairs by true Jaccard in steps of 0.05, pages of 150 words and more with words or sentences changed. */
  byJaccard: Map<number, Called>;
  /** Planted pairs of true Jaccard of at least 0.8, whatever was done to them. */
  jaccard80: Called;
  /** Planted pairs under 0.6 that no rule of containment makes copies. */
  under60: Called;
  /** Texts that a longer one holds whole, with more in front or behind; and short texts copied. */
  preface: Called;
  /** The same with so much more that it may be a quotation: either is right. */
  longPreface: Called;
  short: Called;
  figures: Called;
  repost: Called;
  identical: Called;
  /** A text that one agency holds twice, found in the other agency that holds it. */
  twice: Called;
  /** Pairs that only share something, by what they share. */
  apart: Map<string, Called>;
  /** Announcements of one form whose texts are as near as those of copies: a thing for what reads names and figures. */
  nearForms: Called;
  /** Pages of clusters called copies of their cluster's first page, and how many of them truly are. */
  verified: Called;
  clusters: number;
  largest: number;
}

/** Holds clusters against the truth. */
export function scoreClusters(
  plan: CorpusPlan,
  texts: CorpusTexts,
  truth: Iterable<TruePair>,
  clusters: readonly FoundCluster[],
): DedupeScore {
  const places = new PlaceNumbers(plan);
  const clusterOf = new Int32Array(plan.size.pages).fill(-1);
  clusters.forEach((cluster, at) => {
    for (const place of cluster) clusterOf[places.of(place)] = at;
  });
  const together = (one: Place, other: Place) => {
    const cluster = clusterOf[places.of(one)];
    return cluster !== -1 && cluster === clusterOf[places.of(other)];
  };
  const score = newScore();
  const pairs = new Map<string, TruePair>();
  for (const pair of truth) {
    const called = together(pair.one, pair.other);
    pairs.set(pairKey(places.of(pair.one), places.of(pair.other)), pair);
    if (pair.kind !== 'twice') countPair(score, pair, called);
  }
  countTwice(score, plan, together);
  for (const cluster of clusters) {
    score.clusters++;
    score.largest = Math.max(score.largest, cluster.length);
    const [first, ...others] = cluster;
    for (const other of others) {
      if (first !== undefined) score.verified.add(isTrue(texts, places, pairs, first, other));
    }
  }
  return score;
}

function countPair(score: DedupeScore, pair: TruePair, called: boolean): void {
  const { kind, expected } = pair;
  if (kind === 'announcement' && expected !== 'apart') score.nearForms.add(called);
  else if (apartKinds.has(kind)) countIn(score.apart, kind, called);
  else countCopies(score, pair, called);
}

function countCopies(score: DedupeScore, pair: TruePair, called: boolean): void {
  const { kind, grade, jaccard, expected } = pair;
  const long = pair.shorter >= 150;
  if (kind === 'edits' && long) countIn(score.edits, grade, called);
  if ((kind === 'ladder' || kind === 'sentences' || kind === 'edits') && long) {
    countIn(score.byJaccard, Math.floor(jaccard * 20 + 1e-9) / 20, called);
  }
  if (jaccard >= 0.8 && long) score.jaccard80.add(called);
  if (expected === 'apart') score.under60.add(called);
  if (kind === 'preface' && expected === 'either') score.longPreface.add(called);
  if (expected !== 'copy') return;
  if (kind === 'preface' || kind === 'short') score[kind].add(called);
  if (kind === 'figures' || kind === 'repost' || kind === 'identical') score[kind].add(called);
}

/** The page of the other agency has to be with one of the two. */
function countTwice(
  score: DedupeScore,
  plan: CorpusPlan,
  together: (one: Place, other: Place) => boolean,
): void {
  for (const family of plan.families) {
    if (family.kind !== 'twice') continue;
    const [one, two, other] = plan.placesOf(family);
    if (one === undefined || two === undefined || other === undefined) continue;
    score.twice.add(together(one, other) || together(two, other));
  }
}

/** Whether two pages of a cluster are copies: as planted, else by what their texts have in common. */
function isTrue(
  texts: CorpusTexts,
  places: PlaceNumbers,
  pairs: ReadonlyMap<string, TruePair>,
  one: Place,
  other: Place,
): boolean {
  const pair =
    pairs.get(pairKey(places.of(one), places.of(other))) ??
    pairs.get(pairKey(places.of(other), places.of(one)));
  if (pair !== undefined) return pair.expected !== 'apart';
  const [a, b] = [places.planted(one), places.planted(other)];
  if (a !== null && a.family === b?.family && a.family.kind !== 'announcement') {
    return !apartKinds.has(a.family.kind);
  }
  const text = (place: Place) => texts.page(place.agency, place.item, places.planted(place)).text;
  return expectedOf(overlapOf(text(one), text(other))) !== 'apart';
}

/** Numbers pages from 0 on, agency after agency. */
class PlaceNumbers {
  readonly #plan: CorpusPlan;
  readonly #first: number[] = [];

  constructor(plan: CorpusPlan) {
    this.#plan = plan;
    let first = 0;
    for (const count of plan.pageCounts) {
      this.#first.push(first);
      first += count;
    }
  }

  of({ agency, item }: Place): number {
    return (this.#first[agency] ?? 0) + item;
  }

  planted({ agency, item }: Place) {
    return this.#plan.pagesOf(agency)[item] ?? null;
  }
}

function countIn<T>(counts: Map<T, Called>, of: T, called: boolean): void {
  const known = counts.get(of) ?? new Called();
  counts.set(of, known);
  known.add(called);
}

function pairKey(one: number, other: number): string {
  return `${one} ${other}`;
}

function newScore(): DedupeScore {
  const counted = () => new Called();
  return {
    edits: new Map(),
    byJaccard: new Map(),
    jaccard80: counted(),
    under60: counted(),
    preface: counted(),
    longPreface: counted(),
    short: counted(),
    figures: counted(),
    repost: counted(),
    identical: counted(),
    twice: counted(),
    apart: new Map(),
    nearForms: counted(),
    verified: counted(),
    clusters: 0,
    largest: 0,
  };
}
