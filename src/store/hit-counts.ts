/** Requests by code (`hitCode` of the model): days with class and who asked. */
export type HitCounts = Map<number, number>;

/** Counts as bytes, small whatever their number: codes as distances from the one before, in order, and counts, as variable-length numbers (LEB128). */
export function packCounts(counts: HitCounts): Buffer {
  const codes = [...counts.keys()].sort((a, b) => a - b);
  const bytes: number[] = [];
  let before = 0;
  for (const code of codes) {
    writeNumber(bytes, code - before);
    writeNumber(bytes, counts.get(code) ?? 0);
    before = code;
  }
  return Buffer.from(bytes);
}

/** Reads what `packCounts` made. */
export function unpackCounts(bytes: Uint8Array): HitCounts {
  const counts: HitCounts = new Map();
  let code = 0;
  let isCode = true;
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    if (isCode) code += value;
    else counts.set(code, value);
    isCode = !isCode;
    value = 0;
    factor = 1;
  }
  return counts;
}

/** Adds codes and counts, which stand in turn. */
export function addCounts(to: HitCounts, pairs: readonly number[]): void {
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const code = pairs[at] ?? 0;
    to.set(code, (to.get(code) ?? 0) + (pairs[at + 1] ?? 0));
  }
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
