import { looksLikeDocument } from './metadata-links.ts';
import { commentTrailer } from './select-phrases.ts';
import type { Drop } from './select-removal.ts';
import { isFurniture, type PageView } from './select-view.ts';
import { type Novelty, opensTrailer } from './select-weights.ts';

/**
 * Cuts at the first block that opens other news, comments or sharing, once most of the text is behind it.
 * Where running text goes on after it (a "read also" inside the article), only that block goes.
 */
export function cutTrailing(
  view: PageView,
  weights: number[],
  kept: number[],
  drop: Drop,
): number[] {
  const first = kept[0];
  const last = kept.at(-1);
  if (first === undefined || last === undefined) return kept;
  const total = massOf(weights, kept, first, last + 1);
  for (let index = first + 1; index <= last; index += 1) {
    const item = view.blocks[index];
    if (!item || !opensTrailer(item)) continue;
    const behind = massOf(weights, kept, first, index);
    const ahead = total - behind;
    if (!isEnd(item.block.text, behind, ahead)) continue;
    for (const late of kept) {
      if (late >= index) {
        drop(late, 'trailing', {
          rule: 'after-trailer',
          reason: `behind "${item.block.text.slice(0, 40)}"`,
        });
      }
    }
    return kept.filter((each) => each < index);
  }
  return kept;
}

/** Least text before readers' comments begin, in weight (about characters). */
const beforeComments = 60;

/** Comments end any text; other trailers only where little running text follows them. */
function isEnd(text: string, behind: number, ahead: number): boolean {
  if (commentTrailer.test(text.trim())) return behind >= beforeComments;
  const total = behind + ahead;
  return behind >= total * 0.4 && ahead <= Math.max(total * 0.45, 300);
}

/** Positive weight of the kept blocks from one index up to another. */
function massOf(weights: number[], kept: number[], from: number, to: number): number {
  return kept.reduce(
    (sum, index) => (index >= from && index < to ? sum + Math.max(0, weights[index] ?? 0) : sum),
    0,
  );
}

/** Cuts what stands above the headline inside the container, when that is the smaller part. */
export function cutLeading(
  view: PageView,
  weights: number[],
  kept: number[],
  headline: number | null,
  drop: Drop,
): number[] {
  if (headline === null || !kept.some((index) => index > headline)) return kept;
  const above = kept.filter((index) => index < headline);
  const aboveMass = above.reduce((sum, index) => sum + Math.max(0, weights[index] ?? 0), 0);
  const total = kept.reduce((sum, index) => sum + Math.max(0, weights[index] ?? 0), 0);
  if (aboveMass > total * 0.35) return kept;
  const cut = above.filter((index) => view.blocks[index]?.block.kind !== 'image');
  for (const index of cut) {
    drop(index, 'leading', { rule: 'above-headline', reason: 'above the headline' });
  }
  return kept.filter((index) => !cut.includes(index));
}

/** A line without a sentence below the text is a credit or button, on a page alone; in characters. */
const shortTail = 70;

/** Takes short lines and link lists off both ends until running text, a picture or a table stands there. */
export function trimScraps(
  view: PageView,
  novelty: readonly Novelty[],
  kept: number[],
  drop: Drop,
): number[] {
  const isScrap = (index: number) => {
    const item = view.blocks[index];
    if (!item) return true;
    const { block } = item;
    if (block.kind === 'rule') return true;
    if (block.kind === 'image' || block.kind === 'embed' || block.kind === 'table') return false;
    if (isFurniture(item)) return true;
    if (novelty[index]?.known || block.links.some((link) => looksLikeDocument(link.href)))
      return false;
    return block.textLength < 40 && block.sentenceEnds === 0 && item.linkDensity > 0.6;
  };
  let from = 0;
  let to = kept.length;
  if (kept.every(isScrap)) return kept;
  const isTail = (index: number) => {
    const item = view.blocks[index];
    if (!item || novelty[index]?.known) return false;
    const { block } = item;
    if (block.kind === 'heading') return true;
    if (block.kind !== 'paragraph' || block.images.length > 0) return false;
    return block.sentenceEnds === 0 && block.textLength < shortTail;
  };
  while (to > from && (isScrap(kept[to - 1] ?? -1) || isTail(kept[to - 1] ?? -1))) to -= 1;
  while (from < to && isScrap(kept[from] ?? -1)) from += 1;
  for (const index of [...kept.slice(0, from), ...kept.slice(to)]) {
    drop(index, 'ends', { rule: 'scrap', reason: 'a short link at the edge of the content' });
  }
  return kept.slice(from, to);
}
