import type { SiteEstimate } from '../model/site-facts.ts';
import type { ProbePage } from './probe-page.ts';
import { templateOf } from './traps.ts';

/** What an estimate is made from. */
export interface EstimateInput {
  /** Pages read, status 200. */
  pages: readonly ProbePage[];
  /** Addresses of pages that each of them names, without sessions and noise. */
  namedBy: readonly (readonly string[])[];
  /** Distinct addresses of pages that were read or named. */
  named: readonly string[];
  /** Distinct addresses of copies for printing, phones and the like that were named. */
  copies: number;
  /** Distinct pictures and files that were named. */
  files: number;
  /** Everything that is named was read. */
  isComplete: boolean;
  sitemap: number | null;
  ratePerSecond: number;
  crawlDelay: number | null;
}

const pagerNames = /^(?:page|pg|paged|pagen_\d+|np|pn|pagenum|pageno|start|offset|limitstart)$/i;
const offsetNames = /^(?:start|offset|limitstart)$/i;

/**
 * How many pages a site has, by the best there is: all of them read; its sitemap; the last numbers of its
 * pagers times the items of a page of them; or capture-recapture (Chapman 1951) of the addresses that
 * one half of the pages read and the other half name.
 */
export function estimateSite(input: EstimateInput): SiteEstimate {
  const low = input.named.length;
  const caught = recapture(input.namedBy);
  const pagers = pagerItems(input);
  const figures = choose(input, low, caught, pagers);
  const { likely } = figures.pages;
  const seen = Math.max(1, input.pages.length);
  const share = likely / Math.max(seen, low);
  const files = Math.round(input.files * share);
  const beside = files + input.copies * share;
  const latency = mean(input.pages.map((page) => page.latencyMs)) / 1000;
  const gap = Math.max(1 / input.ratePerSecond, input.crawlDelay ?? 0) + latency;
  const hours = (pages: number) => (pages * (1 + beside / Math.max(1, likely)) * gap) / 3600;
  return {
    ...figures,
    files,
    hours: { likely: hours(likely), high: hours(figures.pages.high) },
    secondsBetweenRequests: gap,
    bytes: Math.round(mean(input.pages.map((page) => page.bytes)) * likely),
  };
}

function choose(
  input: EstimateInput,
  low: number,
  caught: number,
  pagers: { items: number; reason: string },
): Pick<SiteEstimate, 'basis' | 'reason' | 'pages'> {
  const most = Math.max(low, caught, low + pagers.items);
  if (input.isComplete) {
    const reason = 'every page that is named was read';
    return { basis: 'complete', reason, pages: { low, likely: low, high: low } };
  }
  if (input.sitemap !== null && input.sitemap >= low / 2) {
    const likely = Math.max(input.sitemap, low);
    const reason = `its sitemap names ${input.sitemap} addresses; pages read name ${low}`;
    return {
      basis: 'sitemap',
      reason,
      pages: { low, likely, high: Math.round(1.5 * Math.max(likely, most)) },
    };
  }
  if (pagers.items > Math.max(0, caught - low)) {
    const likely = low + pagers.items;
    return { basis: 'pagers', reason: pagers.reason, pages: { low, likely, high: 2 * likely } };
  }
  const likely = Math.max(low, caught);
  const reason = `${low} addresses are named; two halves of the pages read overlap as in a site of ${caught}`;
  return { basis: 'capture-recapture', reason, pages: { low, likely, high: 3 * likely } };
}

function recapture(namedBy: EstimateInput['namedBy']): number {
  const halves: [Set<string>, Set<string>] = [new Set(), new Set()];
  namedBy.forEach((named, at) => {
    for (const address of named) halves[at % 2 === 0 ? 0 : 1].add(address);
  });
  const [a, b] = halves;
  const both = [...a].filter((one) => b.has(one)).length;
  return Math.round(((a.size + 1) * (b.size + 1)) / (both + 1) - 1);
}

interface Pager {
  last: number;
  isOffset: boolean;
  /** Distinct links of a page of it that the home page does not have. */
  items: number;
  /** Pages of it that are named. */
  known: number;
}

/** Items behind pagers whose pages are not all named: pages not named yet, times items a page. */
function pagerItems({ pages, named, namedBy }: EstimateInput): { items: number; reason: string } {
  const pagers = new Map<string, Pager>();
  for (const address of named) {
    const step = stepOf(address);
    if (step === undefined) continue;
    const { key, isOffset } = step;
    const pager = pagers.get(key) ?? { last: 0, isOffset, items: 0, known: 0 };
    pager.last = Math.max(pager.last, step.number);
    pager.known += 1;
    pagers.set(key, pager);
  }
  const menus = commonLinks(namedBy);
  pages.forEach((page, at) => {
    const pager = pagers.get(stepOf(page.address)?.key ?? '');
    if (pager !== undefined) pager.items = Math.max(pager.items, itemsOn(namedBy[at] ?? [], menus));
  });
  const left = (pager: Pager) =>
    pager.isOffset
      ? pager.last - pager.known * pager.items
      : (pager.last - pager.known) * (pager.items + 1);
  const open = [...pagers].filter(([, pager]) => pager.items > 0 && left(pager) > 0);
  const reasons = open.map(
    ([key, { last, items }]) => `${key} goes to ${last} with ${items} items a page`,
  );
  return {
    items: open.reduce((sum, [, pager]) => sum + left(pager), 0),
    reason: reasons.slice(0, 3).join('; '),
  };
}

function stepOf(address: string): { key: string; number: number; isOffset: boolean } | undefined {
  const url = new URL(address);
  for (const [name, value] of url.searchParams) {
    if (!pagerNames.test(name) || !/^\d{1,6}$/.test(value)) continue;
    url.searchParams.set(name, 'N');
    return {
      key: url.pathname + url.search,
      number: Number(value),
      isOffset: offsetNames.test(name),
    };
  }
  const inPath = /\/page\/(\d{1,6})(?=\/|$)/.exec(url.pathname);
  if (inPath === null) return undefined;
  return {
    key: url.pathname.replace(inPath[0], '/page/N'),
    number: Number(inPath[1]),
    isOffset: false,
  };
}

/** Links that stand on half of the pages and more: menus. */
function commonLinks(namedBy: EstimateInput['namedBy']): Set<string> {
  const counts = new Map<string, number>();
  for (const named of namedBy) {
    for (const address of named) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return new Set(
    [...counts].filter(([, count]) => count * 2 >= namedBy.length).map(([one]) => one),
  );
}

/** Links of the template that stands most often on a page, menus left out. */
function itemsOn(named: readonly string[], menus: ReadonlySet<string>): number {
  const counts = new Map<string, number>();
  for (const address of named) {
    if (menus.has(address) || stepOf(address) !== undefined) continue;
    const template = templateOf(address);
    counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
