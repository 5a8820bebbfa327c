import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { lookAtDecisions, newBatchName, openDecisions } from '../pipeline/decisions-file.ts';
import { stageRevert } from '../pipeline/stage-revert.ts';
import { previewOf } from '../pipeline/staged-summary.ts';
import { StagedDecisions } from '../store/staged-decisions.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { actorOf, oneAgency, takesActor } from './decider.ts';
import { previewText } from './decision-preview.ts';

interface RevertOptions extends CommonOptions {
  apply?: boolean;
  dryRun?: boolean;
  reason?: string;
  actor?: string;
}

/** `kosh redirects revert <agency> <batch>`: takes a batch back, by appending what was said before it. */
export function revertCommand(host: CommandHost): Command {
  const command = takesActor(
    newCommand('revert', 'take a batch of decisions back: a preview, until --apply', {
      examples: [
        'kosh redirects revert aqsu-akimat 20180319-150910-4f0a2c',
        'kosh redirects revert aqsu-akimat 20180319-150910-4f0a2c --apply --reason "wrong list"',
      ],
    }),
  )
    .argument('<agency>', 'id of the agency')
    .argument('<batch>', 'name of the batch, see kosh redirects history')
    .option('--apply', 'append the earlier decisions; without it they are only shown')
    .option('--dry-run', 'only show what would be written, which is the default')
    .option('--reason <text>', 'why (default: revert of the batch)');
  return withAction<RevertOptions>(command, host, runRevert);
}

async function runRevert(
  [id = '', batch = '']: string[],
  options: RevertOptions,
  context: CliContext,
): CommandResult {
  if (options.apply && options.dryRun) throw new UserError('say --apply or --dry-run, not both');
  const actor = actorOf(options.actor);
  const workspace = openWorkspace(options.workspace);
  oneAgency(workspace, id);
  const site = lookAtAgency(workspace, id);
  const db = options.apply ? openDecisions(workspace, id) : lookAtDecisions(workspace, id);
  try {
    const staged = new StagedDecisions(db);
    const found = stageRevert(db, batch, options.reason?.trim() || `revert of ${batch}`, staged);
    if (found.entries === 0) {
      throw new UserError(`${id}: no batch "${batch}"; see: kosh redirects history ${id}`);
    }
    const preview = previewOf(staged, 'overwrite', site);
    const now = new Date();
    const name = newBatchName(now);
    const terms = { actor, batch: name, now, existing: 'overwrite' } as const;
    const entries = options.apply ? staged.append(terms) : 0;
    const made = entries > 0 ? name : null;
    if (options.json) {
      for (const row of preview.first)
        context.stdout(`${JSON.stringify({ type: 'row', ...row })}\n`);
      const { counts, appended } = preview;
      context.stdout(
        `${JSON.stringify({ type: 'summary', reverts: batch, ...found, counts, changes: appended, batch: made, entries })}\n`,
      );
      return exitCodes.done;
    }
    context.stdout(previewText(preview));
    if (made !== null) context.stdout(`batch ${made}\n`);
    if (!options.quiet) {
      const since =
        found.decidedSince > 0 ? `, ${found.decidedSince} decided again since and left` : '';
      const next = options.apply
        ? `${entries} decisions written. Next: kosh redirects build`
        : `Nothing is written yet. The same with --apply writes ${preview.appended} decisions.`;
      context.stderr(`${found.entries} decisions in the batch${since}\n${next}\n`);
    }
    return exitCodes.done;
  } finally {
    db.close();
    site?.close();
  }
}
