import type { KnownDate } from '../model/published-date.ts';
import { type DateOptions, type ReadDate, readDates } from '../text/dates.ts';
import { formatDay } from '../text/dates-zone.ts';
import { isDateOnly } from './date-line.ts';
import { furnitureRoles, roles } from './select-patterns.ts';
import { type BlockView, isFurniture, type PageView } from './select-view.ts';

/** Dates of a page, and the blocks that say nothing but a date. */
export interface PageDates {
  published: KnownDate | null;
  updated: KnownDate | null;
  /** Indexes of blocks that are date lines and no content. */
  dateLines: number[];
}

export interface DateContext extends DateOptions {
  headline: number | null;
  kept: readonly number[];
  /** Rules by which blocks were left out; dates in teasers and furniture are others'. */
  removed: ReadonlyMap<number, { rule: string }>;
  /** Date that list pages show beside links to the page. */
  listDate?: string | undefined;
  /** What the sitemap, a feed or a header says, as ISO text. */
  outside?: readonly { source: 'sitemap' | 'feed' | 'header'; text: string }[];
  address: string;
}

const publishedMeta = [
  'article:published_time',
  'og:published_time',
  'og:article:published_time',
  'datepublished',
  'article.published',
  'publish_date',
  'publishdate',
  'published-date',
  'pubdate',
  'publication_date',
  'date_published',
  'parsely-pub-date',
  'sailthru.date',
  'dcterms.issued',
  'dc.date.issued',
  'dcterms.created',
  'dc.date.created',
  'datecreated',
  'dc.date',
  'dcterms.date',
  'citation_publication_date',
  'article_date_original',
  'originalpublicationdate',
  'cxenseparse:recs:publishtime',
  'date',
];
const updatedMeta = [
  'article:modified_time',
  'og:updated_time',
  'datemodified',
  'dcterms.modified',
  'dc.date.modified',
  'last-modified',
  'modified',
  'lastmod',
];

/** Finds when a page was published and updated: machine facts, lines near the headline, lists, the address. */
export function findDates(view: PageView, context: DateContext): PageDates {
  const { head } = view.segment;
  const lines = dateLines(view, context);
  const near = bestLine(lines);
  const published =
    metaDate(head.meta, publishedMeta, context) ??
    jsonLdDate(head.jsonLd, ['datePublished', 'dateCreated', 'uploadDate'], context) ??
    (near && near.rank >= 4 ? asKnown(near.date, 'text') : null) ??
    timeDate(view, context) ??
    (near ? asKnown(near.date, 'text') : null) ??
    addressDate(context) ??
    fromText(context.listDate, 'list', context) ??
    outsideDate(context);
  const updated =
    metaDate(head.meta, updatedMeta, context) ??
    jsonLdDate(head.jsonLd, ['dateModified'], context) ??
    lines.flatMap((line) =>
      line.date.role === 'updated' ? [asKnown(line.date, 'text')] : [],
    )[0] ??
    null;
  return {
    published,
    updated,
    dateLines: [...new Set(lines.filter((line) => line.whole).map((line) => line.index))],
  };
}

function metaDate(
  meta: Record<string, string[]>,
  names: readonly string[],
  options: DateOptions,
): KnownDate | null {
  for (const name of names) {
    for (const content of meta[name] ?? []) {
      const date = readMachine(content, options);
      if (date) return asKnown(date, 'meta');
    }
  }
  return null;
}

function readMachine(text: string, options: DateOptions): ReadDate | undefined {
  if (text.length > 60) return undefined;
  const compact = /^(\d{4})(\d\d)(\d\d)(?:\d{4,6})?$/.exec(text.trim());
  const plain = compact ? `${compact[1]}-${compact[2]}-${compact[3]}` : text;
  return readDates(plain, options)[0];
}

