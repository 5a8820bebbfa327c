import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import type { Redirect } from '../model/redirect.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { storedRedirects } from '../pipeline/redirect-tables.ts';
import { siteKeyFinder } from '../pipeline/site-keys.ts';
import { lintRedirects } from '../redirects/lint.ts';
import { textTable } from '../report/text-table.ts';
import { keyRules } from '../text/url-key.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, newGroup, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';
import { confirmCommand } from './redirects-confirm.ts';
import { tableDiffCommand } from './redirects-diff.ts';
import { historyCommand } from './redirects-history.ts';
import { hitsCommand } from './redirects-hits.ts';
import { importAnswersCommand } from './redirects-import.ts';
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
  const lint = takesAgencies(
    newCommand('lint', 'faults of the decisions: foreign targets, loops, chains, over-long rows', {
      examples: ['kosh redirects lint --all', 'kosh redirects lint aqsu-akimat --json'],
      exits: ['3 there are faults'],
    }),
  );
  return newGroup('redirects', 'where old addresses lead: decide, import, build, lint, hits', {
    examples: ['kosh redirects build aqsu-akimat --provisional', 'kosh redirects lint --all'],
  })
    .addCommand(runs(build, host, ['redirects']))
    .addCommand(withAction(lint, host, runLint))
    .addCommand(setAnswerCommand(host))
    .addCommand(importAnswersCommand(host))
    .addCommand(historyCommand(host))
    .addCommand(tableDiffCommand(host))
    .addCommand(revertCommand(host))
    .addCommand(confirmCommand(host))
    .addCommand(hitsCommand(host));
}

/** Prints every fault of the chosen agencies' decisions, over all of them together. */
async function runLint(ids: string[], options: AgencyOptions, context: CliContext): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const chosen = chooseAgencies(workspace, choiceOf(ids, options));
  const finders = readMappings(workspace).flatMap((file) =>
    file.value ? [siteKeyFinder(file.value, keyRules(file.value))] : [],
  );
  const faults = lintRedirects(
    decisionsOf(
      chosen.map((mapping) => mapping.id),
      (id) => lookAtAgency(workspace, id),
    ),
    {
      allowedHosts: workspace.settings.portal.allowedHosts,
      keyOf: (address) => {
        for (const keyOf of finders) {
          const key = keyOf(address);
          if (key !== undefined) return key;
        }
        return undefined;
      },
    },
  );
  if (options.json) for (const fault of faults) context.stdout(`${JSON.stringify(fault)}\n`);
  else if (faults.length > 0) {
    context.stdout(
      textTable(
        ['severity', 'code', 'key', 'detail'],
        faults.map((one) => [one.severity, one.code, one.subject || one.address, one.detail]),
      ),
    );
  }
  if (!options.quiet) context.stderr(`${faults.length} faults\n`);
  return faults.length > 0 ? exitCodes.findings : exitCodes.done;
}

function* decisionsOf(
  ids: readonly string[],
  open: (id: string) => ReturnType<typeof lookAtAgency>,
): Generator<Redirect> {
  for (const id of ids) {
    const db = open(id);
    if (!db) continue;
    try {
      yield* storedRedirects(db);
    } finally {
      db.close();
    }
  }
}
