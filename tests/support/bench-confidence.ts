// Tells whether low confidence finds the pages whose content was chosen badly (F1 under 0.7 against gold text).
// Usage: bench-confidence.ts FOLDER [--fit]; the folder holds data/<set>/pages.ndjson.gz and gold.ndjson.gz.
// A third of the hosts is held back: --fit prints weights found on the others.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ConfidenceSignals } from '../../src/extract/page-confidence.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { createSiteModelBuilder } from '../../src/extract/site-model-builder.ts';
import { packSegment, unpackSegment } from '../../src/store/segments.ts';
import { hash64 } from '../../src/text/hash.ts';
import { type KeyRules, urlKey } from '../../src/text/url-key.ts';
import { bodyF1 } from './body-f1.ts';
import { fitLogistic } from './fit-logistic.ts';

const sets = ['daniel-ru-dev', 'daniel-pl', 'wcxb-sample'];
const badUnder = 0.7;
const timeZone = 'Asia/Almaty';
const openRules: KeyRules = {
  hosts: {},
  significant: null,
  ignored: [],
  caseInsensitive: false,
  charset: null,
};

const [folder = '', flag] = process.argv.slice(2);
if (folder === '' || !sets.every((set) => existsSync(join(folder, 'data', set)))) {
  console.error('usage: npm run bench:confidence -- FOLDER [--fit]   a folder with data/<set>/');
  process.exit(2);
}

interface Line {
  id: string;
  url: string;
  html: string;
}

interface Gold {
  id: string;
  site?: string;
  gold?: string[];
}

/** A page that was chosen, and how well. */
interface Row {
  host: string;
  held: boolean;
  confidence: number;
  f1: number;
  signals: ConfidenceSignals | null;
}

const result: Record<string, unknown> = {};
for (const mode of ['single', 'site'] as const) {
  const rows = sets.flatMap((set) => rowsOf(set, mode === 'site'));
  const figures = {
    all: lowestTenth(rows),
    tuned: lowestTenth(rows.filter((row) => !row.held)),
    held: lowestTenth(rows.filter((row) => row.held)),
  };
  for (const [name, { pages, bad, tenth, found }] of Object.entries(figures)) {
    const share = (found / Math.max(1, bad)).toFixed(2);
    console.log(
      `${mode.padEnd(6)} ${name.padEnd(5)} ${pages} pages, ${bad} bad; the lowest ${tenth} hold ${found} of them (${share})`,
    );
  }
  result[mode] = figures;
  if (flag === '--fit') printWeights(rows.filter((row) => !row.held));
}
console.log(JSON.stringify(result));

function lines<T>(file: string): T[] {
  const text = gunzipSync(readFileSync(file)).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Selects the pages of a set, each alone or taught by the other pages of its host, and scores them. */
function rowsOf(set: string, taught: boolean): Row[] {
  const gold = new Map(
    lines<Gold>(join(folder, 'data', set, 'gold.ndjson.gz')).map((entry) => [entry.id, entry]),
  );
  const hosts = new Map<string, { line: Line; packed: Uint8Array }[]>();
  for (const line of lines<Line>(join(folder, 'data', set, 'pages.ndjson.gz'))) {
    const { host } = new URL(line.url);
    const packed = packSegment(segmentPage(line.html, line.url)).data;
    hosts.set(host, [...(hosts.get(host) ?? []), { line: { ...line, html: '' }, packed }]);
  }
  return [...hosts].flatMap(([host, pages]) => {
    const keyOf = keyFinder(host);
    const builder = createSiteModelBuilder({ keyOf, timeZone });
    for (const { line, packed } of pages) {
      builder.add(unpackSegment(packed), { key: urlKey(line.url, openRules), lang: 'und' });
    }
    const model = taught ? builder.freeze() : null;
    return pages.flatMap(({ line, packed }) => {
      const entry = gold.get(line.id);
      const truths = entry?.gold?.filter((text) => text !== '') ?? [];
      if (truths.length === 0) return [];
      const { pages: made, signals } = selectPage(unpackSegment(packed), {
        key: urlKey(line.url, openRules),
        keyOf,
        model,
        rules: [],
        timeZone,
        capturedAt: Date.parse('2100-01-01T00:00:00Z'),
        isDocument: () => false,
      });
      const text = made.map((page) => page.text).join('\n');
      const f1 = Math.max(...truths.map((truth) => bodyF1(truth, text)));
      const confidence = made[0]?.confidence ?? 0;
      const site = entry?.site ?? host;
      return [{ host: site, held: isHeld(site), confidence, f1, signals }];
    });
  });
}

function keyFinder(host: string): (address: string) => string | undefined {
  return (address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    return url?.host === host ? urlKey(url.href, openRules) : undefined;
  };
}

/** One host of three, by its name alone. */
function isHeld(host: string): boolean {
  return Number.parseInt(hash64(host).slice(0, 8), 16) % 3 === 0;
}

function lowestTenth(rows: readonly Row[]) {
  const isBad = (row: Row) => row.f1 < badUnder;
  const sorted = [...rows].sort((a, b) => a.confidence - b.confidence);
  const lowest = sorted.slice(0, Math.round(rows.length / 10));
  return {
    pages: rows.length,
    bad: rows.filter(isBad).length,
    tenth: lowest.length,
    found: lowest.filter(isBad).length,
  };
}

function printWeights(rows: readonly Row[]): void {
  const known = rows.flatMap(({ signals, f1 }) => (signals ? [{ signals, f1 }] : []));
  const names = Object.keys(known[0]?.signals ?? {}) as (keyof ConfidenceSignals)[];
  const { bias, weights } = fitLogistic(
    known.map(({ signals }) => names.map((name) => signals[name])),
    known.map(({ f1 }) => f1 < badUnder),
  );
  const shown = names.map((name, index) => `${name} ${weights[index]?.toFixed(2)}`);
  console.log(`bias ${bias.toFixed(2)}, ${shown.join(', ')}`);
}
