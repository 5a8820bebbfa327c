import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { decisionsMigrations } from './decisions-migrations.ts';
import { migrate } from './site-db.ts';

/** The open decisions.db of an agency; the functions of the decisions files take it as first argument. */
export type DecisionsDb = Database.Database;

/** How long a writer waits for another, in milliseconds: a batch of a million rows is one transaction. */
const patience = 30_000;

/**
 * Opens (and makes or migrates) the decisions.db at `file`. It has no lease: a person decides while a crawl runs, and
 * two people at once. Commits are durable when they return.
 */
export function openDecisionsDb(file: string): DecisionsDb {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: patience });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // Batches are staged in a temporary table, which must not grow in memory.
  db.pragma('temp_store = FILE');
  db.pragma('cache_size = -16384');
  // Without it INSERT OR REPLACE would delete past the trigger.
  db.pragma('recursive_triggers = ON');
  migrate(db, decisionsMigrations, file);
  return db;
}
