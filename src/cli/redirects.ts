import { newGroup } from './command.ts';
import { type CommandMaker, type CommandTable, commandsOf } from './command-table.ts';

const commands: CommandTable = {
  build: async () => (await import('./redirects-build.ts')).buildCommand,
  lint: async () => (await import('./redirects-lint.ts')).lintCommand,
  set: async () => (await import('./redirects-set.ts')).setAnswerCommand,
  import: async () => (await import('./redirects-import.ts')).importAnswersCommand,
  history: async () => (await import('./redirects-history.ts')).historyCommand,
  diff: async () => (await import('./redirects-diff.ts')).tableDiffCommand,
  revert: async () => (await import('./redirects-revert.ts')).revertCommand,
  confirm: async () => (await import('./redirects-confirm.ts')).confirmCommand,
  hits: async () => (await import('./redirects-hits.ts')).hitsCommand,
  check: async () => (await import('./redirects-check.ts')).checkCommand,
};

/** `kosh redirects`: decisions for old addresses and the tables of servers; with the one command that `args` name, or all. */
export async function redirectsCommand(args: readonly string[]): Promise<CommandMaker> {
  const makers = await commandsOf(commands, args);
  return (host) => {
    const group = newGroup(
      'redirects',
      'where old addresses lead: decide, import, build, lint, hits',
      { examples: ['kosh redirects build aqsu-akimat --provisional', 'kosh redirects lint --all'] },
    );
    for (const make of makers) group.addCommand(make(host));
    return group;
  };
}
