import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import { sharedAgency } from '../model/item.ts';
import { decisionColumns, decisionLine, decisionRecord } from '../pipeline/decision-lines.ts';
import { lookAtDecisions, openDecisions } from '../pipeline/decisions-file.ts';
import { stageEntries } from '../pipeline/decisions-import.ts';
import { terminalText } from '../report/text-table.ts';
import { listDecisions } from '../store/decisions.ts';
import { StagedEntries } from '../store/staged-entries.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, newGroup, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { oneAgency } from './decider.ts';

interface ExportOptions extends AgencyOptions {
  format: 'ndjson' | 'csv';
}

interface ImportOptions extends CommonOptions {
  dryRun?: boolean;
  keepGoing?: boolean;
}

/** `kosh decisions export | import`: the whole history of what people decided, for backups and other machines. */
export function decisionsCommand(host: CommandHost): Command {
  const exporting = takesAgencies(
    newCommand('export', 'every decision of people with its history, to stdout', {
      examples: [
        'kosh decisions export aqsu-akimat > decisions.ndjson',
        'kosh decisions export --all --format csv > decisions.csv',
        'kosh decisions export shared > shared.ndjson',
      ],
    }),
  ).addOption(
    new Option('--format <format>', 'lines of JSON, or a table for spreadsheets')
      .choices(['ndjson', 'csv'])
      .default('ndjson'),
  );
  const importing = newCommand(
    'import',
    'take over decisions that were exported elsewhere; what is there already stays as it is',
    {
      examples: ['kosh decisions import aqsu-akimat decisions.ndjson'],
      exits: [
        '2 also for faulty lines: nothing is written',
        '3 with --keep-going: without faulty lines',
      ],
    },
  )
    .argument('<agency>', 'id of the agency, or shared')
    .argument('<file>', 'an export, NDJSON or CSV')
    .option('--dry-run', 'only say what would be written')
    .option('--keep-going', 'leave faulty lines out and take the others');
  return newGroup('decisions', 'what people decided: export, import', {
    examples: ['kosh decisions export aqsu-akimat > decisions.ndjson'],
  })
    .addCommand(withAction<ExportOptions>(exporting, host, runExport))
    .addCommand(withAction<ImportOptions>(importing, host, runImport));
}

async function runExport(
  ids: string[],
  options: ExportOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const asCsv = options.format === 'csv' && !options.json;
  if (asCsv) context.stdout(`\ufeff${decisionColumns.join(',')}\r\n`);
  for (const id of chosenOwners(workspace, ids, options)) {
    const db = lookAtDecisions(workspace, id);
    try {
      for (const entry of listDecisions(db)) {
        context.stdout(`${asCsv ? decisionRecord(id, entry) : decisionLine(id, entry)}\n`);
      }
    } finally {
      db.close();
    }
  }
  return exitCodes.done;
}

/** Agencies whose decisions are exported; `shared`, by name or with all, stands for those on shared items. */
function chosenOwners(workspace: Workspace, ids: string[], options: ExportOptions): string[] {
  const agencies = ids.filter((id) => id !== sharedAgency);
  const choice = choiceOf(agencies, options);
  const isNamed = ids.includes(sharedAgency);
  const onlyShared =
    isNamed && agencies.length === 0 && !choice.all && !choice.wave && !choice.kind;
  const chosen = onlyShared ? [] : chooseAgencies(workspace, choice).map(({ id }) => id);
  return isNamed || choice.all ? [sharedAgency, ...chosen] : chosen;
}

async function runImport(
  [id = '', file = '']: string[],
  options: ImportOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const mapping = id === sharedAgency ? sharedAgency : oneAgency(workspace, id);
  const db = options.dryRun ? lookAtDecisions(workspace, id) : openDecisions(workspace, id);
  try {
    const staged = new StagedEntries(db);
    const { read, faults } = await stageEntries(workspace, mapping, file, staged, (fault) =>
      context.stderr(`${terminalText(`${file}:${fault.line}: ${fault.message}`)}\n`),
    );
    if (read === 0) throw new UserError(`${file}: holds no decision`);
    const isRefused = faults > 0 && !options.keepGoing;
    const { fresh, known } = staged.counts();
    const entries = options.dryRun || isRefused ? 0 : staged.append();
    if (options.json) {
      context.stdout(`${JSON.stringify({ file, read, faults, fresh, known, entries })}\n`);
    } else if (!options.quiet) {
      const written = isRefused ? 'nothing is written' : `${entries} written`;
      context.stderr(
        `${read} decisions, ${fresh} new, ${known} there already, ${faults} faulty; ${written}\n`,
      );
    }
    if (isRefused) return exitCodes.usage;
    return faults > 0 ? exitCodes.findings : exitCodes.done;
  } finally {
    db.close();
  }
}
