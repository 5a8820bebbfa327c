// Crawls a site full of traps with kosh, wget and Scrapy, each of its own fresh server, and prints what each got
// and wasted. Usage: bench-traps.ts FOLDER [SECONDS]; the folder holds server.mjs and score.mjs.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const [folder = '', limit = '60'] = process.argv.slice(2);
if (folder === '' || !existsSync(join(folder, 'server.mjs'))) {
  console.error(
    'usage: npm run bench:traps -- FOLDER [SECONDS]   a folder with server.mjs and score.mjs',
  );
  process.exit(2);
}
const seconds = Number(limit);
const root = resolve(import.meta.dirname, '../..');

interface Score {
  real: number;
  lookalike: number;
  wasted: number;
  honeypot: number;
  requests: number;
  seconds: number;
}

const crawlers: Record<string, (base: string, at: string) => Promise<void>> = {
  kosh: crawlWithKosh,
  wget: (base, at) =>
    bounded(
      'wget',
      ['--mirror', '--quota=300m', '--tries=1', '--timeout=5', '-q', '-P', at, base],
      {},
    ),
  scrapy: (base) => {
    const spider = join(folder, '../crawl/peers/scrapy_spider.py');
    const args = ['runspider', spider, '-s', `CLOSESPIDER_TIMEOUT=${seconds}`];
    return bounded('scrapy', args, { START_URL: base });
  },
};

const result: Record<string, Score> = {};
for (const [name, crawl] of Object.entries(crawlers)) {
  const score = await scored(crawl);
  if (score === undefined) {
    console.log(`${name.padEnd(8)} not installed`);
    continue;
  }
  result[name] = score;
  const { real, lookalike, wasted, honeypot, requests } = score;
  console.log(
    `${name.padEnd(8)} real ${real}  lookalike ${lookalike}  wasted ${wasted}  honeypot ${honeypot}  ${requests} requests in ${score.seconds} s`,
  );
}
console.log(
  JSON.stringify({ ...result.kosh, peers: { wget: result.wget, scrapy: result.scrapy } }),
);

async function scored(
  crawl: (base: string, at: string) => Promise<void>,
): Promise<Score | undefined> {
  const server = spawn(process.execPath, [join(folder, 'server.mjs'), '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const at = mkdtempSync(join(tmpdir(), 'kosh-traps-'));
  try {
    const said = await new Promise<string>((done) => {
      server.stdout.once('data', (text) => done(String(text)));
    });
    const base = /http:\S+/.exec(said)?.[0] ?? '';
    const start = performance.now();
    await crawl(base, at);
    const took = Math.round((performance.now() - start) / 100) / 10;
    const { stdout } = await run(process.execPath, [join(folder, 'score.mjs'), base]);
    return { ...JSON.parse(stdout), seconds: took };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    server.kill();
    rmSync(at, { recursive: true, force: true });
  }
}

/** A workspace with nothing in its mapping but what lets kosh reach a loopback address, and no wait for it. */
async function crawlWithKosh(base: string, at: string): Promise<void> {
  mkdirSync(join(at, 'mappings'));
  writeFileSync(join(at, 'kosh.yaml'), 'portal: { entities: [traps] }\n');
  const host = 'traps.example';
  const mapping = {
    id: 'traps',
    entity: 'traps',
    names: { kk: 'Су шаруашылығы басқармасы', ru: 'Управление водного хозяйства' },
    hosts: [{ host }],
    connectTo: { [host]: new URL(base).host },
    crawl: { ratePerSecond: 1000 },
  };
  writeFileSync(join(at, 'mappings/traps.yaml'), JSON.stringify(mapping));
  const args = [join(root, 'bin/kosh.js'), 'crawl', 'traps', '-w', at, '--quiet'];
  await run(process.execPath, args).catch((error: unknown) => {
    // 3: done, with findings.
    if (!(error instanceof Error && 'code' in error && error.code === 3)) throw error;
  });
}

/** Runs a crawler until it ends or its time is over. */
async function bounded(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + 5000);
  const stop = command === 'wget' ? setTimeout(() => child.kill(), seconds * 1000) : undefined;
  await new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', () => done());
  }).finally(() => {
    clearTimeout(timer);
    clearTimeout(stop);
  });
}
