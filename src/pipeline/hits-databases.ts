import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { type HitsDb, openHitsDb } from '../store/hits-db.ts';
import { rekeyHits } from '../store/hits-upkeep.ts';
import { type KeyRules, keyRulesHash, urlKey } from '../text/url-key.ts';
import { agencyFolder } from './agency-session.ts';

/** At most this many are open at once. */
const mostOpen = 32;

/** File of what the old addresses of an agency were asked for. */
function hitsFile(workspace: Workspace, agency: string): string {
  return join(agencyFolder(workspace, agency), 'hits.db');
}

/** File of what is known of the access logs that were read. */
export function accessLogsFile(workspace: Workspace): string {
  return join(workspace.dataFolder, 'access-logs.db');
}

/** An agency's hits.db with keys by these rules; undefined when no log was read for it. */
export function lookAtAgencyHits(
  workspace: Workspace,
  mapping: Mapping,
  rules: KeyRules,
): HitsDb | undefined {
  const file = hitsFile(workspace, mapping.id);
  if (!existsSync(file)) return undefined;
  const db = openHitsDb(file);
  keyHits(db, rules);
  return db;
}

/** Keys what is in a hits.db anew when the rules have changed since. */
export function keyHits(db: HitsDb, rules: KeyRules): void {
  rekeyHits(db, keyRulesHash(rules), (address) => urlKey(address, rules));
}

/** The hits databases of a workspace; the longest unused one closes first. */
export class HitsDatabases {
  readonly #workspace: Workspace;
  readonly #open = new Map<string, HitsDb>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The hits.db of an agency, made when there is none. Do not keep it: it may close at the next call. */
  of(agency: string): HitsDb {
    const known = this.#open.get(agency);
    if (known) {
      this.#open.delete(agency);
      this.#open.set(agency, known);
      return known;
    }
    if (this.#open.size >= mostOpen) this.#closeOldest();
    const db = openHitsDb(hitsFile(this.#workspace, agency));
    this.#open.set(agency, db);
    return db;
  }

  close(): void {
    for (const db of this.#open.values()) db.close();
    this.#open.clear();
  }

  #closeOldest(): void {
    const [agency] = this.#open.keys();
    if (agency === undefined) return;
    this.#open.get(agency)?.close();
    this.#open.delete(agency);
  }
}
