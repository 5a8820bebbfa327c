import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { portalMigrations } from './portal-migrations.ts';
import { migrate } from './site-db.ts';

/** The open portal.db of a workspace; the functions of the portal files take it as first argument. */
export type PortalDb = Database.Database;

/** Opens (and makes or migrates) the portal.db at `file`; commits are durable when they return. `takeLease` guards it. */
export function openPortalDb(file: string): PortalDb {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
  // All results of dedupe are one commit: what it left of the log is cut off again.
  db.pragma('journal_size_limit = 67108864');
  migrate(db, portalMigrations, file);
  return db;
}

/** Number of the dedupe results in the database, 0 before the first; a stage that planned with another replans. */
export function portalGeneration(db: PortalDb): number {
  const row = db
    .prepare<[], { value: string }>(`SELECT value FROM portal_state WHERE key = 'generation'`)
    .get();
  return row === undefined ? 0 : Number(row.value);
}

/** Counts the generation up by one, inside the transaction that writes the new results; returns it. */
export function nextGeneration(db: PortalDb): number {
  const next = portalGeneration(db) + 1;
  db.prepare(
    `INSERT INTO portal_state (key, value) VALUES ('generation', ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  ).run(String(next));
  return next;
}

/** What is known of an agency, by name: hash of the pages deduped, id of the last bundle confirmed. */
export function agencyState(db: PortalDb, agency: string): Map<string, string> {
  const rows = db
    .prepare<[string], { key: string; value: string }>(
      'SELECT key, value FROM agency_state WHERE agency = ? ORDER BY key',
    )
    .all(agency);
  return new Map(rows.map(({ key, value }) => [key, value]));
}

/** Sets one name of an agency's state; null removes it. */
export function setAgencyState(
  db: PortalDb,
  agency: string,
  key: string,
  value: string | null,
): void {
  if (value === null) {
    db.prepare('DELETE FROM agency_state WHERE agency = ? AND key = ?').run(agency, key);
    return;
  }
  db.prepare(
    `INSERT INTO agency_state (agency, key, value) VALUES (?, ?, ?)
     ON CONFLICT (agency, key) DO UPDATE SET value = excluded.value`,
  ).run(agency, key, value);
}
