/** Counts by code: whole numbers from 0. */
export type Counts = Map<number, number>;

let scratch = Buffer.alloc(4096);

/**
 * Codes and counts, which stand in turn, as bytes that are small whatever their number: in order of the codes, each as its
 * distance from the one before, and its count, as variable-length numbers (LEB128). A code that comes again is added up.
 */
export function packPairs(pairs: readonly number[]): Buffer {
  const sorted = inOrder(pairs) ? pairs : sortedPairs(pairs);
  if (scratch.length < sorted.length * 8) scratch = Buffer.alloc(sorted.length * 16);
  let end = 0;
  let before = 0;
  for (let at = 0; at < sorted.length; at += 2) {
    const code = sorted[at] ?? 0;
    end = writeNumber(end, code - before);
    end = writeNumber(end, sorted[at + 1] ?? 0);
    before = code;
  }
  return Buffer.from(scratch.subarray(0, end));
}

/** As `packPairs`, of a map. */
export function packCounts(counts: Counts): Buffer {
  return packPairs([...counts].flat());
}

/** Calls back with each code and count of what was packed, in order of the codes. */
export function eachCount(packed: Uint8Array, take: (code: number, count: number) => void): void {
  let code = 0;
  let isCode = true;
  let value = 0;
  let factor = 1;
  for (let at = 0; at < packed.length; at++) {
    const byte = packed[at] ?? 0;
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    if (isCode) code += value;
    else take(code, value);
    isCode = !isCode;
    value = 0;
    factor = 1;
  }
}

/** Adds what was packed to counts. */
export function addPacked(to: Counts, packed: Uint8Array): void {
  eachCount(packed, (code, count) => to.set(code, (to.get(code) ?? 0) + count));
}

/** Reads what was packed. */
export function unpackCounts(packed: Uint8Array): Counts {
  const counts: Counts = new Map();
  addPacked(counts, packed);
  return counts;
}

/** Adds codes and counts, which stand in turn. */
export function addPairs(to: Counts, pairs: readonly number[]): void {
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const code = pairs[at] ?? 0;
    to.set(code, (to.get(code) ?? 0) + (pairs[at + 1] ?? 0));
  }
}

function inOrder(pairs: readonly number[]): boolean {
  for (let at = 2; at < pairs.length; at += 2) {
    if ((pairs[at] ?? 0) <= (pairs[at - 2] ?? 0)) return false;
  }
  return true;
}

function sortedPairs(pairs: readonly number[]): number[] {
  const counts: Counts = new Map();
  addPairs(counts, pairs);
  return [...counts].sort(([a], [b]) => a - b).flat();
}

function writeNumber(at: number, value: number): number {
  let end = at;
  let rest = value;
  while (rest >= 0x80) {
    scratch[end++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  scratch[end++] = rest;
  return end;
}
