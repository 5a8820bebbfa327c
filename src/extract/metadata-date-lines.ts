import type { Block } from '../model/segment.ts';
import { type ReadDate, readDates } from '../text/dates.ts';
import { isDateOnly } from './date-line.ts';
import { captureDay, type DateContext } from './metadata-date-context.ts';
import { roles } from './select-patterns.ts';
import { type BlockView, isFurniture, type PageView } from './select-view.ts';
import { titlePieces } from './title-text.ts';

/** A date in a line near the text; a higher rank is likelier the page's own. */
export interface DateLine {
  index: number;
  date: ReadDate;
  rank: number;
  /** The block says nothing but this. */
  whole: boolean;
}

const longestLine = 220;

/**
 * Dates in short lines around the headline and at both ends of the body, with a rank by place and label.
 * `hints` are days that lists or the address tell; only blocks are looked at for which `isWanted` holds.
 */
export function dateLines(
  view: PageView,
  context: DateContext,
  hints: readonly string[],
  isWanted: (block: Block) => boolean = () => true,
): DateLine[] {
  const first = context.kept[0] ?? 0;
  const last = context.kept.at(-1) ?? view.blocks.length - 1;
  const head = context.headline ?? first;
  // A headline below the text is that of a print copy or of a teaser: the text's own place counts too.
  const anchors = head > first + 3 || head < first - 8 ? [head, first] : [head];
  const names = titleNames(view);
  const opening = context.kept.find((at) => (view.blocks[at]?.block.textLength ?? 0) >= 80);
  const place = { head, anchors, context, hints, names, lone: loneDate(view, context), opening };
  return view.blocks.flatMap((item) => {
    const nearHead = anchors.some((at) => item.index >= at - 8 && item.index <= at + 8);
    const between = item.index >= head && item.index <= first + 8;
    const nearEnd = item.index >= last - 3 && item.index <= last + 6;
    if (!nearHead && !between && !nearEnd && item.index !== place.lone) return [];
    if (!isWanted(item.block)) return [];
    return isOthers(view, item, context) && item.index !== place.lone
      ? []
      : linesOfBlock(view, item, place);
  });
}

/** The one block behind the text that says nothing but a date; where there are more they are others'. */
function loneDate(view: PageView, context: DateContext): number | null {
  const last = context.kept.at(-1) ?? 0;
  const dates = view.blocks.filter(
    ({ index, block }) =>
      index > last &&
      context.removed.get(index)?.rule === 'after-trailer' &&
      block.textLength < 60 &&
      isDateOnly(block.text) &&
      readDates(block.text, context).length > 0,
  );
  return dates.length === 1 ? (dates[0]?.index ?? null) : null;
}

/** Names of the page, which may stand in one line with its date. */
function titleNames(view: PageView): string[] {
  const { title, meta } = view.segment.head;
  const names = [title, ...(meta['og:title'] ?? [])].flatMap((one) => [one, ...titlePieces(one)]);
  return [...new Set(names)]
    .filter((name) => name.length >= 15)
    .sort((x, y) => y.length - x.length);
}

/** Tells whether a block says nothing but a date, in one line. */
export function isWholeDate({ text, textLength }: Block): boolean {
  return textLength < 90 && !text.includes('\n') && isDateOnly(text);
}

function linesOfBlock(view: PageView, { index, block }: BlockView, place: Place): DateLine[] {
  const found: DateLine[] = [];
  for (const line of labelledLines(block.text, index === place.opening)) {
    const name = place.names.find((one) => line.startsWith(one));
    const text = name === undefined ? line : line.slice(name.length).trim();
    const dates = readDates(text, place.context);
    const whole = dates.length > 0 && isWholeDate(block);
    for (const date of dates) {
      const rank = lineRank(view, index, { text, named: name !== undefined }, date, place);
      if (rank > 0) found.push({ index, date, rank, whole });
    }
  }
  return found;
}

/** `05.01.2012, Тараз 10:16 ...`: news agencies open their text with the day. */
const dateline = /^\(?\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\)?(?=[\s,.–—-])/;

/** The first short lines of a block, each with the label (`Жарияланған күні:`) that stands on a line before it. */
function labelledLines(block: string, opensText: boolean): string[] {
  const lines = block.split('\n').slice(0, 24);
  return lines.flatMap((line, at) => {
    if (line.length > longestLine) {
      const opening = at === 0 && opensText ? dateline.exec(line)?.[0] : undefined;
      return opening === undefined ? [] : [opening];
    }
    const label = lines[at - 1] ?? '';
    return [/:\s*$/.test(label) && label.length < 60 ? `${label} ${line}` : line];
  });
}

const othersRules = /^(?:named-(?!meta)|teaser|comments|form|trailer|after-trailer)/;

