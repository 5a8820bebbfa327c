import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { lookAtDecisions, newBatchName, openDecisions } from '../pipeline/decisions-file.ts';
import { type LineFault, type StagedTable, stageAnswers } from '../pipeline/stage-answers.ts';
import { type Preview, previewOf } from '../pipeline/staged-summary.ts';
import { terminalText } from '../report/text-table.ts';
import { StagedDecisions } from '../store/staged-decisions.ts';
import type { Delimiter } from '../text/csv.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { actorOf, oneAgency, takesActor } from './decider.ts';
import { openChangesFile, previewText } from './decision-preview.ts';
import { startProgress } from './progress.ts';

interface ImportOptions extends CommonOptions {
  apply?: boolean;
  dryRun?: boolean;
  existing: 'keep' | 'overwrite';
  reason?: string;
  actor?: string;
  separator?: keyof typeof separators;
  diff?: string;
  keepGoing?: boolean;
}

const separators = { comma: ',', semicolon: ';', tab: '\t' } as const satisfies Record<
  string,
  Delimiter
>;

/** `kosh redirects import <agency> <file>`: a table of old and new addresses, looked at first, then taken as one batch. */
export function importAnswersCommand(host: CommandHost): Command {
  const command = takesActor(
    newCommand(
      'import',
      'take a table of old and new addresses (CSV, TSV): a preview, until --apply',
      {
        examples: [
          'kosh redirects import aqsu-akimat list.csv',
          'kosh redirects import aqsu-akimat list.csv --apply --actor "Айгүл Сәрсенова"',
        ],
        exits: [
          '2 also for faulty rows: nothing is written',
          '3 with --keep-going: without faulty rows',
        ],
      },
    ),
  )
    .argument('<agency>', 'id of the agency')
    .argument('<file>', 'columns old, new and perhaps reason; a heading may name them; any charset')
    .option('--apply', 'append the decisions, all of them or none; without it they are only shown')
    .option('--dry-run', 'only show what would be written, which is the default')
    .addOption(
      new Option('--existing <what>', 'addresses that people decided otherwise before')
        .choices(['keep', 'overwrite'])
        .default('keep'),
    )
    .option('--reason <text>', 'reason of rows that give none')
    .addOption(
      new Option(
        '--separator <name>',
        'what parts cells (default: told by the first rows)',
      ).choices(Object.keys(separators)),
    )
    .option('--diff <file>', 'write every change to a CSV file, for reviewers')
    .option('--keep-going', 'leave faulty rows out and take the others');
  return withAction<ImportOptions>(command, host, runImport);
}

async function runImport(
  [id = '', file = '']: string[],
  options: ImportOptions,
  context: CliContext,
): CommandResult {
  if (options.apply && options.dryRun) throw new UserError('say --apply or --dry-run, not both');
  const actor = actorOf(options.actor);
  const workspace = openWorkspace(options.workspace);
  const mapping = oneAgency(workspace, id);
  const db = options.apply ? openDecisions(workspace, id) : lookAtDecisions(workspace, id);
  try {
    const staged = new StagedDecisions(db);
    const table = await stage(workspace, mapping, file, staged, options, context);
    const preview = look(workspace, mapping, staged, options);
    const isRefused = table.faults > 0 && !options.keepGoing;
    const now = new Date();
    const batch = newBatchName(now);
    const isWritten = options.apply === true && !isRefused;
    const entries = isWritten
      ? staged.append({ actor, batch, now, existing: options.existing })
      : 0;
    show(
      { table, preview, isRefused, batch: entries > 0 ? batch : null, entries },
      file,
      options,
      context,
    );
    if (isRefused) return exitCodes.usage;
    return table.faults > 0 ? exitCodes.findings : exitCodes.done;
  } finally {
    db.close();
  }
}

async function stage(
  workspace: Workspace,
  mapping: Mapping,
  file: string,
  staged: StagedDecisions,
  options: ImportOptions,
  context: CliContext,
): Promise<StagedTable> {
  const tell = (type: string) => (fault: LineFault) => {
    if (options.json) context.stdout(`${JSON.stringify({ type, file, ...fault })}\n`);
    else context.stderr(`${terminalText(`${file}:${fault.line}: ${fault.message}`)}\n`);
  };
  const progress = startProgress(context, options, file);
  const table = await stageAnswers(workspace, mapping, file, staged, {
    reason: options.reason?.trim() || undefined,
    separator: options.separator && separators[options.separator],
    onFault: tell('fault'),
    onContradiction: tell('contradiction'),
    onProgress: (rows) => progress.update(`${file}: ${rows} rows`),
  });
  progress.done(tableText(table));
  return table;
}

function look(
  workspace: Workspace,
  mapping: Mapping,
  staged: StagedDecisions,
  { existing, diff }: ImportOptions,
): Preview {
  const site = lookAtAgency(workspace, mapping.id);
  const changes = diff === undefined ? undefined : openChangesFile(diff);
  try {
    const preview = previewOf(staged, existing, site, (row) => changes?.add(row));
    changes?.finish();
    return preview;
  } catch (error) {
    changes?.discard();
    throw error;
  } finally {
    site?.close();
  }
}

interface Outcome {
  table: StagedTable;
  preview: Preview;
  isRefused: boolean;
  batch: string | null;
  entries: number;
}

function show(outcome: Outcome, file: string, options: ImportOptions, context: CliContext): void {
  const { table, preview, batch, entries } = outcome;
  if (options.json) {
    for (const row of preview.first) context.stdout(`${JSON.stringify({ type: 'row', ...row })}\n`);
    const { counts, appended } = preview;
    context.stdout(
      `${JSON.stringify({ type: 'summary', file, ...table, counts, changes: appended, batch, entries })}\n`,
    );
    return;
  }
  context.stdout(previewText(preview));
  if (batch !== null) context.stdout(`batch ${batch}\n`);
  if (options.quiet) return;
  context.stderr(`${nextText(outcome, options)}\n`);
}

function tableText(table: StagedTable): string {
  const notes: [number, string][] = [
    [table.faults, 'faulty'],
    [table.repeated, 'repeated with the same answer'],
    [table.contradicted, 'beaten by a better or earlier row for the same address'],
    [table.untouched, 'of a table of kosh and not edited'],
    [table.overruled, 'of addresses that the mapping decides itself'],
    [table.unmet, 'of addresses that the crawl has never met'],
  ];
  const told = notes.flatMap(([n, what]) => (n > 0 ? [`${n} ${what}`] : []));
  return [`${table.rows} rows in ${table.encoding}`, ...told].join(', ');
}

function nextText({ isRefused, preview, entries }: Outcome, options: ImportOptions): string {
  if (isRefused)
    return 'Nothing is written. Correct the faulty rows, or leave them out: --keep-going';
  if (options.apply) {
    return entries === 0
      ? 'Nothing new; nothing was written.'
      : `${entries} decisions written. Next: kosh redirects build`;
  }
  return preview.appended === 0
    ? 'Nothing new.'
    : `Nothing is written yet. The same with --apply writes ${preview.appended} decisions.`;
}
