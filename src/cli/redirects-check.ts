import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import { checkOutcome, eachFault, writeFaultTable } from '../pipeline/check-outcome.ts';
import { madeUp } from '../pipeline/check-plan.ts';
import {
  type CheckChoice,
  type CheckProgress,
  checkRedirects,
} from '../pipeline/check-redirects.ts';
import { type CheckServers, checkServers } from '../pipeline/check-servers.ts';
import { usualPatience } from '../probe/patient-server.ts';
import { serverOrigin } from '../probe/server-client.ts';
import { spellingClasses } from '../redirects/spellings.ts';
import { checkTables, checkTotals, faultLines } from '../report/check-report.ts';
import type { CheckTerms } from '../store/check-db.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';
import { startProgress } from './progress.ts';

interface CheckOptions extends AgencyOptions {
  against: string;
  portal?: string;
  provisional?: boolean;
  rate?: number;
  connections: number;
  portalRate: number;
  sample?: number;
  mostHit?: number;
  seed: number;
  class?: string;
  timeout: number;
  insecure?: boolean;
  fresh?: boolean;
}

const shownFaults = 20;
const portalConnections = 4;

/** `kosh redirects check <agency...> --against URL`: asks a server for every spelling of every decided address. */
export function checkCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand('check', 'ask a server for every old address and compare it with what was decided', {
      examples: [
        'kosh redirects check aqsu-akimat --against http://127.0.0.1:8080',
        'kosh redirects check --all --against https://10.0.0.5 --insecure --sample 500',
        'kosh redirects check aqsu-akimat --against http://10.0.0.5 --portal https://www.gov.kz',
      ],
      exits: ['3 there are faults', '4 agency in use', '130 interrupted; run again to go on'],
    }),
  )
    .requiredOption('--against <url>', 'the server to ask, for every old host: http://host:port')
    .option('--portal <url>', 'follow redirects to the portal, which this server stands for')
    .option('--provisional', 'the tables hold provisional targets (default: as they were built)')
    .option('--rate <n>', 'requests a second, at most (default: as the server answers)', rate)
    .option('--connections <n>', 'requests to the server at once', wholeNumber(1, 256), 16)
    .option('--portal-rate <n>', 'requests a second to the portal, at most', rate, 20)
    .option('--sample <n>', 'only so many addresses, chosen by chance', wholeNumber(1, 1e7))
    .option(
      '--most-hit <n>',
      'only so many addresses, those that access logs ask for most',
      wholeNumber(1, 1e7),
    )
    .option('--seed <n>', 'another sample of the same size', wholeNumber(0, 1e9), 1)
    .option('--class <list>', 'only spellings of these classes: seen,port')
    .option('--timeout <seconds>', 'for one answer', wholeNumber(1, 600), 10)
    .option('--insecure', 'take any certificate of an https server')
    .option('--fresh', 'begin anew instead of going on where an unfinished check stopped');
  return withAction<CheckOptions>(command, host, runCheck);
}

/** Checks agency after agency, prints what was found, and tells by the exit code whether there are faults. */
async function runCheck(ids: string[], options: CheckOptions, context: CliContext): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const chosen = chooseAgencies(workspace, choiceOf(ids, options));
  const choice = choiceFor(options);
  const servers = checkServers(workspace, termsFor(options), context.signal);
  let faults = 0;
  try {
    for (const mapping of chosen) {
      const progress = startProgress(context, options, `${mapping.id}: checking`);
      const began = Date.now();
      try {
        await checkRedirects(workspace, mapping, servers, choice, (state) =>
          progress.update(`${mapping.id}: ${progressText(state, Date.now() - began)}`),
        );
      } catch (error) {
        progress.fail(`${mapping.id}: stopped`);
        throw error;
      }
      progress.done(`${mapping.id}: checked`);
      faults += await printOutcome(workspace, mapping.id, options, context);
    }
  } finally {
    await servers.close();
  }
  return faults > 0 ? exitCodes.findings : exitCodes.done;
}

