import { languages } from '../model/language.ts';
import type { CandidateSource } from './candidate.ts';
import type { Cluster } from './find-clusters.ts';
import type { Verdicts } from './verdicts.ts';

/** A page as people name it. */
type PageRef = Verdicts['split'][number];

/**
 * Clusters as people want them: pages that are no copy of anything leave theirs, pages that are one text stand together
 * whatever was detected, if they are of one language. `candidateOf` finds the candidate of a page; a page that is none,
 * or is gone, says nothing. Splitting is stronger than merging.
 */
export function clusterVerdicts(
  clusters: readonly Cluster[],
  verdicts: Pick<Verdicts, 'merge' | 'split'>,
  source: CandidateSource,
  candidateOf: (page: PageRef) => number | undefined,
): Cluster[] {
  if (verdicts.merge.length + verdicts.split.length === 0) return [...clusters];
  const alone = new Set(verdicts.split.map(candidateOf));
  const sets = new Map<number, Set<number>>();
  const join = (a: number, b: number) => {
    const all = sets.get(a) ?? new Set([a]);
    for (const member of sets.get(b) ?? [b]) all.add(member);
    for (const member of all) sets.set(member, all);
  };
  for (const { members } of clusters) {
    const set = new Set(members.filter((member) => !alone.has(member)));
    for (const member of set) sets.set(member, set);
  }
  const mayJoin = (a: number, b: number) =>
    !alone.has(a) && !alone.has(b) && source.facts(a).lang === source.facts(b).lang;
  for (const pair of verdicts.merge) {
    const a = candidateOf(pair.a);
    const b = candidateOf(pair.b);
    if (a !== undefined && b !== undefined && mayJoin(a, b)) join(a, b);
  }
  const wanted = [...new Set(sets.values())]
    .map((set) => [...set].sort((a, b) => a - b))
    .filter((members) => new Set(members.map((one) => source.facts(one).agency)).size > 1)
    .map((members) => ({ lang: source.facts(members[0] ?? 0).lang, members }));
  return wanted.sort(
    (a, b) =>
      languages.indexOf(a.lang) - languages.indexOf(b.lang) ||
      (a.members[0] ?? 0) - (b.members[0] ?? 0),
  );
}
