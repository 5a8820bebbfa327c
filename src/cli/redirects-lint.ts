import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseFiles } from '../mapping/check-mappings.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { type LintFault, lintAgencies } from '../pipeline/lint-redirects.ts';
import { terminalText } from '../report/text-table.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

/** `kosh redirects lint`: every fault of decisions and of the rows of mappings, without the network. */
export function lintCommand(host: CommandHost): Command {
  const lint = takesAgencies(
    newCommand(
      'lint',
      'faults of the decisions of all agencies: chains, loops, collisions, foreign targets, rules out of reach',
      {
        examples: ['kosh redirects lint --all', 'kosh redirects lint aqsu-akimat --json'],
        exits: ['3 there are faults'],
      },
    ),
  );
  return withAction(lint, host, runLint);
}

/** Prints every fault as it is found, with file and line where a mapping holds the row. */
async function runLint(ids: string[], options: AgencyOptions, context: CliContext): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const all = readMappings(workspace);
  const chosen = chooseFiles(all, choiceOf(ids, options), workspace);
  let count = 0;
  for (const fault of lintAgencies(workspace, all, chosen)) {
    count++;
    context.stdout(options.json ? `${JSON.stringify(fault)}\n` : `${faultText(fault)}\n`);
  }
  if (!options.quiet) context.stderr(`${count} faults\n`);
  return count > 0 ? exitCodes.findings : exitCodes.done;
}

function faultText({
  agency,
  file,
  line,
  severity,
  code,
  subject,
  address,
  detail,
}: LintFault): string {
  const where = file === null ? agency : `${file}:${line}`;
  return terminalText(`${where}: ${severity}: ${code}: ${subject || address}: ${detail}`);
}
