import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { type Confirmation, confirmationOf } from '../pipeline/confirm-redirects.ts';
import { portalDbFile } from '../pipeline/dedupe-stage.ts';
import { terminalText } from '../report/text-table.ts';
import { agencyState, openPortalDb, setAgencyState } from '../store/portal-db.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { decideAnew } from './decide-anew.ts';
import { actorOf, oneAgency, reasonOf, takesActor } from './decider.ts';

interface ConfirmOptions extends CommonOptions {
  reason?: string;
  actor?: string;
  despite?: string;
  undo?: boolean;
  dryRun?: boolean;
}

const stateName = 'redirects-confirmed';

/** `kosh redirects confirm <agency>`: from the next tables on redirects are permanent. */
export function confirmCommand(host: CommandHost): Command {
  const command = takesActor(
    newCommand('confirm', 'make the redirects of an agency permanent (301 instead of 302)', {
      examples: [
        'kosh redirects confirm aqsu-akimat --reason "two weeks without complaints"',
        'kosh redirects confirm aqsu-akimat --undo --reason "the portal moves its news"',
      ],
      exits: ['3 something speaks against it, and --despite says nothing', '4 agency in use'],
    }),
  )
    .argument('<agency>', 'id of the agency')
    .option('--reason <text>', 'why; needed')
    .option('--despite <why>', 'confirm in spite of faults and of what was not checked, and why')
    .option('--undo', 'back to 302; what browsers were told before they keep')
    .option('--dry-run', 'only say what would change');
  return withAction<ConfirmOptions>(command, host, runConfirm);
}

async function runConfirm(
  [id = '']: string[],
  options: ConfirmOptions,
  context: CliContext,
): CommandResult {
  const actor = actorOf(options.actor);
  const reason = reasonOf(options.reason);
  const workspace = openWorkspace(options.workspace);
  const mapping = oneAgency(workspace, id);
  const db = lookAtAgency(workspace, id);
  if (!db) throw new UserError(`${id}: not crawled yet; run: kosh run ${id}`);
  let confirmation: Confirmation;
  try {
    await decideAnew(workspace, mapping, context);
    const all = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
    confirmation = confirmationOf(workspace, mapping, all, db);
    // What speaks against confirming says nothing against going back.
    if (options.undo) confirmation.doubts = [];
  } finally {
    db.close();
  }
  const isRefused =
    !options.undo && confirmation.doubts.length > 0 && (options.despite?.trim() ?? '') === '';
  const despite = options.despite?.trim();
  const state = {
    ...{ at: new Date().toISOString(), by: actor, reason },
    ...(despite && confirmation.doubts.length > 0 ? { despite } : {}),
  };
  const isChanged =
    !options.dryRun && !isRefused && put(workspace, id, options.undo ? null : state);
  show({ id, ...confirmation, isRefused, isChanged }, options, context);
  return isRefused ? exitCodes.findings : exitCodes.done;
}

/** Sets or removes the confirmation; false when it is so already. */
function put(workspace: Workspace, id: string, state: object | null): boolean {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    const known = agencyState(portal, id).has(stateName);
    if (known === (state !== null)) return false;
    setAgencyState(portal, id, stateName, state && JSON.stringify(state));
    return true;
  } finally {
    portal.close();
  }
}

interface Outcome extends Confirmation {
  id: string;
  isRefused: boolean;
  isChanged: boolean;
}

function show(outcome: Outcome, options: ConfirmOptions, context: CliContext): void {
  const { id, permanent, provisional, doubts, isRefused, isChanged } = outcome;
  if (options.json) {
    const confirmed = isChanged ? !options.undo : null;
    context.stdout(
      `${JSON.stringify({ agency: id, permanent, provisional, doubts, refused: isRefused, changed: isChanged, confirmed })}\n`,
    );
    return;
  }
  for (const doubt of doubts) context.stderr(`${terminalText(doubt)}\n`);
  const say = (text: string) => context.stdout(`${text}\n`);
  if (options.undo) {
    if (isChanged || options.dryRun) {
      say(`${permanent} redirects answer 302 again from the next tables on.`);
    }
  } else {
    say(
      `${permanent} redirects answer 301 instead of 302 from the next tables on: browsers and search engines keep them for good.`,
    );
    if (provisional > 0) {
      say(`${provisional} lead to addresses the portal has not named, and stay out (404).`);
    }
  }
  if (options.quiet) return;
  if (isRefused)
    context.stderr(
      'Nothing is confirmed. Mend that, or say why it does not matter: --despite "..."\n',
    );
  else if (isChanged) context.stderr(`Next: kosh redirects build ${id}, and install the tables\n`);
  else
    context.stderr(options.dryRun ? 'Nothing is written (--dry-run).\n' : 'That is so already.\n');
}
