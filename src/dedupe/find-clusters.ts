import type { Kind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import { languages } from '../model/language.ts';
import { estimateJaccard } from '../text/shingles.ts';
import { byCodeUnit, type CopyGroup, type SettledPage } from './dedupe-page.ts';
import { groupBy } from './fold-copies.ts';
import { nearCandidates } from './near-candidates.ts';
import type { PageTexts } from './page-texts.ts';
import { daysApart, titlesAgree } from './same-item.ts';
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

/** Groups of two or more agencies that are copies of one text, in one language; members by agency, then key. */
export interface Cluster {
  lang: Language;
  members: CopyGroup[];
}

/** Finds the copies across agencies among all groups of all agencies; independent of their order. */
export function findClusters(groups: readonly CopyGroup[], texts: PageTexts): Cluster[] {
  return languages.flatMap((lang) => {
    const candidates = groups.filter(
      ({ chosen }) =>
        chosen.lang === lang && sharedKinds.includes(chosen.kind) && chosen.words >= words.equal,
    );
    candidates.sort((a, b) => compareGroups(a, b));
    return clustersOf(candidates, texts)
      .filter((members) => agenciesOf(members).size > 1)
      .map((members) => ({ lang, members }));
  });
}

/** Orders groups by agency, then key of the chosen page. */
function compareGroups(a: CopyGroup, b: CopyGroup): number {
  return byCodeUnit(a.chosen.agency, b.chosen.agency) || byCodeUnit(a.chosen.key, b.chosen.key);
}

/** Agencies that hold a member. */
function agenciesOf(members: readonly CopyGroup[]): Set<string> {
  return new Set(members.map(({ chosen }) => chosen.agency));
}

function clustersOf(sorted: readonly CopyGroup[], texts: PageTexts): CopyGroup[][] {
  const sets = new UnionFind(sorted.length);
  const page = (index: number) => sorted[index]?.chosen;
  const buckets = groupBy([...sorted.keys()], (index) => page(index)?.textHash ?? '');
  for (const bucket of buckets.values()) {
    for (const [at, index] of bucket.entries()) {
      const before = bucket.slice(0, at).find((other) => inTime(page(other), page(index)));
      if (before !== undefined) sets.join(before, index);
    }
  }
  // Equal texts meet the others through one page a date: boilerplate-like buckets stay small.
  const faces = [...buckets.values()].flatMap((bucket) => {
    const dates = groupBy(bucket, (index) => page(index)?.published?.slice(0, 10) ?? '');
    return [...dates.values()].flatMap((same) => same[0] ?? []);
  });
  faces.sort((a, b) => a - b);
  const long = faces.filter((index) => (page(index)?.words ?? 0) >= words.near);
  const signatures = long.flatMap((index) => page(index)?.signature ?? []);
  const worth = (i: number, j: number) => {
    const a = page(long[i] ?? -1);
    const b = page(long[j] ?? -1);
    if (a === undefined || b === undefined || a.agency === b.agency) return false;
    return estimateJaccard(a.signature, b.signature) >= leastEstimate;
  };
  for (const [i, j] of nearCandidates(signatures, worth)) {
    const a = long[i];
    const b = long[j];
    if (a === undefined || b === undefined || sets.root(a) === sets.root(b)) continue;
    if (isCopy(page(a), page(b), texts)) sets.join(a, b);
  }
  return sets.sets().map((indexes) => indexes.flatMap((index) => sorted[index] ?? []));
}

/** Dated pages of different times are different items: the greeting of another year, another order. */
function inTime(a: SettledPage | undefined, b: SettledPage | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const days = daysApart(a.published, b.published);
  const dated = [a.kind, b.kind].some((kind) => kind === 'news' || kind === 'document');
  return days === null || !dated || days <= mostDays;
}

function isCopy(a: SettledPage | undefined, b: SettledPage | undefined, texts: PageTexts): boolean {
  if (a === undefined || b === undefined || !inTime(a, b)) return false;
  const { jaccard, containment } = texts.overlap(a, b);
  const fewest = Math.min(a.words, b.words);
  const contained =
    fewest >= words.contained &&
    fewest >= leastPart * Math.max(a.words, b.words) &&
    containment >= near.containment;
  if (jaccard < near.jaccard && !contained) return false;
  // Weekly news and orders repeat their wording: under another title only near-equal text is the same item.
  const dated = a.kind === 'news' || b.kind === 'news' || a.kind === 'document';
  return !dated || jaccard >= 0.9 || titlesAgree(a.title, b.title);
}
