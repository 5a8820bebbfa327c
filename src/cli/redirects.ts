import type { Command } from 'commander';
import { type CommandHost, newGroup } from './command.ts';
import { checkCommand } from './redirects-check.ts';
import { confirmCommand } from './redirects-confirm.ts';
import { tableDiffCommand } from './redirects-diff.ts';
import { historyCommand } from './redirects-history.ts';
import { hitsCommand } from './redirects-hits.ts';
import { importAnswersCommand } from './redirects-import.ts';
import { lintCommand } from './redirects-lint.ts';
import { revertCommand } from './redirects-revert.ts';
import { setAnswerCommand } from './redirects-set.ts';
import { runs, stageCommand, tableOptions } from './stage-commands.ts';

/** `kosh redirects`: decisions for old addresses and the tables of servers. */
export function redirectsCommand(host: CommandHost): Command {
  const build = tableOptions(
    stageCommand('build', 'decide every known address and write tables', [
      'kosh redirects build aqsu-akimat --provisional',
      'kosh redirects build --all --server nginx',
    ]),
  );
  return newGroup('redirects', 'where old addresses lead: decide, import, build, lint, hits', {
    examples: ['kosh redirects build aqsu-akimat --provisional', 'kosh redirects lint --all'],
  })
    .addCommand(runs(build, host, ['redirects']))
    .addCommand(lintCommand(host))
    .addCommand(setAnswerCommand(host))
    .addCommand(importAnswersCommand(host))
    .addCommand(historyCommand(host))
    .addCommand(tableDiffCommand(host))
    .addCommand(revertCommand(host))
    .addCommand(confirmCommand(host))
    .addCommand(hitsCommand(host))
    .addCommand(checkCommand(host));
}
