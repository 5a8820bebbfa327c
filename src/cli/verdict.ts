import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { type SaidVerdict, sayVerdicts, type VerdictOutcome } from '../pipeline/say-verdict.ts';
import { terminalText } from '../report/text-table.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { actorOf, reasonOf, takesActor } from './decider.ts';

/** Options of every verdict on shared items and pages. */
export interface VerdictOptions extends CommonOptions {
  reason?: string;
  actor?: string;
  undo?: boolean;
  dryRun?: boolean;
}

/** Adds who decides, why, whether it takes back, and whether anything is written. */
export function takesVerdict(command: Command): Command {
  return takesActor(command)
    .option('--reason <text>', 'why; needed')
    .option('--undo', 'take back what was said so before; detection and mappings answer again')
    .option('--dry-run', 'only say what would be written');
}

/** Writes verdicts and tells what became of each. Throws UserError without an actor or a reason. */
export async function runVerdicts(
  workspace: Workspace,
  said: readonly SaidVerdict[],
  options: VerdictOptions,
  context: CliContext,
): CommandResult {
  const words = options.undo ? said.map((one) => ({ ...one, decision: 'unresolved' })) : said;
  const { outcomes, batch } = sayVerdicts(workspace, words, {
    actor: actorOf(options.actor),
    reason: reasonOf(options.reason),
    dryRun: options.dryRun === true,
  });
  for (const one of outcomes) {
    if (options.json) context.stdout(`${JSON.stringify({ ...one, batch })}\n`);
    else context.stdout(`${outcomeText(one, options.dryRun === true)}\n`);
  }
  if (batch !== null && !options.json) context.stdout(`batch ${batch}\n`);
  if (batch !== null && !options.quiet) context.stderr('Next: kosh dedupe\n');
  return exitCodes.done;
}

function outcomeText({ subject, decision, before, outcome }: VerdictOutcome, dry: boolean): string {
  const line = `${subject}: ${before ?? 'nothing said'} → ${decision === 'unresolved' ? 'nothing said' : decision}`;
  const rest =
    outcome === 'same'
      ? ' (that is said already; nothing was written)'
      : dry
        ? ' (not written)'
        : '';
  return terminalText(line + rest);
}
