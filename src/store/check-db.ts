import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { CheckCount, CheckedFault, CheckKind } from '../model/redirect-check.ts';
import { migrate, prepared } from './site-db.ts';

/** The open check.db of an agency: how its old addresses were answered when they were last checked. */
export type CheckDb = Database.Database;

/** Append-only, as those of site.db. */
const checkMigrations: readonly string[] = [
  `
  CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    owner TEXT NOT NULL,
    pid INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE checks (
    id INTEGER PRIMARY KEY,
    -- hash of all that the check depends on: tables, server, what is asked
    identity TEXT NOT NULL,
    -- JSON of CheckTerms
    terms TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    -- all keys up to it are done
    key_cursor TEXT NOT NULL DEFAULT '',
    -- all targets up to it are done
    target_cursor INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE counts (
    check_id INTEGER NOT NULL REFERENCES checks (id) ON DELETE CASCADE,
    class TEXT NOT NULL,
    host TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (check_id, class, host, kind)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE faults (
    id INTEGER PRIMARY KEY,
    check_id INTEGER NOT NULL REFERENCES checks (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    class TEXT NOT NULL,
    host TEXT NOT NULL,
    key TEXT NOT NULL,
    asked TEXT NOT NULL,
    expected TEXT NOT NULL,
    got TEXT NOT NULL
  ) STRICT;
  CREATE INDEX faults_kind ON faults (check_id, kind);

  CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    check_id INTEGER NOT NULL REFERENCES checks (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    is_file INTEGER NOT NULL,
    UNIQUE (check_id, address)
  ) STRICT;
  `,
];

/** Faults of one kind that a check lists; those beyond are counted. */
const mostListed = 10_000;

/** What a check is asked to do, as far as people read it later. */
export interface CheckTerms {
  against: string;
  portal: string | null;
  /** Decisions asked for, of so many. */
  keys: number;
  ofKeys: number;
  sample: { number: number; seed: number } | { mostHit: number } | null;
  /** Spelling classes; null for all. */
  classes: readonly string[] | null;
  confirmed: boolean;
  provisional: boolean;
  /** Checksum of all tables that lay in `out`. */
  tables: string;
}

/** One check and how far it is. */
export interface StoredCheck {
  id: number;
  identity: string;
  terms: CheckTerms;
  startedAt: string;
  finishedAt: string | null;
  keyCursor: string;
  targetCursor: number;
}

/** An address that decisions lead to; `key` is the first of their keys, `title` that of its old page or empty. */
export interface CheckTarget {
  id: number;
  address: string;
  key: string;
  title: string;
  isFile: boolean;
}

/** What is committed together: outcomes, and the place up to which all is done. */
export interface CheckStep {
  counts: readonly CheckCount[];
  faults: readonly CheckedFault[];
  targets?: readonly Omit<CheckTarget, 'id'>[];
  keyCursor?: string;
  targetCursor?: number;
}

/** Opens (and makes or migrates) the check.db at `file`. A check is lost by a loss of power at worst, never by a kill. */
export function openCheckDb(file: string): CheckDb {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -8192');
  migrate(db, checkMigrations, file);
  return db;
}

/** Opens a check.db only to look at it; undefined before the first check. */
export function lookAtChecks(file: string): CheckDb | undefined {
  return existsSync(file) ? openCheckDb(file) : undefined;
}

interface CheckRow {
  id: number;
  identity: string;
  terms: string;
  startedAt: string;
  finishedAt: string | null;
  keyCursor: string;
  targetCursor: number;
}

/** The newest check, finished or not. */
export function lastCheck(db: CheckDb): StoredCheck | undefined {
  const row = db
    .prepare<[], CheckRow>(
      `SELECT id, identity, terms, started_at AS startedAt, finished_at AS finishedAt,
         key_cursor AS keyCursor, target_cursor AS targetCursor
       FROM checks ORDER BY id DESC LIMIT 1`,
    )
    .get();
  return row && { ...row, terms: JSON.parse(row.terms) };
}

