import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { writeReport } from '../pipeline/report-stage.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh report`: pages to look at, in out/reports. */
export function reportCommand(host: CommandHost): Command {
  const command = newCommand('report', 'pages to look at: agencies, items old and new, findings', {
    examples: ['kosh report'],
  });
  return withAction(command, host, runReport);
}

/** Writes the report of all crawled agencies and prints where it is. */
async function runReport(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const mappings = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
  const index = await writeReport(workspace, mappings);
  context.stdout(
    options.json ? `${JSON.stringify({ report: index })}\n` : `${pathToFileURL(index).href}\n`,
  );
  return exitCodes.done;
}
