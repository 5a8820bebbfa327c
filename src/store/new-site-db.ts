import {
  closeSync,
  existsSync,
  fdatasyncSync,
  linkSync,
  openSync,
  rmSync,
  writeFileSync,
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
  try {
    writeDurably(part, emptyDb(model));
    // A link, unlike a rename, never replaces what another process has put there meanwhile.
    linkSync(part, file);
  } catch {
    // A full disk, a file system without links, another process that was first: SQLite itself makes what is missing, or says why not.
  } finally {
    rmSync(part, { force: true });
  }
}

function writeDurably(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'w');
  try {
    writeFileSync(descriptor, bytes);
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
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
