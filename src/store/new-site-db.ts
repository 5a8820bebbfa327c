import {
  closeSync,
  existsSync,
  fdatasyncSync,
  linkSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type Database from 'better-sqlite3';

// https://sqlite.org/fileformat.html#file_format_version_numbers: 2 is WAL.
const formatVersionBytes = [18, 19];
const walFormat = 2;

/**
 * Puts an empty database of the present schema at `file`, unless something is there: a copy takes a tenth of the
 * time that making every table does, which counts when a crawl of hundreds of new agencies starts. `model` makes
 * the database to copy.
 */
export function placeNewDb(file: string, model: () => Database.Database): void {
  if (existsSync(file)) return;
  const part = `${file}.${process.pid}.new`;
  const descriptor = openSync(part, 'w');
  try {
    writeSync(descriptor, emptyDb(model));
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    // A link, unlike a rename, never replaces what another process has put there meanwhile.
    linkSync(part, file);
  } catch {
    // Not every file system has links, and the other process's file is as good: SQLite makes what is missing.
  } finally {
    rmSync(part);
  }
}

let empty: Buffer | undefined;

function emptyDb(model: () => Database.Database): Buffer {
  if (empty === undefined) {
    const db = model();
    empty = db.serialize();
    db.close();
    for (const at of formatVersionBytes) empty[at] = walFormat;
  }
  return empty;
}
