import type { Command } from 'commander';
import type { CommandHost } from './command.ts';
import { runs, stageCommand, tableOptions } from './stage-commands.ts';

/** `kosh redirects build`: decides addresses and writes tables. */
export function buildCommand(host: CommandHost): Command {
  const build = stageCommand('build', 'decide every known address and write tables', [
    'kosh redirects build aqsu-akimat --provisional',
    'kosh redirects build --all --server nginx',
  ]);
  return runs(tableOptions(build), host, ['redirects']);
}
