import { type Language, languages } from '../model/language.ts';
import type { CandidateSource } from './candidate.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import type { Cluster } from './find-clusters.ts';
import { UnionFind } from './union-find.ts';

/** What one agency's item gives to a shared item; usually the whole draft. */
export interface FamilyPart {
  draft: ItemDraft;
  versions: CopyGroup[];
}

/** An item, by the places of its agency among all and of itself among that agency's. */
export interface ItemPlace {
  agency: number;
  item: number;
}

/**
 * Clusters of different languages that are one shared item, with the items that hold them: 16 bytes an item beside the
 * clusters, drafts stay where they are.
 */
export class SharedFamilies {
  readonly #source: CandidateSource;
  readonly #clusterOf: Int32Array;
  readonly #roots: UnionFind;
  /** Clustered candidates, ascending: by agency, item, language. */
  readonly #held: Uint32Array;
  /** Roots of the families, ascending. */
  readonly #families: number[] = [];
  readonly #parts = new Map<number, number[]>();
  /** Items whose versions stand in two families, which were paired wrongly: each version goes where its copies are. */
  readonly torn: ItemPlace[] = [];

  /**
   * Joins clusters that agencies' items pair, most pairs first, one cluster a language. `clusters` as `findClusters`
   * returns them for the source.
   */
  constructor(clusters: readonly Cluster[], source: CandidateSource) {
    this.#source = source;
    this.#clusterOf = new Int32Array(source.size).fill(-1);
    for (const [index, { members }] of clusters.entries()) {
      for (const member of members) this.#clusterOf[member] = index;
    }
    const size = clusters.reduce((sum, { members }) => sum + members.length, 0);
    this.#held = new Uint32Array(size);
    let at = 0;
    for (const { members } of clusters) {
      this.#held.set(members, at);
      at += members.length;
    }
    this.#held.sort();
    this.#roots = joinClusters(clusters, this.#heldTogether());
    this.#gatherParts();
  }

  /** Number of families. */
  get size(): number {
    return this.#families.length;
  }

  /** The items that hold something of a family, by agency, then item. */
  places(family: number): ItemPlace[] {
    return this.#partsOf(family).map((first) => this.#placeAt(first));
  }

  /** Which versions of a draft its family takes; `part` is its place in `places`. Versions without copies follow the first that has some. */
  part(family: number, part: number, draft: ItemDraft): FamilyPart {
    const root = this.#families[family];
    const first = this.#partsOf(family)[part] ?? 0;
    const rootOf = new Map<Language, number>();
    const place = this.#placeAt(first);
    for (let at = first; at < this.#held.length && this.#isAt(at, place); at++) {
      rootOf.set(this.#factsAt(at).lang, this.#rootAt(at));
    }
    const firstRoot = this.#rootAt(first);
    const versions = draft.versions.filter(
      ({ chosen }) => (rootOf.get(chosen.lang) ?? firstRoot) === root,
    );
    return { draft, versions };
  }

  #partsOf(family: number): readonly number[] {
    return this.#parts.get(this.#families[family] ?? -1) ?? [];
  }

  #factsAt(held: number) {
    return this.#source.facts(this.#held[held] ?? 0);
  }

  #placeAt(held: number): ItemPlace {
    const { agency, item } = this.#factsAt(held);
    return { agency, item };
  }

  #isAt(held: number, { agency, item }: ItemPlace): boolean {
    const facts = this.#factsAt(held);
    return facts.agency === agency && facts.item === item;
  }

  #rootAt(held: number): number {
    return this.#roots.root(this.#clusterOf[this.#held[held] ?? 0] ?? 0);
  }

  /** The clustered candidates of each item: places in `#held`, from and to (left out). */
  *#items(): Generator<{ from: number; to: number; place: ItemPlace }> {
    for (let from = 0; from < this.#held.length; ) {
      const place = this.#placeAt(from);
      let to = from + 1;
      while (to < this.#held.length && this.#isAt(to, place)) to++;
      yield { from, to, place };
      from = to;
    }
  }

  /** The clusters that each item holds in several languages. */
  *#heldTogether(): Generator<number[]> {
    for (const { from, to } of this.#items()) {
      if (to - from < 2) continue;
      const held = [...this.#held.subarray(from, to)].map((index) => this.#clusterOf[index] ?? 0);
      yield [...new Set(held)];
    }
  }

  #gatherParts(): void {
    for (const { from, to, place } of this.#items()) {
      const roots = new Set<number>();
      for (let at = from; at < to; at++) roots.add(this.#rootAt(at));
      for (const root of roots) {
        const parts = this.#parts.get(root);
        if (parts === undefined) this.#parts.set(root, [from]);
        else parts.push(from);
      }
      if (roots.size > 1) this.torn.push(place);
    }
    for (const root of this.#parts.keys()) this.#families.push(root);
    this.#families.sort((a, b) => a - b);
  }
}

function joinClusters(
  clusters: readonly Cluster[],
  heldTogether: Iterable<readonly number[]>,
): UnionFind {
  const votes = new Map<number, number>();
  for (const held of heldTogether) {
    for (const [at, a] of held.entries()) {
      for (const b of held.slice(at + 1)) {
        const name = Math.min(a, b) * clusters.length + Math.max(a, b);
        votes.set(name, (votes.get(name) ?? 0) + 1);
      }
    }
  }
  const sets = new UnionFind(clusters.length);
  const langs = Uint8Array.from(clusters, ({ lang }) => 1 << languages.indexOf(lang));
  const sorted = [...votes].sort(([x, many], [y, more]) => more - many || x - y);
  for (const [name] of sorted) {
    const a = sets.root(Math.floor(name / clusters.length));
    const b = sets.root(name % clusters.length);
    const both = (langs[a] ?? 0) & (langs[b] ?? 0);
    if (a === b || both !== 0) continue;
    const all = (langs[a] ?? 0) | (langs[b] ?? 0);
    sets.join(a, b);
    langs[sets.root(a)] = all;
  }
  return sets;
}
