// Crawls loopback sites with kosh, Scrapy and Crawlee side by side: npm run bench:crawl -- PATH_TO/bench/crawl [--runs N]
// Needs nginx, GNU time, scrapy. The last line is one JSON object; seconds, MiB and ratios are medians.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { benchAgencies } from './bench-crawl-agencies.ts';
import {
  type CrawlerRun,
  koshCommand,
  median,
  peerCommands,
  runCrawlers,
} from './bench-crawl-peers.ts';

const [path, ...flags] = process.argv.slice(2);
if (path === undefined || !existsSync(join(path, 'bench.sh'))) {
  console.error(
    'usage: npm run bench:crawl -- PATH_TO/bench/crawl [--runs N]: the folder of bench.sh',
  );
  process.exit(2);
}
const bench = resolve(path);
const runs = Number(flags[flags.indexOf('--runs') + 1] ?? 3) || 3;
const work = mkdtempSync(join(tmpdir(), 'kosh-bench-crawl-'));
// nginx serves the site as a user of its own.
chmodSync(work, 0o755);
const result: Record<string, number | null> = {};
try {
  const peers = peerCommands(bench, work);
  for (const links of [30, 150]) {
    const site = { pages: 3_000, links };
    const commands = new Map([['kosh', koshCommand(work, site)], ...peers]);
    const found = await runCrawlers(bench, work, site, runs, commands);
    const suffix = links === 30 ? '' : `_${links}_links`;
    result[`kosh_pages_per_s${suffix}`] = rate(found, 'kosh');
    result[`scrapy_ratio${suffix}`] = ratio(found, 'scrapy');
    result[`crawlee_ratio${suffix}`] = ratio(found, 'crawlee');
    result[`rss_3000_mib${suffix}`] = rss(found);
  }
  await longCrawls();
  await resume();
  await manyAgencies();
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(JSON.stringify(result));

/** Memory at 10,000 and 30,000 pages, and what a page takes beside the run of 3,000. */
async function longCrawls(): Promise<void> {
  for (const pages of [10_000, 30_000]) {
    const site = { pages, links: 30 };
    const found = await runCrawlers(
      bench,
      work,
      site,
      runs,
      new Map([['kosh', koshCommand(work, site)]]),
    );
    result[`rss_${pages}_mib`] = rss(found);
    result[`page_time_${pages}_vs_3000`] = round(
      (result.kosh_pages_per_s ?? Number.NaN) / (rate(found, 'kosh') ?? Number.NaN),
    );
    rmSync(join(work, `links-30/site-${pages}`), { recursive: true, force: true });
  }
}

/** kill -9 after a third of 3,000 pages: seconds from the restart to its first request, and pages fetched twice. */
async function resume(): Promise<void> {
  const site = { pages: 3_000, links: 30 };
  const child = join(packageRoot(), 'tests/support/bench-crawl-resume.ts');
  const command = `${koshCommand(work, site).replace('exec node', `exec npx tsx ${child} node`)}`;
  const found = await runCrawlers(bench, work, site, runs, new Map([['resume', command]]));
  const seconds = readFileSync(join(work, 'links-30/out-resume/resume_s'), 'utf8');
  result.resume_s = Number(seconds);
  result.resume_refetched = median(found.map((one) => one.fetched - one.unique));
  result.resume_missing = median(found.map((one) => site.pages - one.unique));
}

/** 200 agencies side by side, a second between requests to each. */
async function manyAgencies(): Promise<void> {
  const figures = await benchAgencies();
  console.log(`200 agencies: ${JSON.stringify(figures)}`);
  result.agencies_smallest_gap_ms = figures.smallest_gap_ms;
  result.agencies_total_to_slowest = figures.total_to_slowest;
  result.agencies_databases_open = figures.databases_open;
  result.agencies_rss_mib = figures.rss_mib;
}

function of(found: readonly CrawlerRun[], name: string): CrawlerRun[] {
  return found.filter((one) => one.name === name);
}

function rate(found: readonly CrawlerRun[], name: string): number | null {
  const rates = of(found, name).map((one) => one.pagesPerSecond);
  return rates.length === 0 ? null : median(rates);
}

function ratio(found: readonly CrawlerRun[], peer: string): number | null {
  const [kosh, other] = [rate(found, 'kosh'), rate(found, peer)];
  return kosh === null || other === null ? null : round(kosh / other);
}

function rss(found: readonly CrawlerRun[]): number {
  return median(of(found, 'kosh').map((one) => one.rssMib));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
