import { isDateOnly } from './date-line.ts';
import { roles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import { normaliseLine, titlePieces, wordOverlap } from './title-text.ts';

/** The block that is the page's headline, and how sure that is, 0..1. */
export interface Headline {
  view: BlockView;
  /** The line of the block that is the headline. */
  text: string;
  score: number;
}

const longest = 300;

/**
 * Finds the headline: a heading or short line that agrees with `<title>`, og:title or what links call the
 * page; else the first `h1` that is alone. Earlier and higher headings win.
 */
export function findHeadline(
  view: PageView,
  names: readonly string[],
  siteNames: readonly string[],
  isMenu: (index: number) => boolean,
): Headline | null {
  const host = hostWords(view.segment.address);
  const wanted = wantedNames(view, names).filter(
    (name) => !siteNames.includes(name) && !host.includes(name.replaceAll(' ', '')),
  );
  let best: Headline | null = null;
  const firstLevels = view.blocks.filter((item) => item.block.level === 1).length;
  for (const item of view.blocks) {
    if (isMenu(item.index)) continue;
    if (item.line === '' || siteNames.includes(item.line) || item.block.textLength > longest * 3)
      continue;
    for (const text of headlineLines(item)) {
      const score = headlineScore(
        item,
        text === item.block.text ? item.line : normaliseLine(text),
        wanted,
        firstLevels,
      );
      if (score > (best?.score ?? 0.3)) best = { view: item, text, score };
    }
  }
  return best;
}

/**
 * Headline of a page whose `<title>` says nothing: the first heading, bold or short line above the running
 * text that the site does not repeat. `start` is the first block of running text.
 */
export function headlineAbove(
  view: PageView,
  isFree: (index: number) => boolean,
  start: number,
): Headline | null {
  const lines: Headline[] = [];
  for (let index = Math.max(0, start - 8); index < start; index += 1) {
    const item = view.blocks[index];
    if (!item || !isFree(index) || !isTitleLike(item)) continue;
    const isBold = /^(?:\*\*|__)[^\n]+(?:\*\*|__)$/.test(item.block.markdown.trim());
    const score = item.block.kind === 'heading' ? 0.6 : isBold ? 0.55 : 0.35;
    lines.push({ view: item, text: item.block.text, score });
  }
  return lines.reduce<Headline | null>(
    (best, line) => (best === null || line.score > best.score ? line : best),
    null,
  );
}

function isTitleLike(item: BlockView): boolean {
  const { block } = item;
  if (block.kind !== 'heading' && block.kind !== 'paragraph') return false;
  if (block.textLength < 4 || block.textLength > 220 || item.linkDensity > 0.3) return false;
  if (isDateOnly(block.text)) return false;
  return !/[.!?…:;]$/.test(block.text.trim()) && !/[>»→/]\s/.test(block.text.slice(0, 60));
}

/** Host name without dots and dashes: a short heading in it is the name of the site. */
function hostWords(address: string): string {
  try {
    return new URL(address).hostname.replace(/[^a-z0-9]/g, '');
  } catch {
    return '';
  }
}

function wantedNames(view: PageView, names: readonly string[]): string[] {
  const { head } = view.segment;
  const own = [head.title, ...(head.meta['og:title'] ?? []), ...(head.meta['twitter:title'] ?? [])];
  const whole = [...own, ...names].map(normaliseLine);
  const pieces = own.flatMap(titlePieces).map(normaliseLine);
  return [...new Set([...whole, ...pieces])].filter((name) => name.length > 2);
}

/** The whole block, and its first lines when it has several (a headline with the date below it). */
function headlineLines(item: BlockView): string[] {
  const { text, textLength } = item.block;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2) return [text];
  return [...(textLength <= longest ? [text] : []), ...lines.slice(0, 3)].filter(
    (line) => line.length <= longest,
  );
}

function headlineScore(
  item: BlockView,
  line: string,
  wanted: string[],
  firstLevels: number,
): number {
  const { block } = item;
  if (block.kind !== 'heading' && block.kind !== 'paragraph' && block.kind !== 'table') return 0;
  if (line.length < 3) return 0;
  const agreement = Math.max(0, ...wanted.map((name) => agree(line, name)));
  const isHeading = block.kind === 'heading';
  const rank = isHeading
    ? 0.3 - block.level * 0.04
    : /^(?:\*\*|__)/.test(block.markdown)
      ? 0.08
      : 0;
  const only = block.level === 1 && firstLevels === 1 ? 0.25 : 0;
  const linked = item.linkDensity > 0.8 ? (isHeading ? 0.15 : 0.45) : 0;
  const aside = (item.roles & ~(roles.content | roles.header | roles.meta)) !== 0 ? 0.35 : 0;
  if (!isHeading && agreement < 0.75) return 0;
  const part = line.length < item.line.length ? 0.02 : 0;
  return agreement * 0.75 - part + rank + only - linked - aside - item.index * 0.0005;
}

function agree(line: string, name: string): number {
  if (line === name) return 1;
  if (name.length < 8 || line.length < 8) return 0;
  if (` ${name} `.includes(` ${line} `)) return 0.55 + 0.4 * (line.length / name.length);
  const goesOn = line.startsWith(`${name} `) && line.length <= name.length * 4;
  if (name.startsWith(line.slice(0, 30)) || goesOn) return 0.8;
  if (line.length > name.length * 2 || name.length > line.length * 2) return 0;
  return wordOverlap(line, name) > 0.7 && wordOverlap(name, line) > 0.7 ? 0.7 : 0;
}
