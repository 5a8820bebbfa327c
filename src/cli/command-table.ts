import type { Command } from 'commander';
import type { CommandHost } from './command.ts';

/** Makes a command. */
export type CommandMaker = (host: CommandHost) => Command;

/** Commands by their names, in the order of the help, each loaded when it is asked for. */
export type CommandTable = Readonly<
  Record<string, (rest: readonly string[]) => Promise<CommandMaker>>
>;

/**
 * The command of a table that the first argument names, or all when it names none: for help, and to suggest a near name.
 * What a command loads may depend on the arguments after its name.
 */
export async function commandsOf(
  table: CommandTable,
  args: readonly string[],
): Promise<CommandMaker[]> {
  const [name, ...rest] = args;
  const load = name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  if (load !== undefined) return [await load(rest)];
  return await Promise.all(Object.values(table).map((one) => one([])));
}
