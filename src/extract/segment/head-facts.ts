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

const dateProperties =
  /^(?:date(?:published|modified|created|posted)|uploaddate|startdate|enddate)$/i;

function timesOf(cut: CutPage): HeadFacts['times'] {
  const times: HeadFacts['times'] = [];
  for (const { element, block } of cut.times) {
    const isDate = dateProperties.test(attribute(element, 'itemprop') ?? '');
    if (element.tag !== 'time' && !isDate) continue;
    if (times.length >= mostTimes) break;
    const datetime = attribute(element, 'datetime') ?? attribute(element, 'content') ?? '';
    const text = elementText(element, 200);
    if (datetime === '' && text === '') continue;
    times.push({ datetime: datetime.trim().slice(0, 100), text, block });
  }
  return times;
}
