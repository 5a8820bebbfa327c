import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './site-db.ts';

/** The open hits.db of an agency: what its old addresses were asked for, by access logs. */
export type HitsDb = Database.Database;

/**
 * Migrations of hits.db, append-only. It cannot be derived from anything else: logs are thrown away.
 */
const hitsMigrations: readonly string[] = [
  `
  CREATE TABLE hits_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE counted_logs (
    log TEXT PRIMARY KEY,
    -- octets of the log that are counted here; set in the transaction that counts them
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One tree, in the order of keys: beside each other what is written and read together
  CREATE TABLE asked (
    key TEXT NOT NULL,
    -- as it was spelled; '*' for all spellings beyond those that are kept
    address TEXT NOT NULL,
    -- see hit-counts.ts
    counts BLOB NOT NULL,
    -- JSON: hosts that led there, with requests of a sample; empty for none
    referrers TEXT NOT NULL,
    PRIMARY KEY (key, address)
  ) STRICT, WITHOUT ROWID;

  -- Requests that are counted without their address, by reason
  CREATE TABLE asides (
    reason TEXT PRIMARY KEY,
    counts BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** Opens (and makes or migrates) the hits.db at `file`; commits are durable when they return. */
export function openHitsDb(file: string): HitsDb {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -16384');
  migrate(db, hitsMigrations, file);
  return db;
}
