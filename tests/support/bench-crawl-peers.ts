import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/demo-workspace.ts';

/** One run of one crawler, as the benchmark's script prints it; pages are counted by the web server's log. */
export interface CrawlerRun {
  name: string;
  unique: number;
  fetched: number;
  wallSeconds: number;
  rssMib: number;
  pagesPerSecond: number;
}

/** A site to crawl: how many pages, how many links on each. */
export interface BenchSite {
  pages: number;
  links: number;
}

const portOf = ({ links }: BenchSite) => (links > 30 ? 18_098 : 18_099);
const line =
  /^(\w+) rc=(\d+) unique=(\d+) fetched=(\d+) wall=([\d.]+) rss_mib=(\d+) pages_per_s=([\d.]+)$/;

/** The commands of the peers by name; crawlee is installed into `work` and left out, with a word, where that fails. */
export function peerCommands(bench: string, work: string): Map<string, string> {
  const commands = new Map<string, string>();
  if (has('scrapy')) commands.set('scrapy', 'scrapy runspider peers/scrapy_spider.py');
  else console.log('scrapy is not installed: not compared');
  const folder = join(work, 'crawlee');
  if (installCrawlee(folder, bench)) {
    commands.set('crawlee', `CRAWLEE_STORAGE_DIR=$OUT node ${folder}/crawlee.mjs`);
  } else console.log('crawlee could not be installed: not compared');
  return commands;
}

/** The command that crawls the site with kosh from a fresh workspace at $OUT/ws. */
export function koshCommand(work: string, site: BenchSite): string {
  const template = writeWorkspace(join(work, `workspace-${portOf(site)}`), portOf(site));
  return `cp -r ${template} $OUT/ws && exec node ${packageRoot()}/bin/kosh.js crawl bench --workspace $OUT/ws --quiet`;
}

/** Runs commands one after the other, `runs` times, against one nginx; prints and returns what came of each run. */
export async function runCrawlers(
  bench: string,
  work: string,
  site: BenchSite,
  runs: number,
  commands: ReadonlyMap<string, string>,
): Promise<CrawlerRun[]> {
  const folder = join(work, `links-${site.links}`);
  mkdirSync(folder, { recursive: true });
  const pairs = [...commands].map(([name, command]) => `${name}=${command}`);
  const args = [join(bench, 'bench.sh'), folder, String(site.pages), String(runs), ...pairs];
  const env = { ...process.env, LINKS: String(site.links), PORT: String(portOf(site)) };
  const child = spawn('bash', args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const found: CrawlerRun[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) take(one, found);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0 || found.length === 0) throw new Error(`bench.sh ended with ${code}`);
  const short = found.find((one) => one.name !== 'crawlee' && one.unique < site.pages);
  if (short) throw new Error(`${short.name} got ${short.unique} of ${site.pages} pages`);
  return found;
}

function take(text: string, found: CrawlerRun[]): void {
  const match = line.exec(text);
  if (match === null) return;
  console.log(text);
  const [, name = '', rc, unique, fetched, wall, rss, rate] = match;
  if (rc !== '0') throw new Error(`${name} ended with ${rc}`);
  found.push({
    name,
    unique: Number(unique),
    fetched: Number(fetched),
    wallSeconds: Number(wall),
    rssMib: Number(rss),
    pagesPerSecond: Number(rate),
  });
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// The peer's script imports its package, so a copy stands beside the package's folder.
function installCrawlee(folder: string, bench: string): boolean {
  try {
    if (!existsSync(join(folder, 'node_modules/@crawlee/cheerio'))) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"private":true}');
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '@crawlee/cheerio@3.18.1'], {
        cwd: folder,
        stdio: 'ignore',
      });
    }
    execFileSync('cp', [join(bench, 'peers/crawlee.mjs'), folder]);
    return readdirSync(folder).includes('crawlee.mjs');
  } catch {
    return false;
  }
}

/** 16 connections, as fast as a mapping may ask for: a copy of a site on this machine needs no politeness. */
function writeWorkspace(folder: string, port: number): string {
  const host = `127.0.0.1:${port}`;
  mkdirSync(join(folder, 'mappings'), { recursive: true });
  writeFileSync(join(folder, 'kosh.yaml'), 'contact: bench@localhost.localdomain\n');
  writeFileSync(
    join(folder, 'mappings/bench.yaml'),
    `id: bench
entity: aqmola
names: { kk: Өлшем, ru: Измерение }
hosts: [{ host: "${host}" }]
connectTo: { "${host}": "${host}" }
seeds: [/p/0.html]
crawl: { ratePerSecond: 1000, concurrency: 16 }
`,
  );
  return folder;
}