/** A block whose dates speak of other pages: furniture, teasers, what the site repeats away from the headline. */
function isOthers(view: PageView, item: BlockView, context: DateContext): boolean {
  const rule = context.removed.get(item.index)?.rule;
  if (rule === undefined || (rule.startsWith('named-') && isUnderHeadline(item, context)))
    return false;
  if (othersRules.test(rule)) return true;
  const head = context.headline ?? context.kept[0] ?? 0;
  const far =
    item.index < head - 3 || (item.index > head + 5 && item.index < (context.kept.at(-1) ?? 0));
  // What a mapping leaves out may be anything, also what the site repeats.
  if (rule === 'body' || rule === 'site-repeats') {
    if (isBesideTitle(view, item.index, context)) return true;
  }
  return rule === 'site-repeats' && (far || item.linkDensity > 0.3);
}

/** As long as titles of news are, and links such as "print" are not. */
const shortestTitle = 25;

/** Below the text, a date that stands right above a link as long as a title is that of the page linked to. */
function isBesideTitle(view: PageView, index: number, context: DateContext): boolean {
  const next = view.blocks[index + 1];
  if (!next || index <= (context.kept.at(-1) ?? index) || context.kept.includes(index + 1)) {
    return false;
  }
  return next.linkDensity > 0.8 && next.block.textLength >= shortestTitle;
}

/** A short line right below the headline is the page's own, in whatever bar it stands; a bare date a little further. */
function isUnderHeadline(item: BlockView, context: DateContext): boolean {
  const { headline } = context;
  if (headline === null || item.index <= headline || item.index > headline + 8) return false;
  if ((item.roles & (roles.comments | roles.related)) !== 0) return false;
  const { text, textLength } = item.block;
  if (isDateOnly(text)) return textLength <= 90;
  return item.index <= headline + 4 && textLength <= 60 && item.linkDensity < 0.3;
}

interface Place {
  head: number;
  anchors: readonly number[];
  names: readonly string[];
  lone: number | null;
  /** The first block of running text. */
  opening: number | undefined;
  context: DateContext;
  hints: readonly string[];
}

function lineRank(
  view: PageView,
  index: number,
  { text, named }: { text: string; named: boolean },
  date: ReadDate,
  place: Place,
): number {
  const item = view.blocks[index];
  if (!item) return 0;
  const short = text.length <= 60 ? 1.5 : text.length <= 120 ? 0.5 : -1;
  const label = date.role === 'published' ? 2 : 0;
  const distance = Math.min(...place.anchors.map((at) => Math.abs(index - at)));
  const near = distance <= 8 ? 1.5 - Math.min(1.4, distance * 0.15) : 0;
  const inside = place.context.kept.includes(index) ? 0.5 : 0;
  const above = index < place.head ? 0.6 : 0;
  const running = label === 0 && !named && isRunning(item, text, place) ? 5 : 0;
  const agreed = place.hints.includes(date.value.slice(0, 10)) ? 1.5 : 0;
  const against = above + running + doubts(item, date, place.context);
  return 1 + short + label + near + inside + agreed - against;
}

/** A line of running text or of a table of other things; a little longer may stand right below the headline. */
function isRunning(item: BlockView, text: string, place: Place): boolean {
  const { block, index } = item;
  const listed = (block.kind === 'table' || block.kind === 'list') && !isDateOnly(block.text);
  const isClose = index > place.head && index <= place.head + 3;
  const isInside = place.context.kept.includes(index) && !isDateOnly(text);
  // A byline is no sentence.
  const isByline = isClose && !/[.!?…]\s*$/.test(text);
  const longest = !isInside || isByline ? 90 : isClose ? 60 : 45;
  return listed || text.length > longest;
}

/** What speaks against a date wherever it stands: furniture, a link, the day of the capture, no day at all. */
function doubts(item: BlockView, date: ReadDate, context: DateContext): number {
  const day = captureDay(context);
  const aside = isFurniture(item) ? (isUnderHeadline(item, context) ? 1 : 2) : 0;
  const linked = item.linkDensity > 0.5 ? (isUnderHeadline(item, context) ? 0.5 : 1.5) : 0;
  const today = day !== null && date.value.startsWith(day) ? 2 : 0;
  const coarse = date.precision === 'month' || date.precision === 'year' ? 2 : 0;
  return aside + linked + today + coarse;
}

/** The line likeliest to bear the publication date, the earlier of equals. */
export function bestLine(lines: readonly DateLine[]): DateLine | undefined {
  const published = lines.filter((line) => line.date.role !== 'updated');
  return published.reduce<DateLine | undefined>(
    (best, line) => (best === undefined || line.rank > best.rank ? line : best),
    undefined,
  );
}
