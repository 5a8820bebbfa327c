import type { KnownDate } from '../model/published-date.ts';
import { type ReadDate, readDates } from '../text/dates.ts';
import { asKnown, type DateContext } from './metadata-date-context.ts';
import { normaliseLine } from './title-text.ts';

/** Names of meta elements and microdata that say when the text was published, the surer first. */
const publishedMeta = [
  'article:published_time',
  'og:published_time',
  'og:article:published_time',
  'datepublished',
  'article:published',
  'article.published',
  'article:post_date',
  'publish_date',
  'publish-date',
  'publishdate',
  'published-date',
  'published_date',
  'published_time',
  'pubdate',
  'pub_date',
  'publication_date',
  'publication-date',
  'date_published',
  'displaydate',
  'parsely-pub-date',
  'sailthru.date',
  'dcterms.issued',
  'dc.date.issued',
  'dcterms.available',
  'dcterms.created',
  'dc.date.created',
  'dc.created',
  'datecreated',
  'date.created',
  'citation_publication_date',
  'citation_date',
  'article_date_original',
  'originalpublicationdate',
  'cxenseparse:recs:publishtime',
  'og:pubdate',
  'rnews:datepublished',
  'uploaddate',
  'bt:pubdate',
  'article.created',
  'created',
];
/** Names that many systems fill with the time of the answer, or with the last change. */
const vagueMeta = ['dc.date', 'dcterms.date', 'article:date', 'date', 'dateposted'];
const updatedMeta = [
  'article:modified_time',
  'og:updated_time',
  'datemodified',
  'dcterms.modified',
  'dc.date.modified',
  'last-modified',
  'last_modified',
  'modified',
  'lastmod',
  'revised',
];

/** When the page was published by its head: meta elements, then JSON-LD, then vague meta elements. */
export function publishedByHead(
  head: { meta: Record<string, string[]>; jsonLd: readonly unknown[]; title: string },
  context: DateContext,
): KnownDate[] {
  return [
    ...metaDates(head.meta, publishedMeta, context),
    ...jsonLdDates(head, ['datePublished', 'dateCreated', 'uploadDate'], context),
    ...metaDates(head.meta, vagueMeta, context),
  ];
}

/** When the page was last changed by its head. */
export function updatedByHead(
  head: { meta: Record<string, string[]>; jsonLd: readonly unknown[]; title: string },
  context: DateContext,
): KnownDate[] {
  return [
    ...metaDates(head.meta, updatedMeta, context),
    ...jsonLdDates(head, ['dateModified'], context),
  ];
}

function metaDates(
  meta: Record<string, string[]>,
  names: readonly string[],
  context: DateContext,
): KnownDate[] {
  return names.flatMap((name) =>
    (meta[name] ?? []).flatMap((content) => {
      const date = readMachine(content, context);
      return date ? [asKnown(date, 'meta')] : [];
    }),
  );
}

/** Midnight to the second is a day whose time the system did not know. */
const midnight = /^(\d{4}-\d\d-\d\d)[T\s]00:00(?::00(?:\.0+)?)?(?:\s?(?:Z|[+-]\d\d:?\d\d))?$/i;
const compact = /^(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$/;

/** A date from an attribute; undefined for longer text. */
export function readMachine(text: string, context: DateContext): ReadDate | undefined {
  if (text.length > 60) return undefined;
  const trimmed = text.trim();
  const plain = midnight.exec(trimmed)?.[1] ?? trimmed.replace(compact, '$1-$2-$3');
  return readDates(plain, context)[0];
}

interface Told {
  date: KnownDate;
  rank: number;
}

const articleType = /(?:Article|Posting|Report|NewsItem|Event|CreativeWork|GovernmentService)$/;
/** Types that speak of something on the page and not of the page. */
const partType =
  /(?:Comment|Review|Rating|Answer|Question|ImageObject|Person|Organization|Offer|ItemList|ListItem|BreadcrumbList|WebSite|SearchAction)$/;
/** Properties whose values are other things than the page. */
const asideProperty =
  /^(?:comment|review|reviews|hasPart|isPartOf|itemListElement|mentions|image|logo|author|publisher|relatedLink|citation|isBasedOn|about|subjectOf|suggestedAnswer|acceptedAnswer)$/;
const deepest = 4;

/** Dates of JSON-LD objects, those that are the page first: by type, address and headline. */
function jsonLdDates(
  head: { jsonLd: readonly unknown[]; title: string },
  names: readonly string[],
  context: DateContext,
): KnownDate[] {
  const title = normaliseLine(head.title);
  return recordsOf(head.jsonLd, 0)
    .flatMap(({ record, depth }): Told[] => {
      const date = ownDate(record, names, context);
      return date ? [{ date, rank: objectRank(record, title, context) - depth * 0.1 }] : [];
    })
    .sort((a, b) => b.rank - a.rank)
    .map((one) => one.date);
}

/** Objects that may speak of the page, from outside in. */
function recordsOf(
  value: unknown,
  depth: number,
): { record: Record<string, unknown>; depth: number }[] {
  if (depth > deepest || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.slice(0, 40).flatMap((one) => recordsOf(one, depth + 1));
  const record = value as Record<string, unknown>;
  if (partType.test(typeOf(record))) return [];
  const inner = Object.entries(record).filter(([name]) => !asideProperty.test(name));
  return [{ record, depth }, ...inner.flatMap(([, one]) => recordsOf(one, depth + 1))];
}

function typeOf(record: Record<string, unknown>): string {
  const type = record['@type'];
  const first: unknown = Array.isArray(type) ? type[0] : type;
  return typeof first === 'string' ? first : '';
}

function objectRank(record: Record<string, unknown>, title: string, context: DateContext): number {
  const type = typeOf(record);
  const kind = articleType.test(type) ? 2 : /Page$/.test(type) ? 1 : 0;
  const headline = record.headline ?? record.name;
  const line = typeof headline === 'string' ? normaliseLine(headline) : '';
  const titled = line.length >= 10 && (title.includes(line) || line.includes(title)) ? 2 : 0;
  const addresses = [record.url, record['@id'], record.mainEntityOfPage].flatMap(addressOf);
  const path = pathOf(context.address);
  const addressed = addresses.some((one) => pathOf(one) === path) ? 2 : 0;
  return kind + titled + addressed;
}

function addressOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const id = typeof value === 'object' && value !== null && '@id' in value ? value['@id'] : null;
  return typeof id === 'string' ? [id] : [];
}

function pathOf(address: string): string {
  return address.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[#?].*$|\/$/g, '');
}

function ownDate(
  record: Record<string, unknown>,
  names: readonly string[],
  context: DateContext,
): KnownDate | null {
  for (const name of names) {
    const text = record[name];
    const date = typeof text === 'string' ? readMachine(text, context) : undefined;
    if (date) return asKnown(date, 'meta');
  }
  return null;
}
