import type { CandidateFacts, CandidateSource } from './candidate.ts';
import { radixSort } from './radix-sort.ts';

/** News of one event appear on sites within a week; later ones are of another year's event. */
const mostDays = 7;
/** Day of what has none, and of what is the same at any time. */
export const noDay = -0x8000_0000;

/**
 * The distinct texts of one language in columns, by the first candidate that holds each. The holders of a text make one
 * group, but for news and documents, of which one group holds what was published within a week.
 */
export interface NearTexts {
  size: number;
  /** First candidate of each text: the one that is read. */
  face: Uint32Array;
  words: Uint32Array;
  /** The only agency that holds the text, -1 with several. */
  agency: Int32Array;
  /** First group of each text, and one more entry. */
  groups: Uint32Array;
  /** First member of each group, and one more entry; day of each group's first dated member, `noDay` when it is of any time. */
  starts: Uint32Array;
  days: Int32Array;
  /** Candidates by group, ascending in each. */
  members: Uint32Array;
}

/** Tells whether two days may be of one event. */
export function inTime(a: number, b: number): boolean {
  return a === noDay || b === noDay || Math.abs(a - b) <= mostDays;
}

/** Groups candidates (ascending) by equal text and time. */
export function nearTexts(source: CandidateSource, candidates: Uint32Array): NearTexts {
  const { order, ends } = byText(source, candidates);
  // Texts in the order of their first candidates, which is that of the files.
  const firsts = Uint32Array.from(ends, (_, at) => order[at === 0 ? 0 : (ends[at - 1] ?? 0)] ?? 0);
  const texts = Uint32Array.from(ends.keys());
  radixSort(firsts, texts);
  const size = ends.length;
  const words = new Uint32Array(size);
  const agency = new Int32Array(size);
  const groups = new Uint32Array(size + 1);
  const starts: number[] = [];
  const days: number[] = [];
  const members = new Uint32Array(candidates.length);
  let filled = 0;
  for (let text = 0; text < size; text++) {
    const at = texts[text] ?? 0;
    const holders = order.subarray(at === 0 ? 0 : (ends[at - 1] ?? 0), ends[at]);
    const first = source.facts(holders[0] ?? 0);
    words[text] = first.words;
    agency[text] = first.agency;
    groups[text] = starts.length;
    for (const { day, held } of byTime(source, holders)) {
      starts.push(filled);
      days.push(day);
      members.set(held, filled);
      filled += held.length;
    }
    if (holders.length > 1) {
      const isOne = holders.every((index) => source.facts(index).agency === first.agency);
      if (!isOne) agency[text] = -1;
    }
  }
  groups[size] = starts.length;
  starts.push(filled);
  return {
    size,
    face: firsts,
    words,
    agency,
    groups,
    starts: Uint32Array.from(starts),
    days: Int32Array.from(days),
    members,
  };
}

/** Candidates with equal texts beside each other, ascending; `ends` are where each text ends. */
function byText(source: CandidateSource, candidates: Uint32Array) {
  const order = Uint32Array.from(candidates);
  const keys = Uint32Array.from(candidates, (index) => high(source.facts(index)));
  radixSort(keys, order);
  const ends: number[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && keys[to] === keys[from]) to++;
    if (to > from + 1) ends.push(...splitRun(source, order, from, to));
    ends.push(to);
    from = to;
  }
  return { order, ends: Uint32Array.from(ends) };
}

function high({ textHash }: CandidateFacts): number {
  return Number.parseInt(textHash.slice(0, 8), 16);
}

/** Sorts a run that agrees in half of the hash by the whole hash; gives where texts end within it. */
function splitRun(source: CandidateSource, order: Uint32Array, from: number, to: number): number[] {
  const rows = Array.from(order.subarray(from, to), (index) => ({
    index,
    textHash: source.facts(index).textHash,
  }));
  const hash = rows[0]?.textHash;
  if (rows.every((row) => row.textHash === hash)) return [];
  rows.sort((a, b) =>
    a.textHash < b.textHash ? -1 : a.textHash > b.textHash ? 1 : a.index - b.index,
  );
  for (const [at, { index }] of rows.entries()) order[from + at] = index;
  return rows.flatMap(({ textHash }, at) =>
    at > 0 && textHash !== rows[at - 1]?.textHash ? [from + at] : [],
  );
}

/** Holders of one text by time: those of any time stand with the largest group, the earliest of equal ones. */
function byTime(
  source: CandidateSource,
  holders: Uint32Array,
): { day: number; held: Uint32Array }[] {
  const free: number[] = [];
  const dated: { index: number; day: number }[] = [];
  for (const index of holders) {
    const day = dayOf(source.facts(index));
    if (day === noDay) free.push(index);
    else dated.push({ index, day });
  }
  if (dated.length === 0) return [{ day: noDay, held: holders }];
  dated.sort((a, b) => a.day - b.day || a.index - b.index);
  const groups: { day: number; held: number[] }[] = [];
  for (const { index, day } of dated) {
    const last = groups.at(-1);
    if (last && day - last.day <= mostDays) last.held.push(index);
    else groups.push({ day, held: [index] });
  }
  const largest = groups.reduce((best, one) => (one.held.length > best.held.length ? one : best));
  largest.held.push(...free);
  return groups.map(({ day, held }) => ({ day, held: Uint32Array.from(held).sort() }));
}

/** Day of news and documents, which are another item at another time. */
function dayOf({ kind, day }: CandidateFacts): number {
  return (kind === 'news' || kind === 'document') && day !== null ? day : noDay;
}
