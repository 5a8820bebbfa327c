import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { chooseAgencies } from '../../src/mapping/check-mappings.ts';
import { openWorkspace } from '../../src/mapping/workspace.ts';
import { openAgency } from '../../src/pipeline/agency-session.ts';
import { startExtractPool } from '../../src/pipeline/extract-pool.ts';
import { segmentCaptures } from '../../src/pipeline/segment-captures.ts';
import { madeSitePages } from './bench-extract-pages.ts';
import { madeResponse, madeWarc } from './made-warc.ts';

const kosh = join(packageRoot(), 'bin/kosh.js');

/**
 * A made site of so many captures, from WARC: how long two workers take to cut it beside one (wall time), the memory of
 * learning and selecting without a worker, and the seconds after a changed rule.
 */
export async function benchSite(work: string, captures: number): Promise<Record<string, number>> {
  const one = join(work, 'one-worker');
  writeWorkspace(one, '');
  const warc = join(work, 'site.warc.gz');
  writeFileSync(
    warc,
    madeWarc(madeSitePages(captures).map(({ url, html }) => madeResponse(url, html))),
  );
  execFileSync('node', [kosh, 'ingest', 'bench', warc, '--workspace', one, '--quiet']);
  const two = join(work, 'two-workers');
  cpSync(one, two, { recursive: true });
  const seconds = { one: await cutWith(one, 1), two: await cutWith(two, 2) };
  console.log(
    `${captures} captures cut: 1 worker ${seconds.one.toFixed(1)} s, 2 workers ${seconds.two.toFixed(1)} s`,
  );
  const first = extract(two);
  writeWorkspace(two, 'rules: [{ match: /news/*, kind: news, remove: [.share] }]\n');
  const changed = extract(two);
  const fresh = join(work, 'fresh');
  writeWorkspace(fresh, '');
  execFileSync('node', [kosh, 'ingest', 'bench', warc, '--workspace', fresh, '--quiet']);
  return {
    two_workers_to_one: Math.round((seconds.two / seconds.one) * 100) / 100,
    learn_select_s: first.seconds,
    learn_select_rss_mib: first.mebibytes,
    changed_rule_s: changed.seconds,
    changed_rule_rss_mib: changed.mebibytes,
    whole_extract_rss_mib: extract(fresh).mebibytes,
  };
}

async function cutWith(folder: string, workers: number): Promise<number> {
  const workspace = openWorkspace(folder);
  const [mapping] = chooseAgencies(workspace, { ids: ['bench'], all: false });
  if (!mapping) throw new Error('no mapping');
  const session = openAgency(workspace, mapping);
  const pool = startExtractPool(workers);
  const start = performance.now();
  try {
    await segmentCaptures({
      db: session.db,
      folder: session.folder,
      settings: workspace.settings,
      pool,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } finally {
    await pool.close();
    session.close();
  }
  return (performance.now() - start) / 1000;
}

/** Runs `kosh extract`; wall seconds and the largest memory of the process, its threads included. */
function extract(folder: string): { seconds: number; mebibytes: number } {
  const command = ['node', kosh, 'extract', 'bench', '--workspace', folder, '--quiet'];
  const run = spawnSync('/usr/bin/time', ['-f', '%e %M', ...command], { encoding: 'utf8' });
  const [wall, kibibytes] = (run.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  // 3: pages have findings.
  if (run.status !== 0 && run.status !== 3) throw new Error(run.stderr);
  return { seconds: wall ?? Number.NaN, mebibytes: Math.round((kibibytes ?? Number.NaN) / 1024) };
}

function writeWorkspace(folder: string, rules: string): void {
  mkdirSync(join(folder, 'mappings'), { recursive: true });
  writeFileSync(join(folder, 'kosh.yaml'), 'contact: bench@localhost.localdomain\n');
  writeFileSync(
    join(folder, 'mappings/bench.yaml'),
    `id: bench
entity: aqmola
names: { kk: Өлшем, ru: Измерение }
hosts: [{ host: bench.example.kz }]
${rules}`,
  );
}
