import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { openAgency } from '../pipeline/agency-session.ts';
import { countsText } from '../pipeline/ingest-counts.ts';
import { type IngestedReport, runIngest } from '../pipeline/ingest-stage.ts';
import { textTable } from '../report/text-table.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { startProgress } from './progress.ts';

/** `kosh ingest <agency> <file...>`: archives of other programs instead of, or beside, a crawl. */
export function ingestCommand(host: CommandHost): Command {
  const command = newCommand(
    'ingest',
    'take captures of other programs into the archive: WARC, WARC.gz, WACZ; resumes by itself',
    {
      examples: [
        'kosh ingest aqsu-akimat site.warc.gz && kosh extract aqsu-akimat',
        'kosh ingest aqsu-akimat browser.wacz old-2019.warc',
      ],
      exits: [
        '3 taken in, but records were damaged or refer to captures that are not there',
        '4 agency in use',
        '130 interrupted',
      ],
    },
  )
    .argument('<agency>', 'id of the agency whose sites were captured')
    .argument('<file...>', 'WARC files of wget, browsertrix and others');
  return withAction(command, host, runIngestCommand);
}

/** Takes in the files and prints a row for each; 3 when something in them is lost. */
async function runIngestCommand(
  [agency = '', ...files]: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const [mapping] = chooseAgencies(workspace, { ids: [agency], all: false });
  if (!mapping) return exitCodes.usage;
  const progress = startProgress(context, options, `ingest: ${files.length} files`);
  const reports: IngestedReport[] = [];
  const session = openAgency(workspace, mapping);
  try {
    await runIngest(session, {
      files,
      signal: context.signal,
      onProgress: (text) => progress.update(`${agency}: ${text}`),
      onFile(report) {
        reports.push(report);
        if (options.json) context.stdout(`${JSON.stringify({ agency, ...report })}\n`);
      },
    });
  } catch (error) {
    progress.fail('stopped');
    throw error;
  } finally {
    session.close();
  }
  progress.done(
    reports.some(({ changed }) => changed)
      ? `Done. Next: kosh extract ${agency}, or kosh crawl ${agency} for what is missing.`
      : 'Nothing changed; nothing was written.',
  );
  if (!options.json) context.stdout(reportTable(reports));
  const isLossy = reports.some(({ damaged, unresolved }) => damaged + unresolved > 0);
  return isLossy ? exitCodes.findings : exitCodes.done;
}

function reportTable(reports: readonly IngestedReport[]): string {
  return textTable(
    ['file', 'result', 'stored', 'known', 'damaged', 'unresolved', 'left out'],
    reports.map((one) => [
      one.file,
      one.changed ? 'written' : 'as before',
      one.stored,
      one.known,
      one.damaged,
      one.unresolved,
      countsText({ ...one.refused, ...one.skipped }),
    ]),
  );
}
