import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { AgencyTraffic } from '../model/traffic.ts';
import { AgencyDatabases } from '../pipeline/agency-databases.ts';
import { portalDbFile } from '../pipeline/dedupe-stage.ts';
import { agencyTraffic } from '../pipeline/hits-answers.ts';
import { followLogs } from '../pipeline/hits-follow.ts';
import { hostOfBareLines } from '../pipeline/hits-hosts.ts';
import { HitsReading, type LogSummary } from '../pipeline/hits-stage.ts';
import { openLogFile, streamSource } from '../pipeline/log-source.ts';
import { dayOf } from '../redirects/hits/log-day.ts';
import { type FormatName, formatNames } from '../redirects/hits/tell-format.ts';
import { trafficCsv } from '../redirects/hits/traffic-csv.ts';

import { terminalText } from '../report/text-table.ts';
import { leaderboard, trafficText } from '../report/traffic-text.ts';
import { openPortalDb } from '../store/portal-db.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { logPaths } from './log-paths.ts';
import { startProgress } from './progress.ts';

interface HitsCommandOptions extends CommonOptions {
  agency?: string;
  host?: string;
  format: FormatName;
  follow?: boolean;
  again?: boolean;
  since?: number;
  top?: number;
  csv?: boolean;
}

/** Addresses of a list unless the user says otherwise; a spreadsheet takes what a person could work through. */
const shown = 20;
const shownInCsv = 100_000;

/** `kosh redirects hits [log...]`: what old addresses are asked for, by access logs. */
export function hitsCommand(host: CommandHost): Command {
  const command = newCommand(
    'hits',
    'count access logs: how much of the traffic is decided, and which addresses hurt',
    {
      examples: [
        'kosh redirects hits /var/log/nginx/access.log*',
        'kosh redirects hits u_ex*.log --host aqsu.gov.kz',
        'kosh redirects hits --agency aqsu-akimat --since 2026-11-24 --csv > undecided.csv',
        'kosh redirects hits /var/log/nginx/access.log --follow',
      ],
      exits: ['4 another process counts the same log', '130 interrupted'],
    },
  )
    .argument(
      '[log...]',
      'access logs, plain or gzip; - for standard input; none: only tell what was counted',
    )
    .option('--agency <id>', 'agency of lines that name no host; tell of this agency only')
    .option('--host <host>', 'host of lines that name none')
    .option('--format <name>', `format of the lines: ${formatNames.join(', ')}`, formatName, 'auto')
    .option(
      '--follow',
      'go on counting what is written to the logs, through rotation, until Ctrl-C',
    )
    .option('--again', 'read logs from their beginning, for agencies that have not counted them')
    .option(
      '--since <date>',
      'first day after the cutover (default: when redirects were confirmed)',
      day,
    )
    .option('--top <n>', `addresses in each list (default ${shown})`, wholeNumber)
    .option('--csv', 'undecided addresses as CSV, safe for a spreadsheet');
  return withAction(command, host, runHits);
}

async function runHits(
  names: string[],
  options: HitsCommandOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const mappings = chooseAgencies(workspace, { ids: [], all: true });
  if (options.agency !== undefined)
    chooseAgencies(workspace, { ids: [options.agency], all: false });
  if (names.length > 0) {
    const done = await readLogs(names, workspace, mappings, options, context);
    if (!done) context.signal.throwIfAborted();
  } else if (options.follow) throw new UserError('--follow needs the logs to follow');
  const told = mappings.filter(({ id }) => options.agency === undefined || id === options.agency);
  tell(trafficOf(workspace, told, options), options, context);
  return exitCodes.done;
}

