import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeAccessLog } from './made-access-log.ts';

/** How fast access logs are counted, beside mawk that splits the same lines and counts the same field. */
export interface HitsFigures {
  /** Wall time of mawk by that of kosh, medians of runs in turn; undefined without mawk. */
  hits_ratio: number | undefined;
  hits_lines_per_s: number;
  mawk_lines_per_s: number | undefined;
  hits_rss_mib: number;
}

const lines = 2_000_000;
const runs = 3;
const bin = resolve(import.meta.dirname, '../../bin/kosh.js');
const memory = `data:text/javascript,process.on('exit',()=>process.stderr.write('rss '+process.resourceUsage().maxRSS))`;
const countField = '{n[$7]++} END {for (k in n) c++; print c}';

/** Measures `kosh redirects hits` as a process of its own, from dist: build first. */
export async function benchHits(): Promise<HitsFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-hits-'));
  try {
    const log = join(folder, 'access.log');
    writeAccessLog(log, lines);
    const kosh: number[] = [];
    const mawk: number[] = [];
    let rss = 0;
    for (let run = 0; run < runs; run++) {
      const split = await timed('mawk', [countField, log]);
      if (split !== undefined) mawk.push(split.seconds);
      const workspace = newWorkspace(join(folder, `run-${run}`));
      const args = ['--import', memory, bin, 'redirects', 'hits', log, '-w', workspace, '--json'];
      const counted = await timed(process.execPath, args);
      if (counted === undefined) throw new Error('node cannot be started');
      kosh.push(counted.seconds);
      rss = Math.max(rss, Number(/rss (\d+)/.exec(counted.stderr)?.[1]) / 1024);
    }
    const splitting = mawk.length > 0 ? median(mawk) : undefined;
    return {
      hits_ratio: splitting && round(splitting / median(kosh)),
      hits_lines_per_s: Math.round(lines / median(kosh)),
      mawk_lines_per_s: splitting && Math.round(lines / splitting),
      hits_rss_mib: Math.round(rss),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function newWorkspace(folder: string): string {
  mkdirSync(join(folder, 'mappings'), { recursive: true });
  writeFileSync(join(folder, 'kosh.yaml'), 'portal: { entities: [sarkol] }\n');
  const mapping = {
    id: 'sarkol',
    entity: 'sarkol',
    names: { kk: 'Саркөл ауданының әкімдігі', ru: 'Акимат Саркольского района' },
    hosts: [{ host: 'sarkol.gov.kz' }],
  };
  writeFileSync(join(folder, 'mappings/sarkol.yaml'), JSON.stringify(mapping));
  return folder;
}

/** Seconds that a command took; undefined when it is not installed. Throws when it fails. */
async function timed(
  command: string,
  args: readonly string[],
): Promise<{ seconds: number; stderr: string } | undefined> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null | undefined>((done, fail) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? done(undefined) : fail(error),
    );
    child.on('close', done);
  });
  if (code === undefined) return undefined;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  return { seconds: (performance.now() - start) / 1000, stderr };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

// `tsx tests/support/bench-redirects-hits.ts` measures this part alone.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await benchHits()));
}
