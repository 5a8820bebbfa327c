import type { HoldingAgency } from '../dedupe/classify-block.ts';
import type { BlockHolder } from '../store/block-files.ts';

/**
 * The agencies that hold a block as they are judged: `totals` are their counted pages by language, `replaced` how many of
 * the pages that hold it a shared item stands for.
 */
export function holdingAgencies(
  holders: readonly BlockHolder[],
  totals: ReadonlyMap<string, readonly number[]>,
  replaced: ReadonlyMap<string, number>,
): HoldingAgency[] {
  return holders.map(({ agency, pages, langs, shares }) => {
    const ofPages = (totals.get(agency) ?? []).reduce(
      (sum, count, bit) => sum + ((langs >> bit) & 1 ? count : 0),
      0,
    );
    const ownPages = Math.max(0, pages - (replaced.get(agency) ?? 0));
    return { pages, ownPages, ofPages, shares };
  });
}
