import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import type { KoshRun } from './run-kosh.ts';

/** A `kosh` of its own process. */
export interface KoshProcess {
  child: ChildProcess;
  /** Resolves when the process has ended; `code` is -1 when a signal ended it. */
  ended: Promise<KoshRun>;
  /** Resolves once the output holds the text; false when the process ends without. */
  says(text: string): Promise<boolean>;
}

/** Starts `kosh` from dist, as a user would; `preload` are modules that node imports before it. */
export function startKosh(
  args: readonly string[],
  options: { env?: Record<string, string>; preload?: readonly string[] } = {},
): KoshProcess {
  const imports = (options.preload ?? []).flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...imports, join(packageRoot(), 'bin/kosh.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const run: KoshRun = { code: -1, stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  const take = (name: 'stdout' | 'stderr') => (text: string) => {
    run[name] += text;
    for (const watch of watchers) watch();
  };
  child.stdout.setEncoding('utf8').on('data', take('stdout'));
  child.stderr.setEncoding('utf8').on('data', take('stderr'));
  const ended = new Promise<KoshRun>((resolve) => {
    child.on('close', (code) => {
      run.code = code ?? -1;
      resolve(run);
    });
  });
  const says = (text: string) =>
    new Promise<boolean>((resolve) => {
      const watch = () => {
        if (run.stdout.includes(text) || run.stderr.includes(text)) resolve(true);
      };
      watchers.add(watch);
      watch();
      void ended.then(() => resolve(false));
    });
  return { child, ended, says };
}
