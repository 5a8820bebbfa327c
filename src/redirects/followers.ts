import { type Candidate, decides } from './candidate.ts';
import { type ChainGraph, endings, type Folding, foldChains } from './fold.ts';
import { offerOf, offerRecord } from './offer-record.ts';
import type { ChainEnd, SpelledKey } from './plan-row.ts';
import type { RecordSorter } from './record-sorter.ts';

/** A key whose strongest offer follows another key, and what it falls back on. */
export interface Follower extends SpelledKey {
  best: Candidate;
  own: Candidate | null;
}

/** How a follower ends: by its own offer, with the decision of another key, in a loop, or at another agency's key. */
export type FollowerEnd =
  | { how: 'own' }
  | ({ how: 'chain' } & ChainEnd)
  | { how: 'loop' }
  | { how: 'elsewhere' };

/** Where chains lead out of the followers. */
export interface ChainEnds {
  /** The decision for a key that follows none; undefined when it is not known. */
  decided(key: string): ChainEnd['settled'] | undefined;
  /** The key is another agency's. */
  isElsewhere(key: string): boolean;
}

/**
 * The keys of an agency that follow another one. Their offers wait in a sorter; in memory are the keys by number,
 * and a few octets each for folding.
 */
export class Followers {
  readonly #sorter: RecordSorter;
  readonly #numbers = new Map<string, number>();

  constructor(sorter: RecordSorter) {
    this.#sorter = sorter;
  }

  /** Keys come in the order of `compareKeys`, each once. */
  add(follower: Follower): void {
    this.addRecord(follower.key, followerRecord(follower));
  }

  /** The same for a follower that is a record already. */
  addRecord(key: string, record: string): void {
    this.#numbers.set(key, this.#numbers.size);
    this.#sorter.put(key, record);
  }

  /** Every follower in order with its end, and the loops met, each from its smallest key on. */
  *ends(ends: ChainEnds): Generator<{ follower: Follower; end: FollowerEnd } | { loop: string[] }> {
    if (this.#numbers.size === 0) return;
    const chains = this.#readChains(ends);
    const folding = foldChains(chains);
    const named = this.#named(folding);
    for (const loop of loopsInOrder(folding)) {
      yield { loop: loop.map((member) => named.get(member)?.key ?? '') };
    }
    let member = 0;
    for (const [key, record] of this.#sorter.sorted()) {
      const follower = followerOf(key, record);
      yield { follower, end: endOf(follower, member, folding, named, ends) };
      member++;
    }
  }

  #readChains(ends: ChainEnds): ChainGraph {
    const size = this.#numbers.size;
    const next = new Int32Array(size);
    const owns = new Uint8Array(size);
    const nowhere = new Uint8Array(size);
    let member = 0;
    for (const [, record] of this.#sorter.sorted()) {
      const { follow, hasOwn } = chainOf(record);
      next[member] = this.#numbers.get(follow) ?? -1;
      owns[member] = Number(hasOwn);
      nowhere[member] = Number(next[member] === -1 && isNowhere(follow, ends));
      member++;
    }
    return {
      size,
      next,
      hasOwn: (one) => owns[one] === 1,
      leadsNowhere: (one) => nowhere[one] === 1,
    };
  }

  /** What others end by, and the members of loops. */
  #named({ how, by, loops }: Folding): Map<number, Named> {
    const wanted = new Uint8Array(how.length);
    for (const [member, end] of by.entries()) if (end !== member) wanted[end] = 1;
    for (const loop of loops) for (const member of loop) wanted[member] = 1;
    const named = new Map<number, Named>();
    if (!wanted.includes(1)) return named;
    let member = 0;
    for (const [key, record] of this.#sorter.sorted()) {
      if (wanted[member] === 1) {
        const own = how[member] === endings.own ? followerOf(key, record).own : null;
        named.set(member, { key, follow: chainOf(record).follow, own });
      }
      member++;
    }
    return named;
  }
}

/** What is kept in memory of a follower that others end by. */
interface Named {
  key: string;
  follow: string;
  own: Candidate | null;
}

function endOf(
  follower: Follower,
  member: number,
  { how, by }: Folding,
  named: ReadonlyMap<number, Named>,
  ends: ChainEnds,
): FollowerEnd {
  if (how[member] === endings.loop) return { how: 'loop' };
  const last = by[member] ?? member;
  if (how[member] === endings.own) {
    if (last === member) return { how: 'own' };
    const other = named.get(last);
    return { how: 'chain', by: other?.key ?? '', settled: other?.own ?? null };
  }
  const key = (last === member ? follower.best.follow : named.get(last)?.follow) ?? '';
  if (ends.isElsewhere(key)) return { how: 'elsewhere' };
  return { how: 'chain', by: key, settled: ends.decided(key) ?? null };
}

function isNowhere(follow: string, ends: ChainEnds): boolean {
  if (ends.isElsewhere(follow)) return false;
  return (ends.decided(follow)?.decision ?? 'unresolved') === 'unresolved';
}

/** Loops by their smallest members, each from that one on. */
function loopsInOrder({ loops }: Folding): number[][] {
  return loops
    .map((loop) => {
      const at = loop.indexOf(loop.reduce((a, b) => Math.min(a, b)));
      return [...loop.slice(at), ...loop.slice(0, at)];
    })
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** A follower as a line; what folding asks of all of them stands in front, so that it is read without parsing the rest. */
export function followerRecord({ spellings, moreSpellings, best, own }: Follower): string {
  const rest = [spellings, moreSpellings, offerRecord(best), own && offerRecord(own)];
  return `${decides(own) ? '+' : '-'}${best.follow}\n${JSON.stringify(rest)}`;
}

/** What folding asks of a follower's record. */
export function chainOf(record: string): { follow: string; hasOwn: boolean } {
  return { follow: record.slice(1, record.indexOf('\n')), hasOwn: record.startsWith('+') };
}

/** The follower of a record that `followerRecord` made. */
function followerOf(key: string, record: string): Follower {
  const rest = JSON.parse(record.slice(record.indexOf('\n') + 1)) as [
    spellings: string[],
    moreSpellings: number,
    best: string,
    own: string | null,
  ];
  const [spellings, moreSpellings, best, own] = rest;
  return {
    key,
    spellings,
    moreSpellings,
    best: offerOf(best),
    own: own === null ? null : offerOf(own),
  };
}
