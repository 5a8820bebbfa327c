// Measures finding copies across agencies: npm run bench:dedupe [-- --pages N] [-- --folder DIR]. Needs no path: pages of a
// thousand agencies are made of the fixture sites' sentences, by a rule, with planted copies whose truth is known, in a
// temporary folder that is removed. A tenth of the pages runs first, for the growth. The last line is one JSON object.
import { spawn } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ClusterFigures } from './bench-dedupe-clusters.ts';
import { CorpusPlan, type CorpusSize } from './bench-dedupe-plan.ts';
import { figuresOf, type Measured, report, underFloors } from './bench-dedupe-report.ts';
import { type FoundCluster, scoreClusters } from './bench-dedupe-score.ts';
import { CorpusTexts } from './bench-dedupe-texts.ts';
import type { TruePair } from './bench-dedupe-truth.ts';
import type { WriteFigures } from './bench-dedupe-write.ts';

/** MiB on disk of a thousand pages: texts deflated, signatures, facts. */
const mebibytesOfThousand = 2.8;
const seed = 20_26;

const flags = process.argv.slice(2);
const pages = Number(flagValue('--pages') ?? 1_000_000);
if (!Number.isInteger(pages) || pages < 20_000) {
  console.error('usage: npm run bench:dedupe [-- --pages N]: at least 20000 pages');
  process.exit(2);
}
const root = mkdtempSync(join(flagValue('--folder') ?? tmpdir(), 'kosh-bench-dedupe-'));
process.on('SIGINT', () => {
  rmSync(root, { recursive: true, force: true });
  process.exit(130);
});
try {
  sayDisk();
  const small = await measured(Math.round(pages / 10));
  const large = await measured(pages);
  const figures = figuresOf(small, large);
  for (const line of underFloors(figures)) console.log(line);
  console.log(JSON.stringify(figures));
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Writes so many pages, finds their clusters and scores them; leaves nothing on disk. */
async function measured(count: number): Promise<Measured> {
  const agencies = Math.min(1000, Math.round(count / 100));
  const size: CorpusSize = {
    pages: count,
    agencies,
    planted: Math.round(count / (count < 200_000 ? 10 : 20)),
    seed,
  };
  const folder = join(root, String(count));
  mkdirSync(folder);
  console.error(`${count} pages:`);
  const corpus = [size.pages, size.agencies, size.planted, size.seed].map(String);
  const write = await child<WriteFigures>('bench-dedupe-write.ts', [folder, ...corpus]);
  const clusters = await child<ClusterFigures>('bench-dedupe-clusters.ts', [folder]);
  const plan = new CorpusPlan(size);
  const found: FoundCluster[] = JSON.parse(readFileSync(join(folder, 'clusters.json'), 'utf8'));
  const truth = await truthOf(folder);
  const score = scoreClusters(plan, new CorpusTexts(plan), truth, found);
  rmSync(folder, { recursive: true });
  const all = { pages: count, write, clusters, score };
  for (const line of report(all)) console.log(`${count} pages, ${line}`);
  return all;
}

async function truthOf(folder: string): Promise<TruePair[]> {
  const pairs: TruePair[] = [];
  const lines = createInterface({ input: createReadStream(join(folder, 'truth.ndjson')) });
  for await (const line of lines) pairs.push(JSON.parse(line));
  return pairs;
}

/** Runs one part in a process of its own and reads the last line it printed. */
async function child<Figures>(name: string, args: readonly string[]): Promise<Figures> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const run = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  run.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const code = await new Promise<number | null>((done) => run.once('close', done));
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

function sayDisk(): void {
  const needed = Math.ceil((pages * mebibytesOfThousand) / 1000);
  const { bavail, bsize } = statfsSync(root);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  console.error(
    `${pages} pages take about ${needed} MiB in ${root}, removed at the end; ${free} MiB are free.`,
  );
  console.error(
    `Load of the machine: ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')} on ${availableParallelism()} cores.`,
  );
  if (free < needed * 1.2) {
    console.error('That is too little: name a folder on a larger disk with --folder.');
    rmSync(root, { recursive: true, force: true });
    process.exit(2);
  }
}

function flagValue(flag: string): string | undefined {
  const at = flags.indexOf(flag);
  return at < 0 ? undefined : flags[at + 1];
}
