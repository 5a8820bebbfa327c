import type { Kind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import { languages } from '../model/language.ts';
import { estimateJaccard, overlapOf, signatureLength, textShingles } from '../text/shingles.ts';
import type { CandidateFacts, CandidateSource } from './candidate.ts';
import { groupBy } from './fold-copies.ts';
import { nearCandidates } from './near-candidates.ts';
import { titlesAgree } from './same-item.ts';
import { UnionFind } from './union-find.ts';

/** Kinds that agencies copy from one another; contacts, persons and vacancies are always their own. */
export const sharedKinds: readonly Kind[] = ['page', 'article', 'document', 'news'];
/** Fewest words of a text that is a copy by equality, by similarity, by containment. */
const words = { equal: 20, near: 40, contained: 60 };
/**
 * Thresholds over true shingles. Copies edited by hand (every third sentence reworded) measure 0.66 to 0.81
 * Jaccard and 0.80 to 0.91 containment, pages of one subject written apart at most 0.06.
 */
const near = { jaccard: 0.6, containment: 0.8 };
/** A text that is contained must be at least this part of the longer one: else it is a quotation. */
const leastPart = 0.5;
/** News of one event appear on sites within a week; later ones are of another year's event. */
const mostDays = 7;
/** Lowest estimate worth reading texts for: four standard errors below the Jaccard of a copy half as long. */
const leastEstimate = 0.25;

/** Candidates of two or more agencies that are copies of one text, in one language; ascending. */
export interface Cluster {
  lang: Language;
  members: number[];
}

/** Finds the copies across agencies among the candidates; the same in whatever order agencies were read. */
export function findClusters(source: CandidateSource): Cluster[] {
  const facts = Array.from({ length: source.size }, (_, index) => source.facts(index));
  return languages.flatMap((lang) => {
    const candidates = [...facts.entries()]
      .filter(
        ([, one]) =>
          one.lang === lang && sharedKinds.includes(one.kind) && one.words >= words.equal,
      )
      .map(([index]) => index);
    return clustersOf(candidates, facts, source)
      .filter((members) => new Set(members.map((index) => facts[index]?.agency)).size > 1)
      .map((members) => ({ lang, members }));
  });
}

function clustersOf(
  sorted: readonly number[],
  facts: readonly CandidateFacts[],
  source: CandidateSource,
): number[][] {
  const sets = new UnionFind(sorted.length);
  const page = (at: number) => facts[sorted[at] ?? -1];
  const buckets = groupBy([...sorted.keys()], (at) => page(at)?.textHash ?? '');
  for (const bucket of buckets.values()) {
    for (const [at, index] of bucket.entries()) {
      const before = bucket.slice(0, at).find((other) => inTime(page(other), page(index)));
      if (before !== undefined) sets.join(before, index);
    }
  }
  // Equal texts meet the others through one page a date: boilerplate-like buckets stay small.
  const faces = [...buckets.values()].flatMap((bucket) => {
    const dates = groupBy(bucket, (at) => String(page(at)?.day));
    return [...dates.values()].flatMap((same) => same[0] ?? []);
  });
  faces.sort((a, b) => a - b);
  const long = faces.filter((at) => (page(at)?.words ?? 0) >= words.near);
  const signatures = long.map((at) => {
    const index = sorted[at] ?? 0;
    return source.signatures(index, index + 1);
  });
  const none = new Uint32Array(signatureLength).fill(0xffffffff);
  const worth = (i: number, j: number) =>
    page(long[i] ?? -1)?.agency !== page(long[j] ?? -1)?.agency &&
    estimateJaccard(signatures[i] ?? none, signatures[j] ?? none) >= leastEstimate;
  for (const [i, j] of nearCandidates(signatures, worth)) {
    const a = long[i];
    const b = long[j];
    if (a === undefined || b === undefined || sets.root(a) === sets.root(b)) continue;
    if (isCopy(sorted[a] ?? 0, sorted[b] ?? 0, source)) sets.join(a, b);
  }
  return sets.sets().map((places) => places.map((at) => sorted[at] ?? 0));
}

/** Dated pages of different times are different items: the greeting of another year, another order. */
function inTime(a: CandidateFacts | undefined, b: CandidateFacts | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const dated = [a.kind, b.kind].some((kind) => kind === 'news' || kind === 'document');
  return !dated || a.day === null || b.day === null || Math.abs(a.day - b.day) <= mostDays;
}

function isCopy(i: number, j: number, source: CandidateSource): boolean {
  const a = source.facts(i);
  const b = source.facts(j);
  if (!inTime(a, b)) return false;
  const { jaccard, containment } = overlapOf(
    textShingles(source.text(i)),
    textShingles(source.text(j)),
  );
  const fewest = Math.min(a.words, b.words);
  const contained =
    fewest >= words.contained &&
    fewest >= leastPart * Math.max(a.words, b.words) &&
    containment >= near.containment;
  if (jaccard < near.jaccard && !contained) return false;
  // Weekly news and orders repeat their wording: under another title only near-equal text is the same item.
  const dated = a.kind === 'news' || b.kind === 'news' || a.kind === 'document';
  return !dated || jaccard >= 0.9 || titlesAgree(source.title(i), source.title(j));
}
