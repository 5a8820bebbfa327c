import type { HeadFacts } from '../../model/segment.ts';
import { breadcrumbsOf } from './breadcrumbs.ts';
import { cleanText } from './clean-text.ts';
import type { CutPage } from './cutter.ts';
import { elementText, isInSilent } from './element-text.ts';
import { jsonLdOf } from './json-ld.ts';
import { languageLinksOf } from './language-links.ts';
import { type LinkContext, webAddress } from './page-links.ts';
import { pagerLinksOf } from './pager-links.ts';
import type { ParsedPage } from './parse.ts';
import { attribute, type TreeElement } from './tree.ts';

const longestMeta = 2000;
const mostMetaValues = 20;
const mostMetaNames = 200;
const mostTimes = 200;

/** Facts beside the blocks; see HeadFacts. All lists are bounded. */
export function headFacts(
  page: ParsedPage,
  cut: CutPage,
  links: LinkContext,
  address: string,
): HeadFacts {
  const meta = metaOf(page);
  const jsonLd = jsonLdOf(page.noted.get('script') ?? []);
  return {
    title: titleOf(page),
    htmlLang: languageAttribute(page),
    meta,
    ...linkElements(page, links),
    jsonLd,
    times: timesOf(cut),
    languageLinks: languageLinksOf(page, links, address),
    breadcrumbs: breadcrumbsOf(page, cut.blocks, jsonLd, links),
    generator: meta.generator?.[0] ?? '',
    pagerLinks: pagerLinksOf(page.noted.get('a') ?? [], links),
  };
}

/** Text of the first title that is not a picture's. */
function titleOf(page: ParsedPage): string {
  const titles = page.noted.get('title') ?? [];
  const title = titles.find((one) => one.parent?.tag !== 'svg' && !isInSilent(one.parent));
  return title ? elementText(title, longestMeta) : '';
}

function languageAttribute(page: ParsedPage): string {
  const html = page.noted.get('html')?.[0];
  const body = page.noted.get('body')?.[0];
  const value = (html && langOf(html)) ?? (body && langOf(body)) ?? '';
  return value.trim().toLowerCase().slice(0, 40);
}

function langOf(element: TreeElement): string | undefined {
  return attribute(element, 'lang') ?? attribute(element, 'xml:lang');
}

function metaOf(page: ParsedPage): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const element of page.noted.get('meta') ?? []) {
    const content = attribute(element, 'content');
    if (content === undefined) continue;
    for (const key of ['name', 'property', 'itemprop', 'http-equiv']) {
      const name = attribute(element, key)?.trim().toLowerCase();
      if (name)
        addValue(values, name.slice(0, 100), cleanText(content).trim().slice(0, longestMeta));
    }
  }
  return Object.fromEntries([...values].filter(([name]) => name !== '__proto__'));
}

function addValue(values: Map<string, string[]>, name: string, value: string): void {
  const list = values.get(name);
  if (list) {
    if (list.length < mostMetaValues) list.push(value);
  } else if (values.size < mostMetaNames) values.set(name, [value]);
}

type LinkFacts = Pick<HeadFacts, 'canonical' | 'hreflang' | 'prev' | 'next' | 'feeds'>;

function linkElements(page: ParsedPage, links: LinkContext): LinkFacts {
  const facts: LinkFacts = { canonical: null, hreflang: [], prev: null, next: null, feeds: [] };
  const candidates = [...(page.noted.get('link') ?? []), ...relAnchors(page)];
  for (const element of candidates) {
    const raw = attribute(element, 'href');
    const href = raw === undefined ? undefined : webAddress(raw, links);
    if (href === undefined) continue;
    const rels = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/);
    noteLinkElement(element, rels, href, facts);
  }
  return facts;
}

function relAnchors(page: ParsedPage): TreeElement[] {
  const isChain = (a: TreeElement) => /^\s*(?:prev|next)\s*$/i.test(attribute(a, 'rel') ?? '');
  return (page.noted.get('a') ?? []).filter(isChain);
}

function noteLinkElement(
  element: TreeElement,
  rels: readonly string[],
  href: string,
  facts: LinkFacts,
): void {
  const hreflang = attribute(element, 'hreflang')?.trim().toLowerCase();
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  if (rels.includes('canonical')) facts.canonical ??= href.replace(/#.*$/, '');
  if (rels.includes('prev')) facts.prev ??= href;
  if (rels.includes('next')) facts.next ??= href;
  if (!rels.includes('alternate')) return;
  if (/rss|atom/.test(type)) {
    if (facts.feeds.length < 20) facts.feeds.push(href);
  } else if (hreflang && facts.hreflang.length < 50) {
    facts.hreflang.push({ lang: hreflang.slice(0, 40), href });
  }
}

const publishedProperty = /(?:^|\s)date(?:published|created|posted)(?:\s|$)|^uploaddate$/i;
const updatedProperty = /(?:^|\s)datemodified(?:\s|$)/i;
const eventProperty =
  /^(?:startdate|enddate|doortime|validthrough|validfrom|birthdate|deathdate|openinghours)$/i;
const publishedClass = /(?:^|\s)(?:dt-|entry-|post-)?published(?:\s|$)/i;
const updatedClass = /(?:^|\s)(?:dt-|entry-|post-)?(?:updated|modified)(?:\s|$)/i;

function timesOf(cut: CutPage): HeadFacts['times'] {
  const times: HeadFacts['times'] = [];
  for (const { element, block } of cut.times) {
    const property = dateProperty(element);
    if (element.tag !== 'time' && property === null) continue;
    if (times.length >= mostTimes) break;
    const datetime = machineValue(element);
    const text = elementText(element, 200);
    if (datetime === '' && text === '') continue;
    times.push({ datetime: datetime.trim().slice(0, 100), text, block, property });
  }
  return times;
}

/** What markup says a date is: microdata first, then the classes of hAtom and h-entry. */
function dateProperty(element: TreeElement): HeadFacts['times'][number]['property'] {
  const itemprop = (attribute(element, 'itemprop') ?? '').trim();
  if (publishedProperty.test(itemprop)) return 'published';
  if (updatedProperty.test(itemprop)) return 'updated';
  if (eventProperty.test(itemprop)) return 'other';
  const names = attribute(element, 'class') ?? '';
  // Themes that never show a second date mark the only one as both.
  if (publishedClass.test(names)) return 'published';
  return updatedClass.test(names) ? 'updated' : null;
}

function machineValue(element: TreeElement): string {
  const value = attribute(element, 'datetime') ?? attribute(element, 'content');
  if (value !== undefined) return value;
  return /\d/.test(attribute(element, 'title') ?? '') ? (attribute(element, 'title') ?? '') : '';
}
