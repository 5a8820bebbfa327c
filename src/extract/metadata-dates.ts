import type { KnownDate } from '../model/published-date.ts';
import { type DateOptions, readDates } from '../text/dates.ts';
import { addressDate, addressMonth } from './metadata-date-address.ts';
import { asKnown, captureDay, type DateContext } from './metadata-date-context.ts';
import { bestLine, type DateLine, dateLines, isWholeDate } from './metadata-date-lines.ts';
import { publishedByHead, updatedByHead } from './metadata-date-machine.ts';
import { timeDates } from './metadata-date-times.ts';
import type { PageView } from './select-view.ts';
import { normaliseLine } from './title-text.ts';

/** Dates of a page, and the blocks that say nothing but a date. */
export interface PageDates {
  published: KnownDate | null;
  updated: KnownDate | null;
  /** Indexes of blocks that are date lines and no content. */
  dateLines: number[];
}

/** A line near the headline that bears a date by place and label; it outweighs `<time>` elsewhere. */
const sureRank = 4;

/** Finds when a page was published and updated: machine facts, lines near the headline, lists, the address. */
export function findDates(view: PageView, given: DateContext): PageDates {
  const context = { ...given, headline: given.headline ?? titleBlock(view, given) };
  const { head } = view.segment;
  const fromAddress = addressDate(context);
  const fromList = fromText(context.listDate, 'list', context);
  const hints = [fromAddress, fromList].flatMap((date) => (date ? [date.value.slice(0, 10)] : []));
  const lines = dateLines(view, context, hints);
  const near = bestLine(lines);
  const line = near ? asKnown(near.date, 'text') : null;
  const sure = near && near.rank >= sureRank ? line : null;
  const machine = publishedByHead(head, context);
  const times = timeDates(view, context, 'published');
  const published =
    machineDate(machine, times, sure, context) ??
    sure ??
    times[0] ??
    line ??
    fromAddress ??
    fromList ??
    addressMonth(context);
  return {
    published: refined(published, lines),
    updated: updatedDate(view, lines, published, context),
    dateLines: dateBlocks(view, context, lines),
  };
}

/** Blocks that say nothing but a date; one without a year or relative is a date too where its day is not known. */
function dateBlocks(view: PageView, context: DateContext, lines: readonly DateLine[]): number[] {
  const all = context.undated
    ? dateLines(view, { ...context, undated: false }, [], isWholeDate)
    : lines;
  return [...new Set(all.filter((one) => one.whole).map((one) => one.index))];
}

/** The block that says the page's title, where select found no headline: `h1` before other headings, the nearest to the text. */
function titleBlock(view: PageView, given: DateContext): number | null {
  const title = normaliseLine(view.segment.head.title);
  const headings = view.blocks.filter(
    ({ block, line }) => block.kind === 'heading' && line.length >= 4 && title.includes(line),
  );
  const first = given.kept[0] ?? 0;
  const level = Math.min(...headings.map(({ block }) => block.level));
  const best = headings
    .filter(({ block }) => block.level === level)
    .sort((a, b) => Math.abs(a.index - first) - Math.abs(b.index - first))[0];
  const lone = view.blocks.filter(({ block }) => block.kind === 'heading' && block.level === 1);
  return best?.index ?? (lone.length === 1 ? (lone[0]?.index ?? null) : null);
}

/**
 * The date that the head tells. A head that names the day of the capture tells when the server made
 * the page, where a line at the headline tells another day.
 */
function machineDate(
  machine: readonly KnownDate[],
  times: readonly KnownDate[],
  sure: KnownDate | null,
  context: DateContext,
): KnownDate | null {
  const [first] = machine;
  if (!first) return null;
  const today = captureDay(context);
  if (today !== null && sure && first.value.startsWith(today) && !sure.value.startsWith(today))
    return null;
  if (!context.keepOffset || !first.value.endsWith('+00:00')) return first;
  // One moment told twice: the day is that of the place, not of Greenwich.
  const same = [...machine, ...times].find(
    (other) =>
      other.precision === 'minute' &&
      !other.value.endsWith('+00:00') &&
      Date.parse(other.value) === Date.parse(first.value),
  );
  return same ?? first;
}

/** The same day with its time, where a line tells it. */
function refined(published: KnownDate | null, lines: readonly DateLine[]): KnownDate | null {
  if (published?.precision !== 'day') return published;
  const exact = lines.find(
    ({ date }) =>
      date.precision === 'minute' &&
      date.role !== 'updated' &&
      date.value.startsWith(published.value),
  );
  return exact ? asKnown(exact.date, 'text') : published;
}

/** Never before the publication: such a date speaks of something else. */
function updatedDate(
  view: PageView,
  lines: readonly DateLine[],
  published: KnownDate | null,
  context: DateContext,
): KnownDate | null {
  const told = lines
    .filter(({ date }) => date.role === 'updated')
    .sort((a, b) => b.rank - a.rank)
    .map(({ date }) => asKnown(date, 'text'));
  const candidates = [
    ...updatedByHead(view.segment.head, context),
    ...told,
    ...timeDates(view, context, 'updated'),
  ];
  const earliest = published === null ? '' : published.value.slice(0, 10);
  return candidates.find((date) => date.value.slice(0, 10) >= earliest) ?? null;
}

function fromText(
  text: string | undefined,
  source: KnownDate['source'],
  options: DateOptions,
): KnownDate | null {
  if (text === undefined) return null;
  if (/^\d{4}(?:-\d\d)?$/.test(text)) {
    return { value: text, precision: text.length === 4 ? 'year' : 'month', source };
  }
  const date = readDates(text, options)[0];
  return date ? asKnown(date, source) : null;
}
