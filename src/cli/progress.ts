import ora from 'ora';
import type { CliContext, CommonOptions } from './context.ts';

/** One line of progress that is redrawn on a terminal and written at most every 10 s elsewhere. */
export interface Progress {
  update(text: string): void;
  /** Ends the line with a last state. */
  done(text: string): void;
  /** Ends the line as failed. */
  fail(text: string): void;
}

const quietMilliseconds = 10_000;

/** Progress for people on stderr; silent with --quiet or --json. */
export function startProgress(context: CliContext, options: CommonOptions, text: string): Progress {
  if (options.quiet || options.json) return { update() {}, done() {}, fail() {} };
  if (!context.terminal) return plainProgress(context, text);
  const spinner = ora({ text, stream: process.stderr }).start();
  return {
    update(now) {
      spinner.text = now;
    },
    done(now) {
      spinner.succeed(now);
    },
    fail(now) {
      spinner.fail(now);
    },
  };
}

function plainProgress(context: CliContext, text: string): Progress {
  let last = Date.now();
  context.stderr(`${text}\n`);
  return {
    update(now) {
      if (Date.now() - last < quietMilliseconds) return;
      last = Date.now();
      context.stderr(`${now}\n`);
    },
    done(now) {
      context.stderr(`${now}\n`);
    },
    fail(now) {
      context.stderr(`${now}\n`);
    },
  };
}
