import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { EmittedFile } from '../redirects/emit/emitted-file.ts';
import type { TableServer } from '../redirects/emit/emitters.ts';
import { type RowReader, rowReaderFor } from '../redirects/table-rows.ts';
import { TableComparison } from '../store/table-comparison.ts';

/** What became of a file as a whole. `tampered` and `missing`: the folder is not as kosh wrote it; `foreign`: not kosh's. */
export type FileChange =
  | 'added'
  | 'removed'
  | 'changed'
  | 'same'
  | 'tampered'
  | 'missing'
  | 'foreign';

/** Tables as they are installed beside those that would be written now. */
export interface TableDiff {
  server: TableServer;
  /** Folder of the installed tables. */
  folder: string;
  files: { name: string; change: FileChange }[];
  rows: TableComparison;
}

const sumsName = 'SHA256SUMS';
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
/** A longer line is no row of a table. */
const longestLine = 64 * 1024;

/**
 * Compares a folder that was installed with what would be written now, file by file and row by row, in flat memory. Throws
 * UserError for a folder without a readable list of checksums. Close `rows` when done.
 */
export async function diffTables(
  server: TableServer,
  folder: string,
  planned: AsyncIterable<EmittedFile>,
): Promise<TableDiff> {
  const sums = readSums(folder);
  const rows = new TableComparison();
  try {
    const installed = new Map<string, { sum: string | undefined; isSound: boolean }>();
    for (const [name, sum] of sums) {
      const actual = await readInstalled(join(folder, name), rowReaderFor(server, name), rows);
      installed.set(name, { sum: actual, isSound: actual === sum });
    }
    const hashes = await readPlanned(server, planned, rows);
    if (sums.size > 0 && ![...hashes.keys()].some((name) => sums.has(name) && !common.test(name))) {
      throw new UserError(`${folder}: holds no tables for ${server}; name their server: --server`);
    }
    const files: TableDiff['files'] = [];
    for (const [name, { sum, isSound }] of installed) {
      if (!isSound) files.push({ name, change: sum === undefined ? 'missing' : 'tampered' });
      const planned = hashes.get(name);
      if (planned === undefined) files.push({ name, change: 'removed' });
      else if (isSound) files.push({ name, change: planned === sum ? 'same' : 'changed' });
    }
    for (const name of hashes.keys()) {
      if (!installed.has(name)) files.push({ name, change: 'added' });
    }
    for (const name of foreignNames(folder, sums)) files.push({ name, change: 'foreign' });
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { server, folder, files, rows };
  } catch (error) {
    rows.close();
    throw error;
  }
}

/** Checksums by name, as `sha256sum` writes them. */
function readSums(folder: string): Map<string, string> {
  const file = join(folder, sumsName);
  if (!existsSync(file)) {
    throw new UserError(
      `${folder}: no ${sumsName} in it; copy the whole folder of the agency from the server`,
    );
  }
  const sums = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    if (line === '') continue;
    const [, sum = '', name = ''] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (!plainName.test(name))
      throw new UserError(`${file}: no list of checksums: ${line.slice(0, 80)}`);
    sums.set(name, sum);
  }
  return sums;
}

/** Reads a file's rows; returns its checksum, or undefined when it is not there. */
async function readInstalled(
  path: string,
  reader: RowReader | undefined,
  rows: TableComparison,
): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  const hash = createHash('sha256');
  let rest = '';
  const take = (line: string) => {
    const row = reader?.(readable(line));
    if (row) rows.put('before', row);
  };
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    if (!reader) continue;
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) take(line);
  }
  take(rest);
  return hash.digest('hex');
}

/** Reads the rows of what would be written; returns the checksums by name. */
async function readPlanned(
  server: TableServer,
  planned: AsyncIterable<EmittedFile>,
  rows: TableComparison,
): Promise<Map<string, string>> {
  const hashes = new Map<string, Hash>();
  const readers = new Map<string, RowReader | undefined>();
  for await (const { name, lines, octets } of planned) {
    const hash = hashes.get(name) ?? createHash('sha256');
    // A file comes in pieces, and its reader may remember where it is.
    if (!hashes.has(name)) readers.set(name, rowReaderFor(server, name));
    hashes.set(name, hash);
    const reader = readers.get(name);
    for (const line of lines) {
      hash.update(Buffer.from(`${line}\n`, octets ? 'latin1' : 'utf8'));
      const row = reader?.(octets ? readable(line) : line);
      if (row) rows.put('after', row);
    }
  }
  return new Map([...hashes].map(([name, hash]) => [name, hash.digest('hex')]));
}

/** A line of octets (a latin1 character each) as people read it: UTF-8 where it is that, else escapes, so that none is lost. */
function readable(line: string): string {
  if (!/[\x80-\xff]/.test(line)) return line;
  const bytes = Buffer.from(line, 'latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return line.replace(
    /[\x80-\xff]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Files that every server's tables have tell no server. */
const common =
  /^(?:README\.txt|[a-z-]+\.html|certificate-names\.txt|not-representable\.csv|.*\.(?:robots\.txt|sitemap.*\.xml))$/;

function foreignNames(folder: string, sums: ReadonlyMap<string, string>): string[] {
  return readdirSync(folder).filter((name) => name !== sumsName && !sums.has(name));
}
