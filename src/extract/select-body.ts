import { findHeadline, type Headline, headlineAbove } from './headline.ts';
import { looksLikeDocument } from './metadata-links.ts';
import { blocksOf, chooseContainer } from './select-container.ts';
import { type EntryKind, findEntries } from './select-entries.ts';
import { commentTrailer } from './select-phrases.ts';
import { type BlockView, isFurniture, type PageView } from './select-view.ts';
import {
  type Novelty,
  noNovelty,
  type Objection,
  opensTrailer,
  weighBlock,
} from './select-weights.ts';
import { isInTitle, normaliseLine } from './title-text.ts';

/** Why a block was left out: the step that did it, the rule and a reason for people. */
interface Removal extends Objection {
  step: string;
}

/** The blocks chosen for the body, in document order, and why the others were not. */
export interface Selection {
  kept: number[];
  removed: Map<number, Removal>;
  headline: Headline | null;
  container: number;
  /** Share of the page's positive weight that was kept, 0..1. */
  share: number;
  /** Runs of teasers and comments by structure, per block. */
  entries: readonly (EntryKind | null)[];
}

/** Chooses the content of an article-like page. `names` are titles that links and lists give the page. */
export function selectBody(
  view: PageView,
  novelty: readonly Novelty[],
  names: readonly string[],
  siteNames: readonly string[] = [],
): Selection {
  const isMenu = (index: number) =>
    novelty[index]?.repeated === true && (view.blocks[index]?.linkDensity ?? 0) > 0.3;
  const headline = findHeadline(view, names, siteNames, isMenu);
  const title = normaliseLine(view.segment.head.title);
  const entries = findEntries(view);
  const weighed = view.blocks.map((item) =>
    weighBlock(item, ownNovelty(item, novelty, title), entries[item.index]),
  );
  const weights = weighed.map((entry) => entry.weight);
  const headlineIndex = headline?.view.index ?? null;
  const { values, best } = chooseContainer(view, weights, headlineIndex);
  const inside = blocksOf(view, best);
  const removed = new Map<number, Removal>();
  const drop = (index: number, step: string, objection: Objection) => {
    if (!removed.has(index)) removed.set(index, { step, ...objection });
  };
  const insideSet = new Set(inside);
  for (const item of view.blocks) {
    const objection = weighed[item.index]?.objection;
    if (objection) drop(item.index, 'block', objection);
    else if (!insideSet.has(item.index)) {
      drop(item.index, 'container', {
        rule: 'outside',
        reason: 'outside the container of the content',
      });
    }
  }
  dropPoorBranches(view, values, weights, best, inside, novelty, drop);
  let kept = inside.filter((index) => !removed.has(index));
  kept = dropRepeats(view, kept, drop);
  kept = adoptLead(weights, kept, headlineIndex, removed);
  kept = adoptNew(view, novelty, weights, kept, headlineIndex, removed);
  kept = cutTrailing(view, weights, kept, drop);
  kept = cutLeading(view, weights, kept, headlineIndex, drop);
  kept = trimScraps(view, novelty, kept, drop);
  const named = weakHeadline(view, novelty, headline, kept, removed);
  const positive = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const keptWeight = kept.reduce((sum, index) => sum + Math.max(0, weights[index] ?? 0), 0);
  return {
    kept,
    removed,
    headline: named,
    container: best,
    entries,
    share: positive > 0 ? keptWeight / positive : 0,
  };
}

/** A block contained in the page's own title is never furniture: headlines recur as teasers on other pages. */
function ownNovelty(item: BlockView, novelty: readonly Novelty[], title: string): Novelty {
  if (isInTitle(item.line, title)) return noNovelty;
  return novelty[item.index] ?? noNovelty;
}

/** Looks for a headline above the running text when `<title>` named none. */
function weakHeadline(
  view: PageView,
  novelty: readonly Novelty[],
  headline: Headline | null,
  kept: readonly number[],
  removed: ReadonlyMap<number, Removal>,
): Headline | null {
  if (headline && headline.score >= 0.5) return headline;
  const start = kept.find((index) => {
    const block = view.blocks[index]?.block;
    if (!block) return false;
    return block.textLength > 160 || block.kind === 'table' || block.kind === 'list';
  });
  if (start === undefined) return headline;
  const isFree = (index: number) => {
    const step = removed.get(index)?.step;
    if (step === 'container') return novelty[index]?.known === true;
    return step === undefined || step === 'leading' || step === 'branch' || step === 'ends';
  };
  const above = headlineAbove(view, isFree, start);
  return above && above.score > (headline?.score ?? 0) ? above : headline;
}

type Drop = (index: number, step: string, objection: Objection) => void;

function dropPoorBranches(
  view: PageView,
  values: number[],
  weights: number[],
  best: number,
  inside: number[],
  novelty: readonly Novelty[],
  drop: Drop,
): void {
  const { containers } = view.segment;
  const poor = new Map<number, boolean>([[best, false]]);
  const isPoor = (container: number): boolean => {
    const known = poor.get(container);
    if (known !== undefined) return known;
    const parent = containers[container]?.parent ?? best;
    const result = isPoor(parent) || (values[container] ?? 0) < -8;
    poor.set(container, result);
    return result;
  };
  for (const index of inside) {
    const block = view.blocks[index]?.block;
    if (!block || !isPoor(block.container)) continue;
    if ((weights[index] ?? 0) > 80) continue;
    const item = view.blocks[index];
    if (novelty[index]?.known && item && item.linkDensity < 0.5) continue;
    drop(index, 'branch', {
      rule: 'poor-branch',
      reason: 'the part around it is mostly links and scraps',
    });
  }
}

/** Text that stands on the page twice (a hidden print version, a copy for blogs) is kept once. */
function dropRepeats(view: PageView, kept: number[], drop: Drop): number[] {
  const seen = new Set<string>();
  return kept.filter((index) => {
    const block = view.blocks[index]?.block;
    if (!block || block.textLength < 60) return true;
    if (!seen.has(block.text)) {
      seen.add(block.text);
      return true;
    }
    drop(index, 'repeats', { rule: 'said-before', reason: 'the page says it twice' });
    return false;
  });
}

/** Takes in text that stands between the headline and the container: leads often do. */
function adoptLead(
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
    if ((weights[index] ?? 0) > 40 && removed.get(index)?.step === 'container') {
      adopted.push(index);
      removed.delete(index);
    }
  }
  return [...adopted, ...kept];
}

/**
 * Cuts at the first block that opens other news, comments or sharing, once most of the text is behind it.
 * Where running text goes on after it (a "read also" inside the article), only that block goes.
 */
function cutTrailing(view: PageView, weights: number[], kept: number[], drop: Drop): number[] {
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

const adoptWithin = 6;

/** Takes in neighbours of the text that are new on the site: tables for layout put paragraphs into rows of their own. */
function adoptNew(
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

/** Cuts what stands above the headline inside the container, when that is the smaller part. */
function cutLeading(
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
function trimScraps(
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
