import Database from 'better-sqlite3';

/** Sorts any number of lines in little memory: what does not fit goes to a temporary file that nobody else sees. */
export interface LineSorter {
  add(lines: readonly string[]): void;
  /** All lines in the order of their UTF-8 bytes. */
  sorted(): Iterable<string>;
  close(): void;
}

/** A sorter with nothing in it. */
export function lineSorter(): LineSorter {
  // SQLite's private database on disk.
  const db = new Database('');
  db.pragma('cache_size = -16384');
  db.exec(
    'CREATE TABLE lines (line TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (line, n)) WITHOUT ROWID',
  );
  const insert = db.prepare('INSERT INTO lines (line, n) VALUES (?, ?)');
  let count = 0;
  const addAll = db.transaction((lines: readonly string[]) => {
    for (const line of lines) insert.run(line, count++);
  });
  return {
    add: (lines) => addAll(lines),
    *sorted() {
      const rows = db
        .prepare<[], { line: string }>('SELECT line FROM lines ORDER BY line, n')
        .iterate();
      for (const { line } of rows) yield line;
    },
    close: () => db.close(),
  };
}
