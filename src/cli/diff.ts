import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { type ContentChange, type ContentCounts, diffBundle } from '../pipeline/bundle-diff.ts';
import type { BundleContext } from '../pipeline/bundle-stage.ts';
import { diffShared } from '../pipeline/shared-diff.ts';
import { type DiffDisplay, diffText } from '../report/diff-text.ts';
import { sharedDiffText } from '../report/shared-diff-text.ts';
import { textTable } from '../report/text-table.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

interface DiffOptions extends AgencyOptions {
  stat?: boolean;
}

/** `kosh diff <agency...>`: what the next bundle would change. */
export function diffCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand(
      'diff',
      'what the next kosh bundle would change in the texts on disk, as a patch of out/bundles; in # lines which pages join and leave shared items',
      {
        examples: [
          'kosh extract aqsu-akimat && kosh dedupe && kosh diff aqsu-akimat',
          'kosh diff --all --stat',
        ],
        exits: ['130 interrupted (changes or none: 0)'],
      },
    ),
  ).option('--stat', 'numbers of files and lines only');
  return withAction(command, host, runDiff);
}

/** Prints unified diffs, numbers, or a JSON line for each changed file; ends with 0 whether there are changes or not. */
async function runDiff(ids: string[], options: DiffOptions, context: CliContext): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const chosen = chooseAgencies(workspace, choiceOf(ids, options));
  const mappings = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
  const bundles: BundleContext = { workspace, mappings, signal: context.signal };
  const rows: (string | number)[][] = [];
  for (const owner of [...chosen.filter(crawled(bundles, context)), sharedAgency] as const) {
    const agency = typeof owner === 'string' ? owner : owner.id;
    const lines = { added: 0, removed: 0 };
    const counts = await diffBundle(bundles, owner, (change) => {
      const patch = patchOf(agency, change, 'patch');
      const number = changedLines(patch);
      lines.added += number.added;
      lines.removed += number.removed;
      print(agency, change, patch, number, options, context);
    });
    rows.push([agency, ...Object.values(counts), lines.added, lines.removed]);
    if (!options.quiet && !options.stat) context.stderr(summary(agency, counts));
  }
  const shared = printShared(bundles, options, context);
  if (options.stat && !options.json) {
    const header = ['agency', 'added', 'removed', 'changed', 'same', 'lines +', 'lines -'];
    context.stdout(`${textTable(header, rows)}${sharedSummary(shared)}`);
  } else if (!options.quiet && shared.items > 0) context.stderr(sharedSummary(shared));
  return exitCodes.done;
}

/** Numbers of shared items that change, and of their pages. */
interface SharedCounts {
  items: number;
  joined: number;
  left: number;
  copies: number;
}

/** Prints which pages join and leave shared items, and whose copies are shown from now on. */
function printShared(
  bundles: BundleContext,
  options: DiffOptions,
  context: CliContext,
): SharedCounts {
  const counts: SharedCounts = { items: 0, joined: 0, left: 0, copies: 0 };
  diffShared(bundles, (change) => {
    counts.items += 1;
    counts.joined += change.joined.length;
    counts.left += change.left.length;
    counts.copies += change.copies.length;
    if (options.json) context.stdout(`${JSON.stringify({ agency: sharedAgency, ...change })}\n`);
    else if (!options.stat) context.stdout(sharedDiffText(change));
  });
  return counts;
}

function sharedSummary({ items, joined, left, copies }: SharedCounts): string {
  return `shared items: ${items} changed, ${joined} pages joined, ${left} left, ${copies} copies of other pages\n`;
}

/** Keeps agencies that have data; says of the others what to do. */
function crawled({ workspace }: BundleContext, context: CliContext) {
  return ({ id }: Mapping): boolean => {
    const db = lookAtAgency(workspace, id);
    db?.close();
    if (!db) context.stderr(`${id}: not crawled yet; run: kosh run ${id}\n`);
    return db !== undefined;
  };
}

function print(
  agency: string,
  change: ContentChange,
  patch: string,
  lines: { added: number; removed: number },
  options: DiffOptions,
  context: CliContext,
): void {
  if (options.json) {
    const head = { agency, path: change.path, change: change.change, ...lines };
    context.stdout(`${JSON.stringify(options.stat ? head : { ...head, diff: patch })}\n`);
  } else if (!options.stat) {
    const display = displays[context.results];
    context.stdout(display === 'patch' ? patch : patchOf(agency, change, display));
  }
}

const displays = {
  file: 'patch',
  terminal: 'plain',
  'colour-terminal': 'colour',
} as const satisfies Record<CliContext['results'], DiffDisplay>;

/** A patch that `git apply` and `patch -p1` take in out/bundles. */
function patchOf(agency: string, change: ContentChange, display: DiffDisplay): string {
  const path = `${agency}/${change.path}`;
  const names = {
    from: change.change === 'added' ? '/dev/null' : `a/${path}`,
    to: change.change === 'removed' ? '/dev/null' : `b/${path}`,
  };
  return diffText(change.before, change.after, names, display);
}

/** Lines put in and taken out by a patch; its first two lines are names. */
function changedLines(patch: string): { added: number; removed: number } {
  const marks = patch.split('\n').slice(2);
  return {
    added: marks.filter((line) => line.startsWith('+')).length,
    removed: marks.filter((line) => line.startsWith('-')).length,
  };
}

function summary(agency: string, { added, removed, changed, same }: ContentCounts): string {
  return `${agency}: ${added} added, ${removed} removed, ${changed} changed, ${same} the same\n`;
}
