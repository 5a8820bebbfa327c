import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { makeWorkspace } from './bench-redirects-site.ts';

/** Seconds of wall clock and CPU, and MiB at the peak, of one run of the command line. */
export interface Measured {
  seconds: number;
  cpuSeconds: number;
  mebibytes: number;
}

/** What deciding, checking and writing tables of a made workspace took. */
export interface EmitFigures {
  build: Measured;
  lint: Measured;
}

/** Tells at its end what it used: a process knows its own peak, and nobody else's. */
const usageHook = `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env.KOSH_BENCH_USAGE, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }));
});`;

/**
 * Plans, lints and writes for nginx and HAProxy, by the command line as people do it, what `agencies` with `rows` keys each
 * need; the crawled sites are made beforehand and not counted. Leaves the workspace in `root`.
 */
export async function benchEmit(
  root: string,
  agencies: number,
  rows: number,
): Promise<EmitFigures> {
  rmSync(root, { recursive: true, force: true });
  makeWorkspace({ root, agencies, rows });
  const build = ['redirects', 'build', '--all', '--server', 'nginx,haproxy', '--listen', listen];
  return {
    build: await measured(root, [...build, '--directory', join(root, installedFolder)]),
    lint: await measured(root, ['redirects', 'lint', '--all']),
  };
}

/** Folder of a workspace that the emitted configuration says its tables are in. */
export const installedFolder = 'installed';

/** Where the emitted tables listen. */
export const listen = '127.0.0.1:8480';

/** Runs the command line to its end; what it says of findings is no failure. */
async function measured(root: string, command: readonly string[]): Promise<Measured> {
  const usage = join(root, 'usage.json');
  const started = performance.now();
  const hook = `data:text/javascript,${encodeURIComponent(usageHook)}`;
  const kosh = pathToFileURL(join(packageRoot(), 'bin/kosh.js')).pathname;
  const child = spawn(
    'node',
    ['--import', hook, kosh, ...command, '--quiet', '--workspace', root],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, KOSH_BENCH_USAGE: usage },
    },
  );
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0 && code !== 3) throw new Error(`kosh ${command.join(' ')} ended with ${code}`);
  const { maxRSS, cpu } = JSON.parse(readFileSync(usage, 'utf8')) as {
    maxRSS: number;
    cpu: number;
  };
  return { seconds, cpuSeconds: cpu / 1e6, mebibytes: maxRSS / 1024 };
}
