import { newGroup } from './command.ts';
import { type CommandMaker, type CommandTable, commandsOf } from './command-table.ts';

const commands: CommandTable = {
  list: async () => (await import('./agencies-list.ts')).listCommand,
  add: async () => (await import('./agencies-import.ts')).addCommand,
  import: async () => (await import('./agencies-import.ts')).importCommand,
  probe: async () => (await import('./agencies-probe.ts')).probeCommand,
  parameters: async () => (await import('./agencies-parameters.ts')).parametersCommand,
  check: async () => (await import('./agencies-check.ts')).checkCommand,
};

/** `kosh agencies`: the registry of agencies; with the one command that `args` name, or all. */
export async function agenciesCommand(args: readonly string[]): Promise<CommandMaker> {
  const makers = await commandsOf(commands, args);
  return (host) => {
    const group = newGroup(
      'agencies',
      'the registry: list, add, import, probe, parameters, check',
      { examples: ['kosh agencies check', 'kosh agencies probe aqsu.gov.kz'] },
    );
    for (const make of makers) group.addCommand(make(host));
    return group;
  };
}
