import type { Selection } from './select-body.ts';
import { selectMainArea } from './select-main-area.ts';
import { roles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import type { Novelty } from './select-weights.ts';
import { normaliseLine } from './title-text.ts';

/** What can be measured of a choice of content without knowing the right one; each 0..1. */
export interface ConfidenceSignals {
  /** Characters kept, by logarithm. */
  length: number;
  /** Characters of running text kept, by logarithm. */
  proseLength: number;
  /** Running text per character kept. */
  prose: number;
  /** Kept blocks of a few words that are no headings, per block. */
  scraps: number;
  /** Characters left out between the first and the last kept block, per character of that stretch. */
  gaps: number;
  /** Link text per character kept. */
  links: number;
  /** The page describes itself in words that are not in what was kept. */
  undescribed: number;
  /** What this choice and the whole main area share, per character of both. */
  agreement: number;
  /** Runs of alike teasers and comments on the page. */
  entries: number;
  /** Readers' comments per character of the page. */
  comments: number;
  /** Form controls on the page. */
  controls: number;
}

/**
 * Log odds of a bad choice (F1 under 0.7 against gold text) for each signal, found by logistic regression on two thirds
 * of the hosts of public sets of news, service, list, product and forum pages in Russian, Polish and English
 * (`npm run bench:confidence -- PATH --fit`). No signal depends on a language.
 */
const weights: Readonly<Record<keyof ConfidenceSignals, number>> = {
  length: -1.11,
  proseLength: -0.91,
  prose: -1.71,
  scraps: 0.94,
  gaps: 1.21,
  links: 0.1,
  undescribed: 0.92,
  agreement: -0.63,
  entries: 0.59,
  comments: 0.35,
  controls: 0.29,
};
const bias = 0.65;

/** Chance that a choice is good, 0..1, by its signals. */
export function confidenceOf(signals: ConfidenceSignals): number {
  let odds = bias;
  for (const [name, weight] of Object.entries(weights)) {
    odds += weight * signals[name as keyof ConfidenceSignals];
  }
  return 1 / (1 + Math.exp(odds));
}

/** Measures a choice of content; the cost is linear in the blocks of the page. */
export function confidenceSignals(
  view: PageView,
  selection: Selection,
  novelty: readonly Novelty[],
): ConfidenceSignals {
  const kept = selection.kept.flatMap((index) => view.blocks[index] ?? []);
  const text = lengthOf(kept);
  const prose = lengthOf(kept.filter(isProse));
  const gap = gapLength(view, selection.kept);
  const scraps = kept.filter((item) => item.block.textLength < 40 && item.block.kind !== 'heading');
  const entries = selection.entries.filter((entry) => entry !== null).length;
  const comments = view.blocks.filter((item) => (item.roles & roles.comments) !== 0);
  const linked = kept.reduce((sum, { block }) => sum + block.linkTextLength, 0);
  const controls = view.blocks.reduce((sum, { block }) => sum + block.controls, 0);
  return {
    length: byLogarithm(text),
    proseLength: byLogarithm(prose),
    prose: ratio(prose, text),
    scraps: ratio(scraps.length, kept.length),
    gaps: ratio(gap, text + gap),
    links: ratio(linked, text),
    undescribed: Number(isUndescribed(view, kept)),
    agreement: agreement(view, selection.kept, text, novelty),
    entries: Math.min(1, entries / 20),
    comments: ratio(lengthOf(comments), lengthOf(view.blocks)),
    controls: Math.min(1, controls / 40),
  };
}

/** A text of this many characters is as long as it need be. */
const longText = 6000;

function byLogarithm(length: number): number {
  return Math.min(1, Math.log(1 + length) / Math.log(longText));
}

function isProse({ block, linkDensity }: BlockView): boolean {
  return block.textLength >= 80 && linkDensity < 0.4 && block.sentenceEnds > 0;
}

function gapLength(view: PageView, kept: readonly number[]): number {
  const chosen = new Set(kept);
  const between = view.blocks.slice(kept[0] ?? 0, (kept.at(-1) ?? -1) + 1);
  return lengthOf(between.filter((item) => !chosen.has(item.index)));
}

function agreement(
  view: PageView,
  kept: readonly number[],
  text: number,
  novelty: readonly Novelty[],
): number {
  const chosen = new Set(kept);
  const area = selectMainArea(view, novelty).flatMap((index) => view.blocks[index] ?? []);
  const both = lengthOf(area.filter((item) => chosen.has(item.index)));
  return ratio(both, text + lengthOf(area) - both);
}

const describedBy = 60;
const shortestDescription = 20;
const readLength = 6000;

function isUndescribed(view: PageView, kept: readonly BlockView[]): boolean {
  const { meta } = view.segment.head;
  const description = meta['og:description']?.[0] ?? meta.description?.[0] ?? '';
  const line = normaliseLine(description).slice(0, describedBy);
  if (line.length < shortestDescription) return false;
  let text = '';
  for (const { block } of kept) if (text.length < readLength) text += ` ${block.text}`;
  return !normaliseLine(text.slice(0, readLength)).includes(line);
}

function lengthOf(items: readonly BlockView[]): number {
  return items.reduce((sum, { block }) => sum + block.textLength, 0);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
