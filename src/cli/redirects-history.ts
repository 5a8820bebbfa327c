import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import { rowRules } from '../pipeline/key-rows.ts';
import { answerText } from '../pipeline/staged-summary.ts';
import { readOldAddress } from '../redirects/old-address.ts';
import { terminalText, textTable } from '../report/text-table.ts';
import { type DecisionBatch, listBatches, listDecisions } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { oneAgency } from './decider.ts';

interface HistoryOptions extends CommonOptions {
  batch?: string;
}

/** `kosh redirects history <agency> [address]`: who decided what, when and why. */
export function historyCommand(host: CommandHost): Command {
  const command = newCommand(
    'history',
    'who decided what, when and why: every batch, or every word on one address',
    {
      examples: [
        'kosh redirects history aqsu-akimat',
        'kosh redirects history aqsu-akimat /old/reception',
        'kosh redirects history aqsu-akimat --batch 20180319-150910-4f0a2c --json',
      ],
    },
  )
    .argument('<agency>', 'id of the agency')
    .argument('[address]', 'old address, in any spelling')
    .option('--batch <batch>', 'every decision of a batch');
  return withAction<HistoryOptions>(command, host, runHistory);
}

async function runHistory(
  [id = '', raw]: string[],
  options: HistoryOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const mapping = oneAgency(workspace, id);
  const db = lookAtDecisions(workspace, id);
  try {
    if (raw === undefined && options.batch === undefined) showBatches(db, options, context);
    else {
      const rules = rowRules(mapping, workspace.settings);
      const old = raw === undefined ? undefined : readOldAddress(raw, rules.firstHost, rules.rules);
      if (old?.fault !== undefined) throw new UserError(old.fault);
      const filter = {
        ...(old?.key === undefined ? {} : { subject: old.key }),
        ...(options.batch === undefined ? {} : { batch: options.batch }),
      };
      let shown = 0;
      for (const one of listDecisions(db, filter)) {
        shown += 1;
        context.stdout(options.json ? `${JSON.stringify(one)}\n` : entryText(one));
      }
      if (shown === 0 && !options.quiet) context.stderr('Nobody has decided that.\n');
    }
    return exitCodes.done;
  } finally {
    db.close();
  }
}

function showBatches(db: DecisionsDb, options: HistoryOptions, context: CliContext): void {
  const batches = listBatches(db);
  if (options.json) for (const one of batches) context.stdout(`${JSON.stringify(one)}\n`);
  else if (batches.length > 0) context.stdout(textTable(header, batches.map(batchRow)));
  else if (!options.quiet) context.stderr('Nobody has decided anything yet.\n');
}

const header = ['batch', 'when', 'who', 'from', 'redirect', 'archive', 'gone', 'unresolved', 'why'];

function batchRow(one: DecisionBatch): (string | number)[] {
  const { batch, at, actor, origin, redirect, archive, gone, unresolved, reason } = one;
  const when = at.slice(0, 19).replace('T', ' ');
  return [batch, when, actor, origin || 'set', redirect, archive, gone, unresolved, reason];
}

function entryText({
  at,
  actor,
  address,
  decision,
  target,
  reason,
  batch,
  origin,
}: Decision): string {
  const when = at.slice(0, 19).replace('T', ' ');
  const lines = [
    `${when}  ${actor}  ${answerText(decision, target)}`,
    `  ${address}`,
    `  why: ${reason}${origin === '' ? '' : ` (${origin})`}; batch ${batch}`,
  ];
  return `${lines.map(terminalText).join('\n')}\n`;
}