function choiceFor(options: CheckOptions): CheckChoice {
  return {
    provisional: options.provisional ?? null,
    sample: sampleOf(options),
    classes: classesOf(options.class),
    fresh: options.fresh === true,
  };
}

function sampleOf({ sample, mostHit, seed }: CheckOptions): CheckChoice['sample'] {
  if (sample !== undefined && mostHit !== undefined) {
    throw new UserError('--sample and --most-hit choose differently. Give one of them.');
  }
  if (mostHit !== undefined) return { mostHit };
  return sample === undefined ? null : { number: sample, seed };
}

function classesOf(list: string | undefined): string[] | null {
  if (list === undefined) return null;
  const known: readonly string[] = [...spellingClasses, madeUp];
  const names = [...new Set(list.split(',').map((name) => name.trim()))].sort();
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new UserError(`no class of spellings "${wrong}"; known: ${known.join(', ')}`);
  }
  return names;
}

function termsFor(options: CheckOptions): CheckServers['terms'] {
  const { portal } = options;
  return {
    against: serverOrigin(options.against, '--against'),
    portal: portal === undefined ? null : serverOrigin(portal, '--portal'),
    connections: options.connections,
    portalConnections,
    rate: options.rate ?? null,
    portalRate: options.portalRate,
    insecure: options.insecure === true,
    seconds: options.timeout,
    patience: usualPatience,
  };
}

function progressText({ phase, done, of, requests, faults }: CheckProgress, ms: number): string {
  const rate = requests / Math.max(ms / 1000, 0.001);
  const left = done === 0 ? '' : `, ${timeText(((of - done) / done) * (ms / 1000))} left`;
  return `${phase} ${done}/${of}, ${requests} requests, ${rate.toFixed(0)}/s, ${faults} found${left}`;
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Prints the outcome of an agency's check; returns the number of its faults. */
async function printOutcome(
  workspace: Workspace,
  agency: string,
  options: CheckOptions,
  context: CliContext,
): Promise<number> {
  const outcome = checkOutcome(workspace, agency);
  if (!outcome) throw new Error(`no check of ${agency}`);
  const { check, counts } = outcome;
  const totals = checkTotals(counts);
  const file = await writeFaultTable(workspace, agency);
  if (options.json) {
    eachFault(workspace, agency, (fault) => {
      context.stdout(`${JSON.stringify({ type: 'fault', agency, ...fault })}\n`);
    });
    const { terms, startedAt, finishedAt } = check;
    const summary = { type: 'checked', agency, ...terms, startedAt, finishedAt, ...totals, counts };
    context.stdout(`${JSON.stringify(summary)}\n`);
    return totals.faults;
  }
  context.stdout(checkTables(agency, counts));
  let listed = 0;
  eachFault(workspace, agency, (fault) => {
    if (listed++ < shownFaults) context.stdout(`\n${faultLines(fault)}`);
  });
  if (!options.quiet) context.stderr(messageOf(agency, outcome, totals, listed, file));
  return totals.faults;
}

function messageOf(
  agency: string,
  { check: { terms }, counts }: NonNullable<ReturnType<typeof checkOutcome>>,
  totals: ReturnType<typeof checkTotals>,
  listed: number,
  file: string,
): string {
  const which = whichText(terms);
  const found = counts.reduce((sum, one) => sum + (one.kind === 'right' ? 0 : one.number), 0);
  const lines = [
    `${agency}: ${which}, ${totals.asked} requests to ${terms.against}, ` +
      (terms.portal === null
        ? 'targets not followed (see --portal)'
        : `${totals.targets} targets at ${terms.portal}`),
    `${totals.faults} faults, ${totals.doubts} doubts`,
    ...(listed > 0 ? [`${listed} of ${found} listed in ${file}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function whichText({ sample, keys, ofKeys }: CheckTerms): string {
  if (sample === null) return `all ${keys} addresses`;
  return 'mostHit' in sample
    ? `the ${keys} most hit of ${ofKeys} addresses`
    : `a sample of ${keys} of ${ofKeys} addresses (seed ${sample.seed})`;
}

function rate(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('a number above 0');
}

function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`a whole number from ${from} to ${to}`);
  };
}
