import type { Kind } from '../model/kind.ts';
import { type Language, languages } from '../model/language.ts';
import type { CandidateSource } from './candidate.ts';
import { CopyJudge } from './copy-judge.ts';
import { fewestWords } from './copy-rule.ts';
import { type NearCounts, nearPairs } from './near-candidates.ts';
import { nearStars } from './near-stars.ts';
import { nearTexts } from './near-texts.ts';
import { UnionFind } from './union-find.ts';

/** Kinds that agencies copy from one another; contacts, persons and vacancies are always their own. */
export const sharedKinds: readonly Kind[] = ['page', 'article', 'document', 'news'];

/** Candidates of two or more agencies that are copies of one text, in one language; ascending. */
export interface Cluster {
  lang: Language;
  members: number[];
}

/** What people said about candidates: pairs of one language that are one text, and those that are no copies. */
export interface ClusterVerdicts {
  merge: readonly { a: number; b: number }[];
  split: readonly number[];
}

const noClusterVerdicts: ClusterVerdicts = { merge: [], split: [] };

/**
 * Finds the copies across agencies among the candidates; the same in whatever order agencies were read. What people
 * said wins: merged candidates stand in one cluster whatever their kind and words, and split ones in none.
 */
export function findClusters(
  source: CandidateSource,
  verdicts: ClusterVerdicts = noClusterVerdicts,
  counts: NearCounts = { texts: 0, compared: 0, largestBucket: 0 },
): Cluster[] {
  const split = new Set(verdicts.split);
  return languages.flatMap((lang) => {
    const sets = starsOf(source, candidatesOf(source, lang, split), counts);
    return withMerged(source, lang, sets, verdicts.merge, split)
      .filter((members) => isWide(source, members))
      .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
      .map((members) => ({ lang, members }));
  });
}

function candidatesOf(
  source: CandidateSource,
  lang: Language,
  split: ReadonlySet<number>,
): Uint32Array {
  const found = new Uint32Array(source.size);
  let count = 0;
  for (let index = 0; index < source.size; index++) {
    const facts = source.facts(index);
    if (facts.lang !== lang || facts.words < fewestWords.equal) continue;
    if (sharedKinds.includes(facts.kind) && !split.has(index)) found[count++] = index;
  }
  return found.slice(0, count);
}

function starsOf(source: CandidateSource, candidates: Uint32Array, counts: NearCounts): number[][] {
  if (candidates.length === 0) return [];
  const texts = nearTexts(source, candidates);
  const judge = new CopyJudge(source);
  const stars = nearStars(texts, nearPairs(source, texts, counts), judge);
  counts.texts += texts.size;
  counts.compared += judge.compared;
  return stars;
}

/** Sets joined as people said, each ascending. */
function withMerged(
  source: CandidateSource,
  lang: Language,
  sets: readonly number[][],
  merge: ClusterVerdicts['merge'],
  split: ReadonlySet<number>,
): number[][] {
  const all = sets.map((set) => [...set]);
  const held = new Map<number, number>();
  const joins = merge.filter(({ a, b }) =>
    [a, b].every((one) => !split.has(one) && source.facts(one).lang === lang),
  );
  const named = new Set(joins.flatMap(({ a, b }) => [a, b]));
  for (const [at, set] of all.entries()) {
    for (const index of set) if (named.has(index)) held.set(index, at);
  }
  for (const index of named) {
    if (!held.has(index)) held.set(index, all.push([index]) - 1);
  }
  const joined = new UnionFind(all.length);
  for (const { a, b } of joins) joined.join(held.get(a) ?? 0, held.get(b) ?? 0);
  return joined.sets().map((places) => places.flatMap((at) => all[at] ?? []).sort((a, b) => a - b));
}

function isWide(source: CandidateSource, members: readonly number[]): boolean {
  const first = source.facts(members[0] ?? 0).agency;
  return members.some((index) => source.facts(index).agency !== first);
}
