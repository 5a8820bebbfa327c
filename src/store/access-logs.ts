import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate, prepared } from './site-db.ts';

/** The open access-logs.db of a workspace: which logs were read, and how far. */
export type AccessLogsDb = Database.Database;

const accessLogMigrations: readonly string[] = [
  `
  CREATE TABLE logs (
    id TEXT PRIMARY KEY,
    -- host of lines that name none
    host TEXT NOT NULL,
    -- its first octets, and a hash of the very first of them; empty while there are too few
    head BLOB NOT NULL,
    first TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- SHA-256 of the octets before the position, and how many
    tail TEXT NOT NULL,
    tail_bytes INTEGER NOT NULL,
    -- JSON of LogFormat
    format TEXT NOT NULL,
    -- hash of the hosts that agencies had when it was read
    hosts TEXT NOT NULL,
    name TEXT NOT NULL,
    requests INTEGER NOT NULL,
    torn INTEGER NOT NULL,
    over_long INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX logs_first ON logs (first);

  -- Files that are compressed and were read to their end, by their bytes
  CREATE TABLE packed_files (
    print TEXT NOT NULL,
    log TEXT NOT NULL,
    hosts TEXT NOT NULL,
    PRIMARY KEY (print, hosts)
  ) STRICT, WITHOUT ROWID;

  -- Requests by hosts that no mapping has
  CREATE TABLE foreign_hosts (
    log TEXT NOT NULL,
    host TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (log, host)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** What is known of a log that was read. */
export interface ReadLog {
  id: string;
  host: string;
  head: Uint8Array;
  first: string;
  position: number;
  tail: string;
  tailBytes: number;
  format: string;
  hosts: string;
  name: string;
  /** Lines by what they were. */
  requests: number;
  torn: number;
  overLong: number;
}

/** Opens (and makes or migrates) the access-logs.db at `file`. */
export function openAccessLogs(file: string): AccessLogsDb {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  migrate(db, accessLogMigrations, file);
  return db;
}

const columns = `id, host, head, first, position, tail, tail_bytes AS tailBytes, format, hosts, name,
  requests, torn, over_long AS overLong`;

/**
 * Logs that may begin as one of this `first` (empty: too short to have one), and whose lines name their host or were read
 * for this one; the one that was read farthest first.
 */
export function logsBeginning(db: AccessLogsDb, first: string, host: string): ReadLog[] {
  return prepared<ReadLog>(
    db,
    `SELECT ${columns} FROM logs WHERE (first IN (?, '') OR ? = '') AND host IN ('', ?)
     ORDER BY position DESC`,
  ).all(first, first, host);
}

/** Tells whether an id is taken. */
export function hasLog(db: AccessLogsDb, id: string): boolean {
  return prepared(db, 'SELECT 1 FROM logs WHERE id = ?').get(id) !== undefined;
}

/** Puts how far a log was read, and what its lines were, in one transaction; requests by foreign hosts are added. */
export function putLog(
  db: AccessLogsDb,
  log: ReadLog,
  foreign: ReadonlyMap<string, number>,
  anew: boolean,
): void {
  db.transaction(() => {
    prepared(
      db,
      `INSERT OR REPLACE INTO logs (id, host, head, first, position, tail, tail_bytes, format, hosts, name,
         requests, torn, over_long)
       VALUES (@id, @host, @head, @first, @position, @tail, @tailBytes, @format, @hosts, @name,
         @requests, @torn, @overLong)`,
    ).run(log);
    if (anew) prepared(db, 'DELETE FROM foreign_hosts WHERE log = ?').run(log.id);
    const add = prepared(
      db,
      `INSERT INTO foreign_hosts (log, host, requests) VALUES (?, ?, ?)
       ON CONFLICT (log, host) DO UPDATE SET requests = requests + excluded.requests`,
    );
    for (const [host, requests] of foreign) add.run(log.id, host, requests);
  }).immediate();
}

/** The log that a compressed file holds, when it was read to its end while agencies had the same hosts. */
export function packedLog(db: AccessLogsDb, print: string, hosts: string): string | undefined {
  return prepared<{ log: string }>(
    db,
    'SELECT log FROM packed_files WHERE print = ? AND hosts = ?',
  ).get(print, hosts)?.log;
}

/** Remembers a compressed file that was read to its end. */
export function putPackedLog(db: AccessLogsDb, print: string, hosts: string, log: string): void {
  prepared(db, 'INSERT OR REPLACE INTO packed_files (print, hosts, log) VALUES (?, ?, ?)').run(
    print,
    hosts,
    log,
  );
}

/** Requests by hosts that no mapping has, over all logs, most first. */
export function foreignHosts(
  db: AccessLogsDb,
  limit: number,
): { host: string; requests: number }[] {
  return prepared<{ host: string; requests: number }>(
    db,
    'SELECT host, sum(requests) AS requests FROM foreign_hosts GROUP BY host ORDER BY requests DESC, host LIMIT ?',
  ).all(limit);
}
