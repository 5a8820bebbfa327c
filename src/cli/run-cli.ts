import { Command, CommanderError } from 'commander';
import { type ExitCode, exitCodes, UserError } from '../errors.ts';
import { koshVersion } from '../model/version.ts';
import type { CommandHost } from './command.ts';
import type { CommandMaker } from './command-table.ts';
import { commandsFor } from './commands.ts';
import type { CliContext } from './context.ts';

/** Runs the command line: `args` without node and script. Returns the exit code; never throws for a user's mistake. */
export async function run(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const host: CommandHost = {
    context,
    finish(result) {
      code = result;
    },
  };
  const program = programFor(host, await commandsFor(args));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, context);
  }
}

function programFor(host: CommandHost, makers: readonly CommandMaker[]): Command {
  const program = new Command('kosh')
    .description('Moves legacy government sites into one portal, and leaves nothing behind.')
    .version(koshVersion)
    .showHelpAfterError('(kosh --help shows all commands)')
    .showSuggestionAfterError(true);
  for (const make of makers) program.addCommand(make(host));
  prepare(program, host.context);
  return program;
}

/** Output and errors of commander go through the context, so that nothing exits or prints by itself. */
function prepare(command: Command, context: CliContext): void {
  command.exitOverride().configureOutput({
    writeOut: context.stdout,
    writeErr: context.stderr,
    getOutHelpWidth: () => context.columns,
    getErrHelpWidth: () => context.columns,
  });
  for (const child of command.commands) prepare(child, context);
}

function exitCodeOf(error: unknown, context: CliContext): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  if (context.signal.aborted) {
    context.stderr('Interrupted. Everything done so far is kept; run the same command to go on.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof UserError) {
    context.stderr(`${error.message}\n`);
    return error.exitCode;
  }
  if (isFullDisk(error)) {
    context.stderr(
      `The disk is full (${error.message}). Everything finished so far is kept. ` +
        'Free some space and run the same command again.\n',
    );
    return exitCodes.usage;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.stderr(
    `This is a bug of kosh ${koshVersion}; please report it with this text.\n${stack}\n`,
  );
  return exitCodes.bug;
}

/** Any command may meet a full disk or quota, in a file or in a database; it is no bug. */
function isFullDisk(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR_SHMSIZE)$/.test(code);
}
