import { findHeadline, type Headline, headlineAbove, isTitleByForm } from './headline.ts';
import { adoptLead, adoptNew } from './select-adopt.ts';
import { blocksOf, chooseContainer } from './select-container.ts';
import { asDiscussion, isDiscussion } from './select-discussion.ts';
import { cutLeading, cutTrailing, trimScraps } from './select-edges.ts';
import { type EntryKind, findEntries } from './select-entries.ts';
import type { Drop, Removal } from './select-removal.ts';
import { type BlockView, isFurniture, type PageView } from './select-view.ts';
import { type Novelty, noNovelty, type Objection, weighBlock } from './select-weights.ts';
import { isInTitle, normaliseLine } from './title-text.ts';

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
  page: PageView,
  novelty: readonly Novelty[],
  names: readonly string[],
  siteNames: readonly string[] = [],
): Selection {
  const isMenu = (index: number) =>
    novelty[index]?.repeated === true && (page.blocks[index]?.linkDensity ?? 0) > 0.3;
  const headline = findHeadline(page, names, siteNames, isMenu);
  const found = findEntries(page);
  const discussion = isDiscussion(page, headline?.view.index ?? null, found);
  const view = discussion ? asDiscussion(page) : page;
  const entries = discussion ? found.map((kind) => (kind === 'comments' ? null : kind)) : found;
  const title = normaliseLine(view.segment.head.title);
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
  kept = adoptLead(view, weights, kept, headlineIndex, removed);
  kept = adoptNew(view, novelty, weights, kept, headlineIndex, removed);
  kept = cutTrailing(view, weights, kept, drop);
  kept = cutLeading(view, weights, kept, headlineIndex, drop);
  kept = trimScraps(view, novelty, kept, drop);
  const named = weakHeadline(view, novelty, siteNames, headline, kept, removed);
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
  siteNames: readonly string[],
  headline: Headline | null,
  kept: readonly number[],
  removed: ReadonlyMap<number, Removal>,
): Headline | null {
  if (headline && headline.score >= 0.5) return headline;
  const start = textStart(view, kept);
  if (start === undefined) return headline;
  const isTaught = novelty.some((each) => each.known);
  const isFree = (index: number) => {
    const item = view.blocks[index];
    if (!item || novelty[index]?.repeated || siteNames.includes(item.line)) return false;
    const step = removed.get(index)?.step;
    if (step === 'container' && isTaught) return novelty[index]?.known === true;
    if (step === 'container' || step === 'block') {
      return !isFurniture(item) && isTitleByForm(item);
    }
    return step === undefined || step === 'leading' || step === 'branch' || step === 'ends';
  };
  const above = headlineAbove(view, isFree, start);
  return above && above.score > (headline?.score ?? 0) ? above : headline;
}

/** The first long block, table or list of the text; in short news the first sentence. */
function textStart(view: PageView, kept: readonly number[]): number | undefined {
  const find = (test: (block: BlockView['block']) => boolean) =>
    kept.find((index) => {
      const block = view.blocks[index]?.block;
      return block !== undefined && test(block);
    });
  return (
    find(({ textLength, kind }) => textLength > 160 || kind === 'table' || kind === 'list') ??
    find(({ textLength, sentenceEnds }) => textLength > 60 && sentenceEnds > 0)
  );
}

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
