import type { PageRecord } from './site-model-record.ts';

/** Long blocks on at most this many pages tell which pages are the same. */
const rareAtMost = 8;

/**
 * Groups records of one and the same page (two addresses, print version): they share rare running text,
 * or a title that few bear. Records come sorted by key; the answer is a group number a record, by first member.
 */
export function groupSamePages(records: readonly PageRecord[]): number[] {
  const parent = records.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  const join = (a: number, b: number) => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y);
    if (low !== undefined && high !== undefined) parent[high] = low;
  };
  joinByText(records, join);
  joinByTitle(records, join);
  return records.map((_, index) => find(index));
}

function joinByText(records: readonly PageRecord[], join: (a: number, b: number) => void): void {
  const holders = holdersOf(records);
  const rareOf = records.map(
    (record) =>
      new Set([...record.long].filter((hash) => (holders.get(hash)?.length ?? 0) <= rareAtMost)),
  );
  for (const list of holders.values()) {
    if (list.length < 2 || list.length > rareAtMost) continue;
    for (const other of list.slice(1)) {
      const first = list[0] ?? other;
      if (jaccard(rareOf[first], rareOf[other]) >= 0.6) join(first, other);
    }
  }
}

/** Records by the long blocks they show; lists end once a block is no longer rare. */
function holdersOf(records: readonly PageRecord[]): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  for (const [index, record] of records.entries()) {
    for (const hash of record.long) {
      const list = holders.get(hash) ?? [];
      if (list.length <= rareAtMost) list.push(index);
      holders.set(hash, list);
    }
  }
  return holders;
}

function jaccard(a: Set<number> | undefined, b: Set<number> | undefined): number {
  if (!a || !b) return 0;
  let shared = 0;
  for (const hash of a) if (b.has(hash)) shared += 1;
  return shared / Math.max(1, a.size + b.size - shared);
}

/** One title counts once, unless many pages bear it (then it is the name of the site or of a section). */
function joinByTitle(records: readonly PageRecord[], join: (a: number, b: number) => void): void {
  const bearers = new Map<string, number[]>();
  for (const [index, record] of records.entries()) {
    if (record.title.length < 8) continue;
    const list = bearers.get(record.title) ?? [];
    list.push(index);
    bearers.set(record.title, list);
  }
  const few = Math.max(3, Math.floor(records.length * 0.05));
  for (const list of bearers.values()) {
    const first = list[0];
    if (first === undefined || list.length < 2 || list.length > few) continue;
    if (records.length < 6 && list.length > records.length / 2) continue;
    for (const other of list.slice(1)) join(first, other);
  }
}
