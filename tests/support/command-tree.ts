import type { Command } from 'commander';
import { commandsFor } from '../../src/cli/commands.ts';

/** A command as the help shows it. */
export interface ListedCommand {
  /** Words after `kosh`: `redirects build`. */
  path: string;
  /** Nothing to run by itself: it only holds others. */
  group: boolean;
  options: { flags: string; names: string[]; takesValue: boolean; description: string }[];
  arguments: { name: string; description: string }[];
}

/** Every command and subcommand of the command line, with its options. */
export async function commandTree(): Promise<ListedCommand[]> {
  const host = {
    context: {
      stdin: (async function* () {})(),
      stdout: () => {},
      stderr: () => {},
      terminal: false,
      results: 'file' as const,
      columns: 100,
      signal: new AbortController().signal,
    },
    finish: () => {},
  };
  return (await commandsFor([])).flatMap((make) => listed(make(host), ''));
}

function listed(command: Command, above: string): ListedCommand[] {
  const path = `${above} ${command.name()}`.trim();
  const own: ListedCommand = {
    path,
    group: command.options.length === 0 && command.commands.length > 0,
    options: command.options.map(({ flags, short, long, required, optional, description }) => ({
      flags,
      names: [short, long].filter((name) => name !== undefined),
      takesValue: required || optional,
      description,
    })),
    arguments: command.registeredArguments.map((one) => ({
      name: one.name(),
      description: one.description,
    })),
  };
  return [own, ...command.commands.flatMap((child) => listed(child, path))];
}
