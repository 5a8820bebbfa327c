import Database from 'better-sqlite3';

/** Records sorted by key in little memory, and how to be rid of them. */
export interface StoredSorter {
  put(key: string, record: string): void;
  /** Every record in the order of the keys' UTF-8 octets, as often as asked for; nothing may be put any more. */
  sorted(): Iterable<readonly [key: string, record: string]>;
  close(): void;
}

/** A sorter with nothing in it; what does not fit its 8 MiB goes to a temporary file that nobody else sees. */
export function recordSorter(): StoredSorter {
  // SQLite's private database on disk: gone with the connection, so nothing of it needs to be safe.
  const db = new Database('');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -8192');
  db.exec('CREATE TABLE records (key TEXT NOT NULL, record TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO records (key, record) VALUES (?, ?)');
  const all = db
    .prepare<[], [key: string, record: string]>('SELECT key, record FROM records ORDER BY key')
    .raw();
  db.exec('BEGIN');
  return {
    put: (key, record) => insert.run(key, record),
    sorted: () => all.iterate(),
    close: () => db.close(),
  };
}
