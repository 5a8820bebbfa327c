import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Unfaithful, unfaithful } from './markdown-faith.ts';

/**
 * How faithful the Markdown of many pages is: `npm run bench:markdown -- PATH [words]` reads
 * `PATH/data/<set>/pages.ndjson.gz` (id, url, html a line); the last line is one JSON object.
 */
interface Page {
  id: string;
  url: string;
  html: string;
}

const [path, shown = '0'] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: npm run bench:markdown -- PATH_TO/bench/extraction [examples]\n');
  process.exit(2);
}

const sets: Record<string, Record<string, number>> = {};
for (const set of readdirSync(join(path, 'data')).sort()) {
  const lines = gunzipSync(readFileSync(join(path, 'data', set, 'pages.ndjson.gz'))).toString();
  const counts: Record<string, number> = { pages: 0, faithful: 0 };
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const page = JSON.parse(line) as Page;
    count(counts, page, unfaithful(page.html, page.url));
  }
  sets[set] = counts;
}
process.stdout.write(`${JSON.stringify(sets)}\n`);

function count(counts: Record<string, number>, page: Page, found: readonly Unfaithful[]): void {
  counts.pages = (counts.pages ?? 0) + 1;
  if (found.length === 0) counts.faithful = (counts.faithful ?? 0) + 1;
  for (const what of new Set(found.map((one) => `${one.what} ${one.how}`))) {
    counts[what] = (counts[what] ?? 0) + 1;
  }
  for (const one of found.slice(0, Number(shown))) {
    process.stdout.write(`${page.id} ${one.what} ${one.how}: ${one.value.slice(0, 200)}\n`);
  }
}
