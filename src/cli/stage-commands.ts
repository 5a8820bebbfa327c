import { type Command, InvalidArgumentError } from 'commander';
import { maxRate } from '../model/mapping.ts';
import type { RunStage } from '../pipeline/stage-report.ts';
import { tableServers } from '../redirects/emit/emitters.ts';
import { takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CommandResult } from './context.ts';
import type { runStages, StageOptions } from './run-stages.ts';

const stageExits = [
  '3 done, with findings of severity error',
  '4 agency in use',
  '130 interrupted',
];

/** `kosh crawl <agency...>`: captures into WARC. */
export function crawlCommand(host: CommandHost): Command {
  const command = crawlOptions(
    stageCommand('crawl', 'capture the sites of agencies into WARC; resumes by itself', [
      'kosh crawl aqsu-akimat',
      'kosh crawl --wave 2020-local --keep-going --rate 1',
    ]),
  );
  return runs(command, host, ['crawl']);
}

/** `kosh dedupe`: copies, shared items, language versions and ids over all extracted agencies. */
export function dedupeCommand(host: CommandHost): Command {
  const command = newCommand(
    'dedupe',
    'fold copies, find shared items, pair languages, over all agencies',
    {
      examples: ['kosh dedupe'],
      exits: stageExits,
    },
  );
  return withAction<StageOptions>(command, host, (_args, options, context) =>
    stagesRun(['dedupe'], [], { ...options, all: true }, context),
  );
}

/** `kosh run <agency...>`: all stages in order, doing only what changed. */
export function runCommand(host: CommandHost): Command {
  const command = tableOptions(
    crawlOptions(
      stageCommand('run', 'crawl to redirects and bundle, in order, doing only what changed', [
        'kosh run aqsu-akimat',
        'kosh run --all --keep-going --provisional',
      ]),
    ),
  );
  return runs(command, host, ['crawl', 'extract', 'dedupe', 'redirects', 'bundle']);
}

/** A command over agencies with the options of all stages. */
export function stageCommand(name: string, description: string, examples: string[]): Command {
  return takesAgencies(newCommand(name, description, { examples, exits: stageExits }))
    .option('--keep-going', 'go on with the other agencies when one fails')
    .option(
      '--parallel <n>',
      'agencies at the same time (default: 256 crawls, 4 in other stages)',
      wholeNumber,
    );
}

/** Adds the options of redirect tables. */
export function tableOptions(command: Command): Command {
  return command
    .option('--server <list>', `tables to write, of ${tableServers.join(',')} (default nginx,csv)`)
    .option(
      '--provisional',
      'also write targets the portal has not named yet, as 302, into files named so',
    )
    .option(
      '--directory <dir>',
      'folder on the web server that will hold <agency>/ (default /etc/<server>/kosh)',
    )
    .option('--listen <list>', 'where its server blocks listen: 80,[::]:80 (default 80)');
}

/** Connects a command to its stages; `fixed` options are not the user's to choose. */
export function runs(
  command: Command,
  host: CommandHost,
  stages: readonly RunStage[],
  fixed: StageOptions = {},
): Command {
  return withAction<StageOptions>(command, host, (ids, options, context) =>
    stagesRun(stages, ids, { ...options, ...fixed }, context),
  );
}

function crawlOptions(command: Command): Command {
  return command
    .option('--max-pages <n>', 'stop after so many pages an agency', wholeNumber)
    .option('--rate <n>', 'requests a second and host, at most', positiveNumber)
    .option('--recrawl', 'ask for everything again; only what changed is captured')
    .option('--now', 'crawl at any hour and however many bytes, whatever the mapping says')
    .option('--retry-failed', 'try again what failed in earlier runs');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a whole number from 1');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= maxRate) return value;
  throw new InvalidArgumentError(`a number above 0, at most ${maxRate}`);
}

/** Runs stages; what they need, the network and the store, is loaded then: a filter of standard input needs neither. */
export async function stagesRun(...args: Parameters<typeof runStages>): CommandResult {
  const stages = await import('./run-stages.ts');
  return stages.runStages(...args);
}
