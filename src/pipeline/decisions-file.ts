import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import { sharedAgency } from '../model/item.ts';
import { type DecisionsDb, openDecisionsDb } from '../store/decisions-db.ts';
import { agencyFolder } from './agency-session.ts';

/**
 * File of an agency's decisions.db, or of the one for the whole workspace under the name `shared`: what people said, which
 * nothing can derive.
 */
function decisionsFile(workspace: Workspace, id: string): string {
  if (id === sharedAgency) return join(workspace.dataFolder, 'decisions.db');
  return join(agencyFolder(workspace, id), 'decisions.db');
}

/** Opens the decisions of an agency, or of `shared`, to append to. Needs no lease. */
export function openDecisions(workspace: Workspace, id: string): DecisionsDb {
  return openDecisionsDb(decisionsFile(workspace, id));
}

/** Opens such decisions only to look at them: an empty database in memory while there are none. */
export function lookAtDecisions(workspace: Workspace, id: string): DecisionsDb {
  const file = decisionsFile(workspace, id);
  return openDecisionsDb(existsSync(file) ? file : ':memory:');
}

/** A name for what is decided in one go, readable and in order of time: `20180319-150910-4f0a2c`. */
export function newBatchName(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(3).toString('hex')}`;
}
