import { type ExitCode, exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import type { TableOptions } from '../pipeline/redirect-tables.ts';
import { type RunResult, runAgencies } from '../pipeline/run.ts';
import type { RunStage } from '../pipeline/stage-report.ts';
import { type TableServer, tableServers } from '../redirects/emit/emitters.ts';
import { textTable } from '../report/text-table.ts';
import { type AgencyOptions, choiceOf } from './agency-options.ts';
import type { CliContext, CommandResult } from './context.ts';
import { startProgress } from './progress.ts';

/** Options of commands that run stages. */
export interface StageOptions extends AgencyOptions {
  keepGoing?: boolean;
  parallel?: number;
  maxPages?: number;
  rate?: number;
  recrawl?: boolean;
  retryFailed?: boolean;
  now?: boolean;
  provisional?: boolean;
  server?: string;
  directory?: string;
  listen?: string;
  /** Decide addresses without writing tables. */
  withoutTables?: boolean;
}

// Crawls wait for their sites most of the time; the other stages compute.
const agenciesAtOnce = { crawl: 256, others: 4 };

/** Runs stages over the chosen agencies with progress, prints a table, and tells by the exit code how it ended. */
export async function runStages(
  stages: readonly RunStage[],
  ids: readonly string[],
  options: StageOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const chosen = chooseAgencies(workspace, choiceOf(ids, options));
  const all = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
  const progress = startProgress(
    context,
    options,
    `${stages.join(', ')}: ${chosen.length} agencies`,
  );
  let result: RunResult;
  try {
    result = await runAgencies({
      workspace,
      chosen,
      all,
      stages,
      parallel:
        options.parallel === undefined
          ? agenciesAtOnce
          : { crawl: options.parallel, others: options.parallel },
      keepGoing: options.keepGoing === true,
      crawl: {
        ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
        ...(options.rate === undefined ? {} : { ratePerSecond: options.rate }),
        recrawl: options.recrawl === true,
        retryFailed: options.retryFailed === true,
        anyHour: options.now === true,
      },
      tables: options.withoutTables ? null : tablesOf(options),
      signal: context.signal,
      onProgress: (text) => progress.update(text),
      onEvent(event) {
        if (options.json) context.stdout(`${JSON.stringify(event)}\n`);
      },
      onStage(agency, report) {
        if (options.json)
          context.stdout(`${JSON.stringify({ type: 'stage', agency, ...report })}\n`);
        else progress.update(`${agency || 'all'} ${report.stage}: ${report.text}`);
      },
    });
  } catch (error) {
    progress.fail('stopped');
    throw error;
  }
  progress.done(isUnchanged(result) ? 'Nothing changed; nothing was written.' : 'Done.');
  if (!options.json) context.stdout(resultTable(result));
  for (const { agency, error } of result.agencies)
    if (error) context.stderr(`${agency}: ${error.message}\n`);
  return exitCodeOf(result);
}

/** Tells whether a run wrote nothing because all was there. */
function isUnchanged(result: RunResult): boolean {
  const reports = [...result.agencies.flatMap((one) => one.stages), ...result.common];
  return reports.length > 0 && reports.every((report) => !report.changed);
}

function exitCodeOf(result: RunResult): ExitCode {
  const failed = result.agencies.find((one) => one.error);
  if (failed?.error) return failed.error.exitCode;
  const errors = result.agencies.reduce((sum, one) => sum + one.findings.error, 0);
  return errors > 0 ? exitCodes.findings : exitCodes.done;
}

function resultTable(result: RunResult): string {
  const rows = [
    ...result.agencies.flatMap(({ agency, stages, error }) => [
      ...stages.map(({ stage, text, changed }) => [
        agency,
        stage,
        changed ? 'written' : 'as before',
        text,
      ]),
      ...(error ? [[agency, '', 'failed', error.message]] : []),
    ]),
    ...result.common.map(({ stage, text, changed }) => [
      stage === 'bundle' ? 'shared' : '(all)',
      stage,
      changed ? 'written' : 'as before',
      text,
    ]),
  ];
  const findings = result.agencies.map(({ agency, findings: { error, warning, info } }) => [
    agency,
    error,
    warning,
    info,
  ]);
  return `${textTable(['agency', 'stage', 'result', 'what'], rows)}\n${textTable(['findings of', 'errors', 'warnings', 'infos'], findings)}`;
}

function tablesOf(options: StageOptions): TableOptions {
  return {
    servers: serversOf(options.server),
    provisional: options.provisional === true,
    directory: options.directory,
    listen: options.listen?.split(',').map((one) => one.trim()),
  };
}

function serversOf(list: string | undefined): TableServer[] {
  if (list === undefined) return ['nginx', 'csv'];
  const named = list.split(',').map((name) => {
    const server = tableServers.find((known) => known === name.trim());
    if (!server) throw new UserError(`no server "${name}"; known: ${tableServers.join(', ')}`);
    return server;
  });
  return [...new Set(named)];
}