/** Begins a check in place of the earlier one; returns its id. */
export function beginCheck(db: CheckDb, identity: string, terms: CheckTerms, at: string): number {
  return db.transaction(() => {
    db.prepare('DELETE FROM checks').run();
    const { lastInsertRowid } = db
      .prepare('INSERT INTO checks (identity, terms, started_at) VALUES (?, ?, ?)')
      .run(identity, JSON.stringify(terms), at);
    return Number(lastInsertRowid);
  })();
}

/** Notes that a check is done. */
export function finishCheck(db: CheckDb, check: number, at: string): void {
  db.prepare('UPDATE checks SET finished_at = ? WHERE id = ?').run(at, check);
}

/** Commits a step of a check as one. */
export function commitStep(db: CheckDb, check: number, step: CheckStep): void {
  db.transaction(() => {
    const count = prepared<void>(
      db,
      `INSERT INTO counts (check_id, class, host, kind, number) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (check_id, class, host, kind) DO UPDATE SET number = number + excluded.number`,
    );
    for (const one of step.counts) count.run(check, one.class, one.host, one.kind, one.number);
    addFaults(db, check, step.faults);
    const target = prepared<void>(
      db,
      `INSERT INTO targets (check_id, address, key, title, is_file) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (check_id, address) DO UPDATE SET key = excluded.key, title = excluded.title
         WHERE title = '' AND excluded.title <> ''`,
    );
    for (const one of step.targets ?? []) {
      target.run(check, one.address, one.key, one.title, one.isFile ? 1 : 0);
    }
    const cursor = prepared<void>(
      db,
      `UPDATE checks SET key_cursor = coalesce(?, key_cursor),
         target_cursor = coalesce(?, target_cursor) WHERE id = ?`,
    );
    cursor.run(step.keyCursor ?? null, step.targetCursor ?? null, check);
  })();
}

function addFaults(db: CheckDb, check: number, faults: readonly CheckedFault[]): void {
  const listed = prepared<{ n: number }>(
    db,
    'SELECT count(*) AS n FROM faults WHERE check_id = ? AND kind = ?',
  );
  const room = new Map<CheckKind, number>();
  const add = prepared<void>(
    db,
    `INSERT INTO faults (check_id, kind, class, host, key, asked, expected, got)
     VALUES (@check, @kind, @class, @host, @key, @asked, @expected, @got)`,
  );
  for (const fault of faults) {
    const left = room.get(fault.kind) ?? mostListed - (listed.get(check, fault.kind)?.n ?? 0);
    if (left > 0) add.run({ ...fault, check });
    room.set(fault.kind, left - 1);
  }
}

/** How all requests of a check ended. */
export function checkCounts(db: CheckDb, check: number): CheckCount[] {
  return db
    .prepare<[number], CheckCount>(
      'SELECT class, host, kind, number FROM counts WHERE check_id = ? ORDER BY class, host, kind',
    )
    .all(check);
}

/** What a check lists, as asked. */
export function* checkFaults(db: CheckDb, check: number): Generator<CheckedFault> {
  const batch = db.prepare<[number, number], CheckedFault & { id: number }>(
    `SELECT id, kind, class, host, key, asked, expected, got FROM faults
     WHERE check_id = ? AND id > ? ORDER BY id LIMIT 500`,
  );
  for (let after = 0; ; ) {
    const rows = batch.all(check, after);
    for (const { id, ...fault } of rows) {
      after = id;
      yield fault;
    }
    if (rows.length < 500) return;
  }
}

/** Targets of a check after one of them, at most 500. */
export function targetBatch(db: CheckDb, check: number, after: number): CheckTarget[] {
  return db
    .prepare<[number, number], Omit<CheckTarget, 'isFile'> & { isFile: number }>(
      `SELECT id, address, key, title, is_file AS isFile FROM targets
       WHERE check_id = ? AND id > ? ORDER BY id LIMIT 500`,
    )
    .all(check, after)
    .map((row) => ({ ...row, isFile: row.isFile === 1 }));
}

/** Number of targets that a check is to look at. */
export function countTargets(db: CheckDb, check: number): number {
  const row = db
    .prepare<[number], { n: number }>('SELECT count(*) AS n FROM targets WHERE check_id = ?')
    .get(check);
  return row?.n ?? 0;
}