/** Counts the logs; false when it was interrupted before their end. */
async function readLogs(
  names: readonly string[],
  workspace: Workspace,
  mappings: readonly Mapping[],
  options: HitsCommandOptions,
  context: CliContext,
): Promise<boolean> {
  const paths = names.includes('-') ? names.filter((name) => name === '-') : logPaths(names);
  const progress = startProgress(context, options, 'counting');
  const start = performance.now();
  let bytes = 0;
  const reading = new HitsReading({
    workspace,
    mappings,
    format: options.format,
    host: hostOfBareLines(mappings, options),
    again: options.again === true,
    onProgress: (more) => {
      bytes += more;
      const rate = bytes / 1e6 / ((performance.now() - start) / 1000);
      progress.update(`counted ${(bytes / 1e6).toFixed(0)} MB, ${rate.toFixed(0)} MB/s`);
    },
  });
  const sums = { logs: 0, requests: 0, torn: 0, foreign: 0, agencies: new Set<string>() };
  const note = (summary: LogSummary) => {
    sums.logs++;
    sums.requests += summary.requests;
    sums.torn += summary.torn + summary.overLong;
    sums.foreign += summary.foreign;
    for (const agency of summary.agencies) sums.agencies.add(agency);
    for (const line of doubts(summary)) context.stderr(`${line}\n`);
  };
  try {
    for (const path of paths) {
      if (context.signal.aborted) return false;
      const source =
        path === '-'
          ? await streamSource('standard input', context.stdin)
          : await openLogFile(path);
      try {
        note(await reading.read(source, options.follow !== true, context.signal));
      } finally {
        await source.close();
      }
    }
    if (options.follow && !names.includes('-')) {
      await followLogs(
        reading,
        paths.filter((path) => !path.endsWith('.gz')),
        context.signal,
        note,
      );
    } else if (context.signal.aborted) return false;
    return true;
  } finally {
    if (sums.foreign > 0 && !options.quiet) context.stderr(foreignText(reading));
    reading.close();
    const of = sums.agencies.size === 1 ? 'of 1 agency' : `of ${sums.agencies.size} agencies`;
    progress.done(
      `${sums.requests} new requests ${of}, ${sums.foreign} of hosts that no mapping has, ${sums.torn} lines not understood`,
    );
  }
}

/** Whose they are is for a person to say: a name that was forgotten in a mapping, or none of ours. */
function foreignText(reading: HitsReading): string {
  const hosts = reading
    .foreignHosts(10)
    .map(({ host, requests }) => `${terminalText(host) || '(none)'} (${requests})`);
  return `hosts that no mapping has, by requests: ${hosts.join(', ')}\n`;
}

function doubts({ name, requests, torn, overLong, damage }: LogSummary): string[] {
  const lines: string[] = [];
  if (damage !== null)
    lines.push(`${name}: the packing is damaged (${damage}); what came before was counted`);
  if (torn + overLong > requests) {
    lines.push(
      `${name}: ${torn + overLong} of ${requests + torn + overLong} lines were not understood; say the format with --format`,
    );
  }
  return lines;
}

function trafficOf(
  workspace: Workspace,
  mappings: readonly Mapping[],
  options: HitsCommandOptions,
): AgencyTraffic[] {
  const portal = openPortalDb(portalDbFile(workspace));
  const sites = new AgencyDatabases(workspace);
  const top = options.top ?? (options.csv ? shownInCsv : shown);
  try {
    return mappings.flatMap((mapping) => {
      const site = sites.of(mapping.id);
      return agencyTraffic(workspace, mapping, site, portal, { since: options.since, top }) ?? [];
    });
  } finally {
    sites.close();
    portal.close();
  }
}

function tell(
  all: readonly AgencyTraffic[],
  options: HitsCommandOptions,
  context: CliContext,
): void {
  if (options.json) {
    for (const one of all) context.stdout(`${JSON.stringify(one)}\n`);
  } else if (options.csv) {
    for (const line of trafficCsv(all)) context.stdout(line);
  } else {
    if (all.length === 0) context.stderr('no hits counted yet; name access logs to count\n');
    if (all.length > 1) context.stdout(`${leaderboard(all)}\n`);
    context.stdout(all.map(trafficText).join('\n'));
  }
}

function formatName(text: string): FormatName {
  const name = formatNames.find((one) => one === text);
  if (name === undefined) throw new InvalidArgumentError(`one of ${formatNames.join(', ')}`);
  return name;
}

function day(text: string): number {
  const value = dayOf(text);
  if (value === undefined) throw new InvalidArgumentError('a date such as 2026-11-24');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('a whole number from 1');
  return Number(text);
}
