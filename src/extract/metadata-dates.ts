import type { KnownDate } from '../model/published-date.ts';
import { type DateOptions, type ReadDate, readDates } from '../text/dates.ts';
import { asKnown, type DateContext } from './metadata-date-context.ts';
import { bestLine, dateLines } from './metadata-date-lines.ts';
import { furnitureRoles, roles } from './select-patterns.ts';
import type { PageView } from './select-view.ts';

/** Dates of a page, and the blocks that say nothing but a date. */
export interface PageDates {
  published: KnownDate | null;
  updated: KnownDate | null;
  /** Indexes of blocks that are date lines and no content. */
  dateLines: number[];
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
    const own = ownDate(record, names, options);
    if (own) return own;
    const inner = Array.isArray(value) ? value : Object.values(record).filter(isObject);
    const found = jsonLdDate(inner, names, options, depth + 1);
    if (found) return found;
  }
  return null;
}

function ownDate(
  record: Record<string, unknown>,
  names: readonly string[],
  options: DateOptions,
): KnownDate | null {
  for (const name of names) {
    const text = record[name];
    const date = typeof text === 'string' ? readMachine(text, options) : undefined;
    if (date) return asKnown(date, 'meta');
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
