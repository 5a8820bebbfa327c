import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { textTable } from '../report/text-table.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh agencies list`: what the workspace holds. */
export function listCommand(host: CommandHost): Command {
  const list = newCommand('list', 'all agencies of the workspace', {
    examples: ['kosh agencies list'],
  });
  return withAction(list, host, runList);
}

/** Lists agencies; a broken mapping is listed as such. */
async function runList(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const files = readMappings(openWorkspace(options.workspace));
  const rows = files.map((file) => ({
    id: file.value?.id ?? '(faulty)',
    kind: file.value?.kind ?? '',
    wave: file.value?.wave ?? '',
    hosts: file.value?.hosts.map((one) => one.host).join(' ') ?? '',
    name: file.value?.names.ru ?? file.file,
  }));
  if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
  else
    context.stdout(
      textTable(
        ['id', 'kind', 'wave', 'hosts', 'name'],
        rows.map((row) => Object.values(row)),
      ),
    );
  return exitCodes.done;
}
