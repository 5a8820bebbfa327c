import { type Finding, finding } from '../model/finding.ts';
import type { Language } from '../model/language.ts';
import { byCodeUnit, type CopyGroup, type ItemDraft } from './dedupe-page.ts';
import { UnionFind } from './union-find.ts';

/** Copies of one text in one language, as the groups that agencies hold. */
interface HeldCluster {
  lang: Language;
  members: CopyGroup[];
}

/** What one agency's item gives to a shared item; usually the whole draft. */
export interface FamilyPart {
  draft: ItemDraft;
  versions: CopyGroup[];
}

/** Clusters of different languages that are one shared item, with the items that hold them. */
interface Family {
  clusters: HeldCluster[];
  /** By agency, then anchor. */
  parts: FamilyPart[];
}

/** Families, and items that belong to two of them. */
export interface Families {
  families: Family[];
  findings: { agency: string; finding: Finding }[];
}

/**
 * Joins clusters of different languages that agencies' items pair, most pairs first, one cluster a language. An item
 * whose versions stand in two families was paired wrongly: each version goes where its copies are.
 */
export function sharedFamilies(
  clusters: readonly HeldCluster[],
  drafts: readonly ItemDraft[],
): Families {
  const clusterOf = new Map<CopyGroup, number>();
  for (const [index, { members }] of clusters.entries()) {
    for (const member of members) clusterOf.set(member, index);
  }
  const roots = joinClusters(clusters, drafts, clusterOf);
  const families = new Map<number, Family>();
  for (const [index, cluster] of clusters.entries()) {
    const family = families.get(roots.root(index)) ?? { clusters: [], parts: [] };
    family.clusters.push(cluster);
    families.set(roots.root(index), family);
  }
  const findings: Families['findings'] = [];
  for (const draft of drafts) {
    const shares = shareOut(draft, clusterOf, roots);
    for (const [root, versions] of shares) families.get(root)?.parts.push({ draft, versions });
    if (shares.size > 1) findings.push({ agency: draft.agency, finding: wrongPair(draft) });
  }
  return { families: [...families.values()], findings };
}

function joinClusters(
  clusters: readonly HeldCluster[],
  drafts: readonly ItemDraft[],
  clusterOf: ReadonlyMap<CopyGroup, number>,
): UnionFind {
  const votes = new Map<string, { a: number; b: number; count: number }>();
  for (const draft of drafts) {
    const held = heldClusters(draft, clusterOf);
    for (const [at, a] of held.entries()) {
      for (const b of held.slice(at + 1)) {
        const name = `${Math.min(a, b)} ${Math.max(a, b)}`;
        const vote = votes.get(name) ?? { a: Math.min(a, b), b: Math.max(a, b), count: 0 };
        vote.count += 1;
        votes.set(name, vote);
      }
    }
  }
  const sets = new UnionFind(clusters.length);
  const langs = new Map(clusters.map((cluster, index) => [index, new Set([cluster.lang])]));
  const sorted = [...votes.values()].sort((x, y) => y.count - x.count || x.a - y.a || x.b - y.b);
  for (const { a, b } of sorted) {
    const x = langs.get(sets.root(a)) ?? new Set();
    const y = langs.get(sets.root(b)) ?? new Set();
    if (x === y || [...x].some((lang) => y.has(lang))) continue;
    sets.join(a, b);
    langs.set(sets.root(a), new Set([...x, ...y]));
  }
  return sets;
}

function heldClusters(draft: ItemDraft, clusterOf: ReadonlyMap<CopyGroup, number>): number[] {
  const held = draft.versions.map((version) => clusterOf.get(version));
  return [...new Set(held.filter((index) => index !== undefined))];
}

/** Versions of a draft by the family that takes them; versions without copies follow the first that has some. */
function shareOut(
  draft: ItemDraft,
  clusterOf: ReadonlyMap<CopyGroup, number>,
  roots: UnionFind,
): Map<number, CopyGroup[]> {
  const shares = new Map<number, CopyGroup[]>();
  const first = heldClusters(draft, clusterOf)[0];
  if (first === undefined) return shares;
  for (const version of draft.versions) {
    const root = roots.root(clusterOf.get(version) ?? first);
    shares.set(root, [...(shares.get(root) ?? []), version]);
  }
  return shares;
}

function wrongPair(draft: ItemDraft): Finding {
  const keys = draft.versions.map(({ chosen }) => chosen.key).sort(byCodeUnit);
  return finding(
    'dedupe',
    'pairing-unsure',
    { address: draft.versions[0]?.chosen.address ?? '' },
    `Other agencies hold ${keys.join(' and ')} as different items; each counts for itself.`,
  );
}
