import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { lookAtDecisions, newBatchName, openDecisions } from '../pipeline/decisions-file.ts';
import { keysOfMapping, rowRules } from '../pipeline/key-rows.ts';
import { bindsToContent, seenContent } from '../pipeline/seen-content.ts';
import { type PreviewRow, previewOf } from '../pipeline/staged-summary.ts';
import { readNewAnswer } from '../redirects/new-answer.ts';
import { readOldAddress } from '../redirects/old-address.ts';
import { terminalText } from '../report/text-table.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type StagedDecision, StagedDecisions } from '../store/staged-decisions.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { actorOf, oneAgency, reasonOf, takesActor } from './decider.ts';

interface SetOptions extends CommonOptions {
  to?: string;
  gone?: boolean;
  archive?: boolean | string;
  unresolved?: boolean;
  reason?: string;
  actor?: string;
  dryRun?: boolean;
}

/** `kosh redirects set <agency> <address>`: one decision. */
export function setAnswerCommand(host: CommandHost): Command {
  const command = takesActor(
    newCommand('set', 'decide one old address; every decision stays in the history', {
      examples: [
        'kosh redirects set aqsu-akimat /old/reception --to https://www.gov.kz/memleket/entities/aqmola/contacts --reason "renamed in 2019"',
        'kosh redirects set aqsu-akimat http://aqsu.gov.kz/ad.php?id=7 --gone --reason "withdrawn, letter 12-3/45"',
      ],
    }),
  )
    .argument('<agency>', 'id of the agency')
    .argument('<address>', 'old address, in any spelling; a path stands on the first host')
    .option('--to <address>', 'lead it there: an address on an allowed host')
    .option('--gone', 'it was removed on purpose (410)')
    .option('--archive [address]', 'it is left to the archive (410); perhaps to that very copy')
    .option('--unresolved', 'take back what people decided before')
    .option('--reason <text>', 'why; needed')
    .option('--dry-run', 'only say what would be written');
  return withAction<SetOptions>(command, host, runSet);
}

async function runSet(
  [id = '', raw = '']: string[],
  options: SetOptions,
  context: CliContext,
): CommandResult {
  const actor = actorOf(options.actor);
  const reason = reasonOf(options.reason);
  const workspace = openWorkspace(options.workspace);
  const mapping = oneAgency(workspace, id);
  const site = lookAtAgency(workspace, id);
  const db = options.dryRun ? lookAtDecisions(workspace, id) : openDecisions(workspace, id);
  try {
    const staged = new StagedDecisions(db);
    staged.stage([{ ...rowOf(workspace, mapping, raw, options, site), reason }]);
    const [change] = previewOf(staged, 'overwrite', site).first;
    const now = new Date();
    const batch = newBatchName(now);
    const written =
      !options.dryRun && staged.append({ actor, batch, now, existing: 'overwrite' }) > 0;
    show(change, written ? batch : null, options, context);
    return exitCodes.done;
  } finally {
    db.close();
    site?.close();
  }
}

/** The decision that the arguments ask for. Throws UserError for what cannot be decided. */
function rowOf(
  workspace: Workspace,
  mapping: Mapping,
  raw: string,
  options: SetOptions,
  site: SiteDb | undefined,
): StagedDecision {
  const rules = rowRules(mapping, workspace.settings);
  const old = readOldAddress(raw, rules.firstHost, rules.rules);
  if (old.fault !== undefined) throw new UserError(old.fault);
  const { key, address } = old;
  if (keysOfMapping(mapping).has(key)) {
    throw new UserError(
      `mappings/${mapping.id}.yaml decides ${address} under redirects, and goes before: change it there`,
    );
  }
  const answer = readNewAnswer(answerOf(options), key, rules);
  if (answer.fault !== undefined) throw new UserError(answer.fault);
  const { decision, target } = answer;
  if (options.to !== undefined && decision !== 'redirect') {
    throw new UserError(`--to ${options.to}: no address of the portal; see --archive, --gone`);
  }
  if (typeof options.archive === 'string' && decision !== 'archive') {
    throw new UserError(
      `${options.archive} is no address of the archive in kosh.yaml (archiveTemplate)`,
    );
  }
  const seen = site && bindsToContent(decision) ? seenContent(site, key) : null;
  return { line: 1, key, decision, target, reason: '', source: 'hand', origin: '', address, seen };
}

function answerOf({ to, gone, archive, unresolved }: SetOptions): string {
  const said = [
    ...(to === undefined ? [] : [to]),
    ...(gone ? ['gone'] : []),
    ...(archive === undefined ? [] : [archive === true ? 'archive' : String(archive)]),
    ...(unresolved ? ['unresolved'] : []),
  ];
  const [answer] = said;
  if (said.length !== 1 || answer === undefined) {
    throw new UserError('say one of --to <address>, --gone, --archive, --unresolved');
  }
  return answer;
}

function show(
  change: PreviewRow | undefined,
  batch: string | null,
  options: SetOptions,
  context: CliContext,
): void {
  if (options.json) {
    context.stdout(`${JSON.stringify({ ...(change ?? { outcome: 'same' }), batch })}\n`);
    return;
  }
  if (!change) {
    context.stdout('That is decided already; nothing was written.\n');
    return;
  }
  const before = change.before ?? change.now ?? 'nothing';
  context.stdout(
    terminalText(`${change.address}: ${before} → ${change.after}`) +
      (batch === null ? ' (not written)\n' : `\nbatch ${batch}\n`),
  );
  if (batch !== null && !options.quiet) context.stderr('Next: kosh redirects build\n');
}
