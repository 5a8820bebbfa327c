import { Command } from 'commander';
import type { ExitCode } from '../errors.ts';
import type { CliContext, CommonOptions } from './context.ts';

/** What the help of a command ends with. */
interface Help {
  examples: readonly string[];
  /** Exit codes beside 0, 1 (bug) and 2 (usage), which every command has. */
  exits?: readonly string[];
}

/** Receives the exit code of the action that ran. */
export interface CommandHost {
  context: CliContext;
  finish(code: ExitCode): void;
}

/** A command with the options all have, help with examples and exit codes, and near suggestions for wrong options. */
export function newCommand(name: string, description: string, help: Help): Command {
  return newGroup(name, description, help)
    .option(
      '-w, --workspace <dir>',
      'folder of kosh.yaml (default: nearest upward, or KOSH_WORKSPACE)',
    )
    .option('--json', 'results as JSON lines')
    .option('-q, --quiet', 'no progress, results and errors only');
}

/** A command that only holds others: no options of its own, which would swallow theirs. */
export function newGroup(name: string, description: string, help: Help): Command {
  const examples = help.examples.map((line) => `  $ ${line}`).join('\n');
  const exits = ['0 done', '1 a bug of kosh', '2 wrong usage or mapping', ...(help.exits ?? [])];
  return new Command(name)
    .description(description)
    .showSuggestionAfterError(true)
    .helpOption('-h, --help', 'this help')
    .addHelpText('after', `\nExamples:\n${examples}\n\nExit codes: ${exits.join('; ')}.`);
}

/** Connects an action to a command: parses options, runs, hands the exit code on. */
export function withAction<Options extends CommonOptions>(
  command: Command,
  host: CommandHost,
  run: (args: string[], options: Options, context: CliContext) => Promise<ExitCode>,
): Command {
  return command.action(async () => {
    host.finish(
      await run(command.processedArgs.flat().filter(isText), command.opts<Options>(), host.context),
    );
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
