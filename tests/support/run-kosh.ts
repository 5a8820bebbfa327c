import type { CliContext } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run-cli.ts';

/** What a run of the command line gave. */
export interface KoshRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line in this process, as `kosh` with these arguments would. */
export async function runKosh(
  args: readonly string[],
  input = '',
  signal?: AbortSignal,
  results: CliContext['results'] = 'file',
): Promise<KoshRun> {
  let stdout = '';
  let stderr = '';
  const code = await run(args, {
    stdin: (async function* () {
      yield Buffer.from(input);
    })(),
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    terminal: false,
    results,
    columns: 100,
    signal: signal ?? new AbortController().signal,
  });
  return { code, stdout, stderr };
}
