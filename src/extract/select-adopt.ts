import type { Removal } from './select-removal.ts';
import type { BlockView, PageView } from './select-view.ts';
import type { Novelty } from './select-weights.ts';

/** Takes in text that stands between the headline and the container: leads often do, some as headings. */
export function adoptLead(
  view: PageView,
  weights: number[],
  kept: number[],
  headline: number | null,
  removed: Map<number, Removal>,
): number[] {
  const first = kept[0];
  if (first === undefined || headline === null || headline >= first || first - headline > 12)
    return kept;
  const adopted: number[] = [];
  for (let index = headline + 1; index < first; index += 1) {
    const isText = (weights[index] ?? 0) > 40 || isLeadAsHeading(view.blocks[index]);
    if (isText && removed.get(index)?.step === 'container') {
      adopted.push(index);
      removed.delete(index);
    }
  }
  return [...adopted, ...kept];
}

/** Longer than any headline, with the end of a sentence in it: sites mark their leads as headings. */
function isLeadAsHeading(item: BlockView | undefined): boolean {
  if (item?.block.kind !== 'heading' || item.linkDensity > 0.3) return false;
  return item.block.textLength >= shortestLead && item.block.sentenceEnds > 0;
}

const shortestLead = 120;

const adoptWithin = 6;

/** Takes in neighbours of the text that are new on the site: tables for layout put paragraphs into rows of their own. */
export function adoptNew(
  view: PageView,
  novelty: readonly Novelty[],
  weights: number[],
  kept: number[],
  headline: number | null,
  removed: Map<number, Removal>,
): number[] {
  const all = new Set(kept);
  const isNew = (index: number) => {
    const item = view.blocks[index];
    if (!item || removed.get(index)?.step !== 'container' || item.linkDensity > 0.4) return false;
    if (item.block.links.length > 0 || item.block.sentenceEnds === 0) return false;
    return novelty[index]?.known === true && (weights[index] ?? 0) >= 15;
  };
  let last = kept.at(-1) ?? view.blocks.length;
  for (
    let index = last + 1;
    index <= last + adoptWithin && index < view.blocks.length;
    index += 1
  ) {
    if (!isNew(index)) continue;
    all.add(index);
    removed.delete(index);
    last = index;
  }
  const first = kept[0] ?? 0;
  for (let index = Math.max(headline ?? first - 3, 0); index < first; index += 1) {
    if (index === headline || !isNew(index)) continue;
    all.add(index);
    removed.delete(index);
  }
  return [...all].sort((a, b) => a - b);
}
