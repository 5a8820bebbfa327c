import { signatureLength } from '../text/shingles.ts';

/**
 * 32 bands of 4 rows: two texts become candidates with probability 0.87 at Jaccard 0.5, 0.99 at 0.6,
 * 0.9999 at 0.75 (1 - (1 - j^4)^32).
 */
const rows = 4;
const bands = signatureLength / rows;
/** Buckets up to this size give all pairs; in larger ones each member meets the first and the one before it. */
const fullBucket = 24;

/**
 * Pairs of indexes (a < b) whose signatures agree in a band, ascending. Signatures of texts without words meet
 * nobody; pairs that are not `worth` it are not kept. Memory: 12 bytes a signature beside the pairs.
 */
export function nearCandidates(
  signatures: readonly Uint32Array[],
  worth: (a: number, b: number) => boolean,
): [number, number][] {
  const size = signatures.length;
  const pairs = new Set<number>();
  const add = (a: number, b: number) => {
    if (worth(a, b)) pairs.add(Math.min(a, b) * size + Math.max(a, b));
  };
  const filled = signatures.flatMap((one, index) => (one[0] === 0xffffffff ? [] : [index]));
  for (let band = 0; band < bands; band++) {
    const keys = Float64Array.from(filled, (index) => bandKey(signatures[index], band));
    const order = Uint32Array.from(filled.keys()).sort(
      (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b,
    );
    forRuns(order, keys, (bucket) => {
      pairUp(
        bucket.map((at) => filled[at] ?? 0),
        add,
      );
    });
  }
  return [...pairs]
    .sort((a, b) => a - b)
    .map((code) => [Math.floor(code / size), code % size] as [number, number]);
}

function bandKey(signature: Uint32Array | undefined, band: number): number {
  let hash = 0x811c9dc5 ^ band;
  for (let row = 0; row < rows; row++) {
    hash = Math.imul(hash ^ (signature?.[band * rows + row] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function forRuns(order: Uint32Array, keys: Float64Array, visit: (bucket: number[]) => void): void {
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    const key = keys[order[start] ?? 0];
    while (end < order.length && keys[order[end] ?? 0] === key) end++;
    if (end - start > 1) visit([...order.subarray(start, end)]);
    start = end;
  }
}

function pairUp(bucket: readonly number[], add: (a: number, b: number) => void): void {
  const first = bucket[0] ?? 0;
  for (const [position, member] of bucket.entries()) {
    if (bucket.length <= fullBucket) {
      for (const other of bucket.slice(0, position)) add(other, member);
    } else if (position > 0) {
      add(first, member);
      add(bucket[position - 1] ?? first, member);
    }
  }
}
