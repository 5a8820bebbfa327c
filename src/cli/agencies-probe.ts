import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { draftMapping, hoursText } from '../mapping/draft-mapping.ts';
import { entityCodes } from '../mapping/entity-codes.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { maxRate } from '../model/mapping.ts';
import type { SiteFacts } from '../model/site-facts.ts';
import { runProbe } from '../pipeline/probe-run.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { startProgress } from './progress.ts';

interface ProbeOptions extends CommonOptions {
  write?: boolean;
  id?: string;
  connectTo?: Record<string, string>;
  rate: number;
  pages: number;
}

const mostPages = 30;

/** `kosh agencies probe <host>`: reads a few pages and drafts a mapping. */
export function probeCommand(host: CommandHost): Command {
  const command = newCommand('probe', 'read at most 30 pages of a site and draft its mapping', {
    examples: [
      'kosh agencies probe akmola-edu.gov.kz',
      'kosh agencies probe aqsu.gov.kz --id aqsu-akimat --write',
      'kosh agencies probe aqsu.gov.kz --connect-to aqsu.gov.kz=10.0.0.7:8080',
    ],
    exits: ['130 interrupted'],
  })
    .argument('<host>', 'host name, or the address of the home page')
    .option('--write', 'write mappings/<id>.yaml instead of printing it; never over a file')
    .option('--id <id>', 'id of the agency (default: made of the host name)')
    .option(
      '--connect-to <host=address:port>',
      'reach a host (and its www name) there, as curl does; may be given again',
      connection,
    )
    .option('--rate <n>', 'requests a second, at most', rate, 1)
    .option('--pages <n>', 'pages to read, 3 to 30', pageCount, mostPages);
  return withAction<ProbeOptions>(command, host, runProbeCommand);
}

async function runProbeCommand(
  [named = '']: string[],
  options: ProbeOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const host = hostOf(named);
  const connectTo = withTwins(options.connectTo ?? {});
  const progress = startProgress(context, options, `${host}: reading robots.txt and home page`);
  let facts: SiteFacts;
  try {
    facts = await runProbe({
      host,
      settings: workspace.settings,
      root: workspace.root,
      connectTo,
      ratePerSecond: options.rate,
      pages: options.pages,
      signal: context.signal,
      onRequest: (requests, address) => progress.update(`${host}: request ${requests}, ${address}`),
    });
  } catch (error) {
    progress.fail(`${host}: stopped`);
    if (context.signal.aborted) return exitCodes.interrupted;
    throw error;
  }
  progress.done(summary(facts));
  if (context.signal.aborted) return exitCodes.interrupted;
  const hosts = new Set([facts.host, ...facts.aliases.map((one) => one.value)]);
  const draft = draftMapping(facts, {
    id: options.id,
    codes: [...entityCodes, ...workspace.settings.portal.entities],
    connectTo: Object.fromEntries(Object.entries(connectTo).filter(([name]) => hosts.has(name))),
  });
  const file = options.write ? write(workspace.mappingsFolder, draft.id, draft.yaml) : null;
  if (options.json) context.stdout(`${JSON.stringify({ ...draft, file, facts })}\n`);
  else if (file === null) context.stdout(`${draft.yaml.trimEnd()}\n`);
  else context.stdout(`${file}\n`);
  return exitCodes.done;
}

function summary({ host, pages, requests, estimate }: SiteFacts): string {
  const { low, likely, high } = estimate.pages;
  return `${host}: ${pages} pages read with ${requests} requests; about ${likely} pages (${low} to ${high}), ${hoursText(estimate.hours.likely)}, by ${estimate.basis}`;
}

function write(folder: string, id: string, yaml: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${id}.yaml`);
  if (existsSync(file)) {
    throw new UserError(
      `${file} is there already; give another --id, or print the draft without --write`,
    );
  }
  writeFileSync(file, yaml, { flag: 'wx' });
  return file;
}

function hostOf(named: string): string {
  const text = /^https?:\/\//i.test(named) ? named : `http://${named}`;
  const host = URL.canParse(text) ? new URL(text).host : '';
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/.test(host)) return host;
  throw new UserError(`"${named}" is no host name; give one such as aqsu.gov.kz`);
}

function withTwins(given: Readonly<Record<string, string>>): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [host, place] of Object.entries(given)) {
    all[host.startsWith('www.') ? host.slice(4) : `www.${host}`] = place;
  }
  return { ...all, ...given };
}

function connection(text: string, before: Record<string, string> = {}): Record<string, string> {
  const match = /^([a-z0-9.:-]+)=(\S+:\d+)$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('HOST=ADDRESS:PORT');
  return { ...before, [(match[1] ?? '').toLowerCase()]: match[2] ?? '' };
}

function rate(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= maxRate) return value;
  throw new InvalidArgumentError(`a number above 0, at most ${maxRate}`);
}

function pageCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 3 && value <= mostPages) return value;
  throw new InvalidArgumentError(`a whole number from 3 to ${mostPages}`);
}
