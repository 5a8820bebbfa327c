// Compares body texts found on the pages of the fixture sites with their content files, for the
// whole page, for Mozilla Readability, and for `kosh extract`. Mean F1 of word 4-grams per site.
// `--pages` adds a line for every page.
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { type Charset, decodeText } from '../../fixtures/engine/bytes.ts';
import { readContent } from '../../fixtures/engine/content.ts';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import type { FixtureSite } from '../../fixtures/engine/site.ts';
import { loadSites, siteFolder } from '../../fixtures/engine/sites.ts';
import { bodyF1, htmlText, markdownText } from './body-f1.ts';
import { fetchPage, type Page } from './fetch-page.ts';
import { extractWithKosh } from './kosh-extract.ts';

// The true charsets; what these sites declare is another matter.
const CHARSETS: Record<string, Charset> = {
  'kokterek-akimat': 'kz-1048',
  'tasjol-department': 'windows-1251',
};

interface BenchPage extends Page {
  site: string;
  truth: string;
}

interface Scores {
  pages: number;
  body: number;
  readability: number;
  kosh: number | null;
}

const pages = await fetchAll(await loadSites());
const extracted = await extractWithKosh(pages);
const rows = pages.map((page) => {
  const html = decodeText(page.bytes, CHARSETS[page.site] ?? 'utf-8');
  const markdown = extracted?.get(page.id);
  return {
    page,
    body: bodyF1(page.truth, htmlText(html)),
    readability: bodyF1(page.truth, readabilityText(html)),
    kosh: extracted === null ? null : bodyF1(page.truth, markdownText(markdown ?? '')),
  };
});

if (process.argv.includes('--pages')) {
  for (const row of rows) printRow(row.page.id, { pages: 1, ...row });
}
const sites = [...new Set(pages.map((page) => page.site))];
const result: Record<string, Scores> = {};
for (const site of sites) result[site] = mean(rows.filter((row) => row.page.site === site));
result.all = mean(rows);
console.log(`${'site'.padEnd(60)}  pages  whole page  Readability  kosh`);
for (const [site, scores] of Object.entries(result)) printRow(site, scores);
console.log(JSON.stringify(result));

// A bilingual page holds two truths at one address; a text split over several pages has none.
async function fetchAll(all: FixtureSite[]): Promise<BenchPage[]> {
  const server = await startFixtureServer(all);
  const found: BenchPage[] = [];
  for (const site of all) {
    const truths = new Map<string, string[]>();
    for (const item of readContent(new URL('content/', siteFolder(site.id)))) {
      if (item.parts > 1) continue;
      truths.set(item.address, [...(truths.get(item.address) ?? []), markdownText(item.body)]);
    }
    for (const [address, texts] of truths) {
      const page = await fetchPage(server, site.hosts[0] ?? '', address);
      found.push({ ...page, site: site.id, truth: texts.join('\n') });
    }
  }
  await server.close();
  return found;
}

function readabilityText(html: string): string {
  const { document } = parseHTML(html);
  return htmlText(new Readability(document).parse()?.content ?? '');
}

function mean(list: Omit<Scores, 'pages'>[]): Scores {
  const of = (value: (scores: Omit<Scores, 'pages'>) => number) =>
    list.reduce((sum, scores) => sum + value(scores), 0) / Math.max(1, list.length);
  return {
    pages: list.length,
    body: round(of((scores) => scores.body)),
    readability: round(of((scores) => scores.readability)),
    kosh: list.some((scores) => scores.kosh === null)
      ? null
      : round(of((scores) => scores.kosh ?? 0)),
  };
}

function printRow(name: string, { pages: count, body, readability, kosh }: Scores): void {
  const cells = [
    name.padEnd(60),
    String(count).padStart(5),
    body.toFixed(3).padStart(10),
    readability.toFixed(3).padStart(11),
    (kosh?.toFixed(3) ?? 'n/a').padStart(5),
  ];
  console.log(cells.join('  '));
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
