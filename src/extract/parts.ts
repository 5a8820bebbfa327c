import { isImported } from '../model/kind.ts';
import { type Page, personalSorts } from '../model/page.ts';
import type { Segment } from '../model/segment.ts';
import { normaliseLine } from './title-text.ts';

/** What tells whether a page is one of several parts of an article. */
export interface PartFacts {
  key: string;
  title: string;
  lang: string;
  /** Of a kind that the portal imports; pages of lists are no parts. */
  isContent: boolean;
  /** Number and url key of each pager link. */
  pager: { number: number; key: string }[];
}

/** Facts of a page for planParts. `keyOf` gives the url key of an address of the site. */
export function partFacts(
  segment: Segment,
  page: Pick<Page, 'key' | 'title' | 'lang' | 'kind'>,
  keyOf: (address: string) => string | undefined,
): PartFacts {
  const pager = segment.head.pagerLinks.flatMap((link) => {
    const number = Number(/\d{1,4}/.exec(link.text)?.[0] ?? Number.NaN);
    const key = keyOf(link.href.replace(/#.*$/, ''));
    return Number.isNaN(number) || key === undefined ? [] : [{ number, key }];
  });
  return {
    key: page.key,
    title: page.title,
    lang: page.lang,
    isContent: isImported(page.kind),
    pager,
  };
}

const pathNumber = /^(?<base>[^?]*?)\/(?:page\/|part\/)?(?<n>\d{1,3})\/?(?<query>\?.*)?$/;
const queryNumber =
  /(?<lead>[?&])(?:page|paged|part|pg|PAGEN_\d+|showall|bet)=(?<n>\d{1,3})(?=&|$)/i;

/** Joomla counts the parts of an article from 0: the second one is ?start=1, before version 1.6 ?limitstart=1. */
const queryOffset = /(?<lead>[?&])(?:start|limitstart)=(?<n>\d{1,3})(?=&|$)/i;

/** The key without its part number, and that number; 1 when it has none. */
function splitKey(key: string): { base: string; number: number }[] {
  const whole = { base: trimSlash(key), number: 1 };
  const counted = withoutParameter(key, queryNumber) ?? withoutParameter(key, queryOffset, 1);
  if (counted) return [counted];
  const path = pathNumber.exec(key)?.groups;
  if (!path) return [whole];
  return [
    whole,
    { base: trimSlash((path.base ?? '') + (path.query ?? '')), number: Number(path.n) },
  ];
}

function withoutParameter(
  key: string,
  pattern: RegExp,
  first = 0,
): { base: string; number: number } | undefined {
  const found = pattern.exec(key)?.groups;
  if (!found) return undefined;
  const rest = key.replace(pattern, found.lead === '?' ? '?' : '');
  return {
    base: trimSlash(rest.replace('?&', '?').replace(/\?$/, '')),
    number: Number(found.n) + first,
  };
}

function trimSlash(key: string): string {
  return key.replace(/\/(?=\?|$)/, '');
}

/**
 * Chains of url keys that are parts of one article, first part first: the first part's pager leads to the
 * others, their keys differ by a part number only, and all share title and language. Lists are left alone.
 */
export function planParts(facts: readonly PartFacts[]): string[][] {
  return plan(facts).map((chain) => chain.keys);
}

/** Parts that pagers name but no page holds: the key of the first part and the keys that are missing. */
export function missingParts(facts: readonly PartFacts[]): { key: string; missing: string[] }[] {
  return plan(facts).flatMap((chain) =>
    chain.missing.length > 0 ? [{ key: chain.keys[0] ?? '', missing: chain.missing }] : [],
  );
}

function plan(facts: readonly PartFacts[]): { keys: string[]; missing: string[] }[] {
  const byKey = new Map(facts.map((fact) => [trimSlash(fact.key), fact]));
  const sorted = [...facts].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const taken = new Set<string>();
  return sorted.flatMap((first) => {
    if (!first.isContent || taken.has(first.key)) return [];
    const chain = chainFrom(first, byKey);
    if (chain.keys.length < 2 || chain.keys.some((key) => taken.has(key))) return [];
    for (const key of chain.keys) taken.add(key);
    return [chain];
  });
}

function chainFrom(
  first: PartFacts,
  byKey: ReadonlyMap<string, PartFacts>,
): { keys: string[]; missing: string[] } {
  const base = trimSlash(first.key);
  const numbers = new Map<number, string>();
  collect(first, base, numbers);
  const keys = [first.key];
  const missing: string[] = [];
  for (let number = 2; number <= 200; number += 1) {
    const key = numbers.get(number);
    if (key === undefined) break;
    const part = byKey.get(trimSlash(key));
    if (!part) missing.push(key);
    else if (!isSameArticle(first, part)) break;
    else {
      keys.push(part.key);
      collect(part, base, numbers);
    }
  }
  return { keys, missing };
}

/** Pager links to numbered forms of the base key. */
function collect(fact: PartFacts, base: string, numbers: Map<number, string>): void {
  for (const link of fact.pager) {
    const fits = splitKey(link.key).some(
      (form) => form.base === base && form.number === link.number && form.number > 1,
    );
    if (fits && !numbers.has(link.number)) numbers.set(link.number, link.key);
  }
}

function isSameArticle(first: PartFacts, part: PartFacts): boolean {
  if (!part.isContent || part.lang !== first.lang) return false;
  const a = withoutPart(first.title);
  const b = withoutPart(part.title);
  return a === b;
}

function withoutPart(title: string): string {
  return normaliseLine(title).replace(
    / (?:страница|бет|page|часть|бөлім|part) ?\d+$| \d+ ?(?:бет|бөлім)$/,
    '',
  );
}

/** Joins the parts of one article, given in order: the first names it, texts follow one another. */
export function joinParts(pages: readonly Page[]): Page {
  const [first, ...rest] = pages;
  if (!first) throw new Error('joinParts needs at least one page');
  const assets = new Map(
    pages.flatMap((page) => page.assets).map((asset) => [asset.address, asset]),
  );
  const dates = pages.map((page) => page.published).find((date) => date !== null);
  return {
    ...first,
    parts: pages.flatMap((page) => page.parts),
    published: first.published ?? dates ?? null,
    markdown: join(pages.map((page) => page.markdown)),
    text: pages
      .map((page) => page.text.trim())
      .filter((text) => text !== '')
      .join('\n\n'),
    blockHashes: pages.flatMap((page) => page.blockHashes),
    blockLines: joinLines(pages),
    removed: pages.flatMap((page) => page.removed),
    links: pages.flatMap((page) => page.links),
    assets: [...assets.values()],
    confidence: Math.min(first.confidence, ...rest.map((page) => page.confidence)),
    personal: joinPersonal(pages),
  };
}

function joinPersonal(pages: readonly Page[]): Page['personal'] {
  return personalSorts.flatMap((sort) => {
    const found = pages.flatMap((page) => page.personal.filter((one) => one.sort === sort));
    const count = found.reduce((sum, one) => sum + one.count, 0);
    return found[0] ? [{ ...found[0], count }] : [];
  });
}

/** Lines of all parts' blocks, in the Markdown that `join` makes. */
function joinLines(pages: readonly Page[]): Page['blockLines'] {
  let before = 0;
  return pages.flatMap(({ markdown, blockLines }) => {
    const text = markdown.replace(/\n+$/, '');
    const moved = blockLines.map(([first, end]): [number, number] => [
      before + first,
      before + end,
    ]);
    if (text !== '') before += text.split('\n').length + 1;
    return moved;
  });
}

function join(texts: readonly string[]): string {
  const kept = texts.map((text) => text.replace(/\n+$/, '')).filter((text) => text !== '');
  return kept.length === 0 ? '' : `${kept.join('\n\n')}\n`;
}