/** Looks through JSON-LD objects and their graphs, three levels deep. */
function jsonLdDate(
  values: readonly unknown[],
  names: readonly string[],
  options: DateOptions,
  depth = 0,
): KnownDate | null {
  if (depth > 3) return null;
  for (const value of values.slice(0, 40)) {
    if (typeof value !== 'object' || value === null) continue;
    const record = value as Record<string, unknown>;
    for (const name of names) {
      const text = record[name];
      const date = typeof text === 'string' ? readMachine(text, options) : undefined;
      if (date) return asKnown(date, 'meta');
    }
    const inner = Array.isArray(value) ? value : Object.values(record).filter(isObject);
    const found = jsonLdDate(inner, names, options, depth + 1);
    if (found) return found;
  }
  return null;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Roles whose times are not the page's; the foot of an article often bears its date. */
const othersRoles = furnitureRoles & ~roles.footer;

function timeDate(view: PageView, context: DateContext): KnownDate | null {
  const from = context.headline ?? context.kept[0] ?? 0;
  const to = context.kept.at(-1) ?? from;
  const article = articleRange(view, view.blocks[from]?.block.container ?? 0);
  const ranked = view.segment.head.times
    .map((time) => {
      const block = view.blocks[time.block];
      const container = block?.block.container ?? 0;
      // The footer of an article tells its date (HTML 4.3.8); comments inside it tell theirs.
      const own =
        container >= article.start &&
        container < article.end &&
        ((block?.roles ?? 0) & roles.comments) === 0;
      // What stands in the body may be a list of other pages with their dates.
      const quoted = context.kept.includes(time.block) ? 15 : 0;
      if (own) return { time, distance: Math.min(20, Math.abs(time.block - from)) + quoted };
      const aside = block && (block.roles & othersRoles) !== 0 ? 100 : 0;
      const outside = time.block > to + 3 ? 60 : 0;
      return { time, distance: Math.abs(time.block - from) + aside + outside };
    })
    .sort((a, b) => a.distance - b.distance);
  for (const { time, distance } of ranked) {
    if (distance > 40) break;
    const date =
      readMachine(time.datetime, context) ?? readDates(time.text.slice(0, 80), context)[0];
    if (date && date.role !== 'updated') return asKnown(date, 'time');
  }
  return null;
}

/** Containers of the `article` element around a container, as a range; empty when there is none. */
function articleRange(view: PageView, container: number): { start: number; end: number } {
  const { containers } = view.segment;
  for (let at = container; at >= 0; at = containers[at]?.parent ?? -1) {
    if (containers[at]?.tag === 'article') return { start: at, end: view.subtreeEnd[at] ?? at };
  }
  return { start: 0, end: 0 };
}

interface DateLine {
  index: number;
  date: ReadDate;
  rank: number;
  /** The block says nothing but this. */
  whole: boolean;
}

const longestLine = 220;

/** Dates in short lines around the headline and at both ends of the body, with a rank by place and label. */
function dateLines(view: PageView, context: DateContext): DateLine[] {
  const found: DateLine[] = [];
  const first = context.kept[0] ?? 0;
  const last = context.kept.at(-1) ?? view.blocks.length - 1;
  const head = context.headline ?? first;
  for (const item of view.blocks) {
    const nearHead = item.index >= head - 8 && item.index <= Math.max(head, first) + 8;
    const nearEnd = item.index >= last - 3 && item.index <= last + 6;
    if ((!nearHead && !nearEnd) || isOthers(item, context)) continue;
    const lines = item.block.text.split('\n').slice(0, 24);
    for (const [at, line] of lines.entries()) {
      if (line.length > longestLine) continue;
      const label = lines[at - 1] ?? '';
      const text = /:\s*$/.test(label) && label.length < 60 ? `${label} ${line}` : line;
      for (const date of readDates(text, context)) {
        const rank = lineRank(view, item.index, text, date, { head, nearHead, context });
        const whole =
          item.block.textLength < 90 && isDateOnly(text) && !item.block.text.includes('\n');
        if (rank > 0) found.push({ index: item.index, date, rank, whole });
      }
    }
  }
  return found;
}

const othersRules = /^(?:named-(?!meta)|teaser|comments|form|trailer|after-trailer)/;

/** A block whose dates speak of other pages: furniture, teasers, what the site repeats away from the headline. */
function isOthers(item: BlockView, context: DateContext): boolean {
  const rule = context.removed.get(item.index)?.rule;
  if (rule === undefined) return false;
  if (othersRules.test(rule)) return true;
  const head = context.headline ?? context.kept[0] ?? 0;
  const far =
    item.index < head - 3 || (item.index > head + 5 && item.index < (context.kept.at(-1) ?? 0));
  return rule === 'site-repeats' && (far || item.linkDensity > 0.3);
}

interface Place {
  head: number;
  nearHead: boolean;
  context: DateContext;
}

function lineRank(
  view: PageView,
  index: number,
  text: string,
  date: ReadDate,
  place: Place,
): number {
  const item = view.blocks[index];
  if (!item) return 0;
  const short = text.length <= 60 ? 1.5 : text.length <= 120 ? 0.5 : -1;
  const label = date.role === 'published' ? 2 : 0;
  const near = place.nearHead ? 1.5 - Math.min(1.4, Math.abs(index - place.head) * 0.15) : 0;
  const inside = place.context.kept.includes(index) ? 0.5 : 0;
  const aside = isFurniture(item) ? 2 : 0;
  const linked = item.linkDensity > 0.5 ? 1.5 : 0;
  const above = index < place.head ? 0.6 : 0;
  const today = date.value.startsWith(formatToday(place.context)) ? 2 : 0;
  const longest = inside > 0 && !isDateOnly(text) ? 45 : 90;
  const tabled = item.block.kind === 'table' || item.block.kind === 'list';
  const running = label === 0 && (text.length > longest || tabled) ? 5 : 0;
  const coarse = date.precision === 'month' || date.precision === 'year' ? 2 : 0;
  return 1 + short + label + near + inside - aside - linked - above - today - coarse - running;
}

function formatToday(context: DateContext): string {
  const now = new Date(context.now);
  return formatDay({
    year: now.getUTCFullYear(),
    month: now.getUTCMonth() + 1,
    day: now.getUTCDate(),
  });
}

function bestLine(lines: readonly DateLine[]): DateLine | undefined {
  const published = lines.filter((line) => line.date.role !== 'updated');
  return published.reduce<DateLine | undefined>(
    (best, line) => (best === undefined || line.rank > best.rank ? line : best),
    undefined,
  );
}

const addressPattern =
  /(?<!\d)(?<y>(?:19|20)\d\d)[/_.-](?<m>0?[1-9]|1[0-2])[/_.-](?<d>0?[1-9]|[12]\d|3[01])(?!\d)/;

function addressDate(context: DateContext): KnownDate | null {
  const groups = addressPattern.exec(context.address)?.groups;
  if (!groups) return null;
  const value = `${groups.y}-${groups.m?.padStart(2, '0')}-${groups.d?.padStart(2, '0')}`;
  return fromText(value, 'address', context);
}

function outsideDate(context: DateContext): KnownDate | null {
  for (const { source, text } of context.outside ?? []) {
    const date = fromText(text, source, context);
    if (date) return date;
  }
  return null;
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

function asKnown(date: ReadDate, source: KnownDate['source']): KnownDate {
  return { value: date.value, precision: date.precision, source };
}
