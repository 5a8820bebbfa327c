import { setFlagsFromString } from 'node:v8';
import { exitCodes, UserError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { run } from './run-cli.ts';

// V8 lets a small heap grow fourfold before it looks for garbage: on a crawl 30 MB more for no time saved (measured on
// 3,000 pages with Node 20; 22 and 24 know the flag).
setFlagsFromString('--heap-growing-percent=100');

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupt.abort(new Error('interrupted')));
}
// A reader such as `head` may close the pipe early; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// A lease that another process took over is noticed by a timer: the work must stop there and then.
process.on('uncaughtException', (error) => {
  const mistake = error instanceof UserError;
  process.stderr.write(`${mistake ? error.message : error.stack}\n`);
  process.exit(mistake ? error.exitCode : exitCodes.bug);
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true && process.env.CI === undefined,
  results: resultsTo(),
  columns: process.stdout.columns ?? 80,
  signal: interrupt.signal,
});

/** Colours go to a terminal only, and not where NO_COLOR (https://no-color.org) or TERM=dumb forbids them. */
function resultsTo(): CliContext['results'] {
  if (process.stdout.isTTY !== true) return 'file';
  return process.env.NO_COLOR || process.env.TERM === 'dumb' ? 'terminal' : 'colour-terminal';
}
