import { roles } from './select-patterns.ts';
import type { PageView } from './select-view.ts';

/** Value of each container's subtree for content, by the weights of its blocks. */
export interface ContainerValues {
  values: number[];
  best: number;
}

/** A second branch adds less than the first: scattered text is rarely one article. */
const otherBranches = 0.25;
/** What is bad inside weighs less from further out. */
const badBranches = 0.5;

/**
 * Finds the subtree that gathers most content: the value of a container is its own blocks, its best
 * child, and a share of the rest. One pass from the leaves up.
 */
export function chooseContainer(
  view: PageView,
  weights: readonly number[],
  headline: number | null,
): ContainerValues {
  const { containers } = view.segment;
  const own = new Array<number>(containers.length).fill(0);
  for (const item of view.blocks) add(own, item.block.container, weights[item.index] ?? 0);
  const bestChild = new Array<number>(containers.length).fill(0);
  const goodSum = new Array<number>(containers.length).fill(0);
  const badSum = new Array<number>(containers.length).fill(0);
  const values = new Array<number>(containers.length).fill(0);
  for (let index = containers.length - 1; index >= 0; index -= 1) {
    const child = bestChild[index] ?? 0;
    const rest = (goodSum[index] ?? 0) - child;
    const value =
      (own[index] ?? 0) + child + rest * otherBranches + (badSum[index] ?? 0) * badBranches;
    values[index] = value;
    const parent = containers[index]?.parent ?? -1;
    if (parent < 0 || parent === index) continue;
    if (value > 0) {
      add(goodSum, parent, value);
      bestChild[parent] = Math.max(bestChild[parent] ?? 0, value);
    } else {
      add(badSum, parent, value);
    }
  }
  return { values, best: pickBest(view, values, headline) };
}

function add(sums: number[], index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}

function pickBest(view: PageView, values: number[], headline: number | null): number {
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const [index, value] of values.entries()) {
    if (((view.containerRoles[index] ?? 0) & roles.hidden) !== 0 && value < 200) continue;
    const score = value * (1 + headlineBonus(view, index, headline)) * contentBonus(view, index);
    if (score >= bestScore) {
      bestScore = score;
      best = index;
    }
  }
  return best;
}

/** A container that holds the headline, or begins soon behind it, is more likely the article. */
function headlineBonus(view: PageView, container: number, headline: number | null): number {
  if (headline === null) return 0;
  const block = view.blocks[headline]?.block;
  if (!block) return 0;
  const end = view.subtreeEnd[container] ?? container + 1;
  if (block.container >= container && block.container < end) return 0.25;
  const first = view.firstBlock[container] ?? 0;
  return first > headline && first - headline < 8 ? 0.2 : 0;
}

function contentBonus(view: PageView, container: number): number {
  return ((view.containerRoles[container] ?? 0) & roles.content) !== 0 ? 1.1 : 1;
}

/** Blocks of a container's subtree, as indexes, leaving out branches that are worth nothing. */
export function blocksOf(view: PageView, container: number): number[] {
  const end = view.subtreeEnd[container] ?? container + 1;
  return view.blocks
    .filter((item) => item.block.container >= container && item.block.container < end)
    .map((item) => item.index);
}
