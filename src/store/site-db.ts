import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../errors.ts';
import { placeNewDb } from './new-site-db.ts';
import { siteMigrations } from './site-migrations.ts';

/** An open site.db of one agency; every function of this folder takes it as first argument. */
export type SiteDb = Database.Database;

/** Applies the migrations a database lacks, each in its own transaction; a newer database is a UserError. */
export function migrate(db: SiteDb, migrations: readonly string[], file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new UserError(
      `${file} was written by a newer kosh (schema ${version}, this one knows ${migrations.length}). ` +
        'Update kosh, or restore the workspace from a backup made before.',
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** How a database is opened. */
export interface OpenOptions {
  /**
   * `commit`: a commit is on the disk when it returns. `checkpoint`: a loss of power may take the last commits with
   * it, never the database; closing makes all of them durable.
   */
  durability: 'commit' | 'checkpoint';
  cacheKiB: number;
  /** This process has opened it before: it is there, and of this schema. */
  isKnown?: boolean;
}

/** Opens (and makes or migrates) the site.db at `file`, in WAL mode. Commits are durable when they return unless told otherwise. */
export function openSiteDb(
  file: string,
  { durability, cacheKiB, isKnown = false }: OpenOptions = {
    durability: 'commit',
    cacheKiB: 16_384,
  },
): SiteDb {
  if (file !== ':memory:' && !isKnown) {
    mkdirSync(dirname(file), { recursive: true });
    placeNewDb(file, () => openSiteDb(':memory:'));
  }
  const db = new Database(file, { timeout: 5000 });
  db.pragma(`synchronous = ${durability === 'commit' ? 'FULL' : 'NORMAL'}`);
  if (!isKnown) db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  db.pragma(`cache_size = -${Math.floor(cacheKiB)}`);
  if (!isKnown) migrate(db, siteMigrations, file);
  return db;
}

/** Runs work whose commits need not be on the disk when they return, since it can be done again: a loss of power may take the last of them. */
export function withoutSync<T>(db: SiteDb, work: () => T): T {
  const before = db.pragma('synchronous', { simple: true });
  db.pragma('synchronous = NORMAL');
  // Pages that change again and again are moved from the log to the file once in 64 MiB, not in 4.
  db.pragma('wal_autocheckpoint = 16384');
  try {
    return work();
  } finally {
    db.pragma('wal_autocheckpoint = 1000');
    db.pragma(`synchronous = ${before}`);
  }
}

/** Opens the site.db at `file`, which another connection has made and migrated, for reading only. */
export function readSiteDb(file: string): SiteDb {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
}

const statements = new WeakMap<SiteDb, Map<string, Database.Statement<unknown[], unknown>>>();

/** A statement prepared once per database, for what runs many times a page; `Row` is what it returns. */
export function prepared<Row>(db: SiteDb, sql: string): Database.Statement<unknown[], Row> {
  let known = statements.get(db);
  if (known === undefined) {
    known = new Map();
    statements.set(db, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = db.prepare<unknown[], unknown>(sql);
    known.set(sql, statement);
  }
  return statement as Database.Statement<unknown[], Row>;
}
