/** Mean difference of two systems on the same pages, and where it lies in 95 of 100 resamples. */
interface PairedDifference {
  pages: number;
  /** Mean of the first minus mean of the second. */
  difference: number;
  low: number;
  high: number;
  /** Share of resamples in which the first is better. */
  better: number;
}

/**
 * Paired bootstrap over pages (Efron and Tibshirani 1993, percentile interval): pages are drawn with
 * replacement, both systems scored on the same draw. `first` and `second` hold one score a page, by page id;
 * pages that one of them lacks are an error. The same seed gives the same answer.
 */
export function pairedBootstrap(
  first: ReadonlyMap<string, number>,
  second: ReadonlyMap<string, number>,
  { resamples = 2000, seed = 7 }: { resamples?: number; seed?: number } = {},
): PairedDifference {
  if (first.size === 0) throw new Error('a paired bootstrap needs pages');
  if (first.size !== second.size) {
    throw new Error(`the systems were scored on ${first.size} and ${second.size} pages`);
  }
  const differences = [...first].sort(byId).map(([id, score]) => {
    const other = second.get(id);
    if (other === undefined) throw new Error(`page ${id} has only one score`);
    return score - other;
  });
  const random = randomNumbers(seed);
  const means = Array.from({ length: resamples }, () => resampledMean(differences, random)).sort(
    (a, b) => a - b,
  );
  return {
    pages: differences.length,
    difference: mean(differences),
    low: means[Math.floor(resamples * 0.025)] ?? 0,
    high: means[Math.ceil(resamples * 0.975) - 1] ?? 0,
    better: means.filter((value) => value > 0).length / resamples,
  };
}

function byId([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}

function resampledMean(values: readonly number[], random: () => number): number {
  let sum = 0;
  for (let drawn = 0; drawn < values.length; drawn += 1) {
    sum += values[Math.floor(random() * values.length)] ?? 0;
  }
  return sum / values.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** mulberry32: 32 bits of state are plenty here, and every run draws the same. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
