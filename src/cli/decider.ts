import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { actorSchema } from '../model/decision.ts';
import type { Mapping } from '../model/mapping.ts';

/** Adds who decides and whether anything is written. */
export function takesActor(command: Command): Command {
  return command.option('--actor <name>', 'who decides (default: the user of this machine)');
}

/** Who decides: as said, else the user of the operating system. Throws UserError for no name at all. */
export function actorOf(said: string | undefined): string {
  const checked = actorSchema.safeParse(said ?? systemUser());
  if (checked.success) return checked.data;
  throw new UserError(
    `who decides is not known (${checked.error.issues[0]?.message}); say --actor "Name Surname"`,
  );
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return process.env.USER ?? process.env.LOGNAME ?? '';
  }
}

/** A reason of more than two characters, as mappings want it too. */
export function reasonOf(said: string | undefined): string {
  const reason = said?.trim() ?? '';
  if (reason.length >= 3) return reason;
  throw new UserError('say why: --reason "..." (it stands in the history for good)');
}

/** The one agency a command works on. */
export function oneAgency(workspace: Workspace, id: string): Mapping {
  const [mapping] = chooseAgencies(workspace, {
    ids: [id],
    all: false,
    wave: undefined,
    kind: undefined,
  });
  if (!mapping) throw new UserError(`no agency "${id}" (kosh agencies list shows all)`);
  return mapping;
}
