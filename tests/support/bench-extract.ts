// Measures extraction: npm run bench:extract -- PATH_TO/bench/extraction [--captures N] [--skip-quality]. Needs GNU time.
// The benchmark folder is copied first and left as it is. The last line is one JSON object: F1, shares, ratios of pages per
// CPU second within this run, seconds, MiB, bytes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { benchQuality } from './bench-extract-quality.ts';
import { benchSite } from './bench-extract-site.ts';
import { benchSpeed, storedBytes } from './bench-extract-speed.ts';

const [path, ...flags] = process.argv.slice(2);
if (path === undefined || !existsSync(join(path, 'run.mjs'))) {
  console.error(
    'usage: npm run bench:extract -- PATH_TO/bench/extraction [--captures N] [--skip-quality]: the folder of run.mjs',
  );
  process.exit(2);
}
const captures = Number(flags[flags.indexOf('--captures') + 1] ?? 5_000) || 5_000;
const work = mkdtempSync(join(tmpdir(), 'kosh-bench-extract-'));
try {
  const bench = join(work, 'bench');
  // A folder that nobody may write to gives a copy that may be.
  execFileSync('cp', ['-r', '--no-preserve=mode', resolve(path), bench]);
  for (const own of ['node_modules', 'results']) {
    rmSync(join(bench, own), { recursive: true, force: true });
  }
  // The peers' packages are among this package's development dependencies.
  symlinkSync(join(packageRoot(), 'node_modules'), join(bench, 'node_modules'));
  const quality = flags.includes('--skip-quality') ? {} : benchQuality(bench);
  const speed = benchSpeed(bench, work);
  const stored = { stored_bytes_per_page: storedBytes(bench) };
  const site = await benchSite(work, captures);
  console.log(JSON.stringify({ ...quality, ...speed, ...stored, ...site }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
