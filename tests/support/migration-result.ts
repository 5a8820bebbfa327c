import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { agencies } from './migration-copy.ts';

/** What a migration came to, as named lists of lines that are compared one by one. */
export type MigrationResult = Map<string, string[]>;

/** Every file below a folder of a workspace: texts by line, all else by its hash. */
export function filesIn(workspace: string, folder: string): MigrationResult {
  const root = join(workspace, folder);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    paths
      .filter((path) => lstatSync(join(root, path)).isFile())
      .map((path) => [join(folder, path), linesOf(join(root, path))]),
  );
}

function linesOf(file: string): string[] {
  const bytes = readFileSync(file);
  const isText = /\.(ndjson|json|txt|md|csv|conf|map|html)$/.test(file);
  return isText ? bytes.toString().split('\n') : [createHash('sha256').update(bytes).digest('hex')];
}

/**
 * Everything a migration promises to be the same whatever happened on the way: bundles and tables but
 * the times of captures (and manifests, which hash them), ids, captures by address, what became of every
 * address, findings.
 */
export function migrationResult(workspace: string): MigrationResult {
  const result: MigrationResult = new Map([['ids', linesOf(join(workspace, 'data/ids.ndjson'))]]);
  for (const [path, lines] of [
    ...filesIn(workspace, 'out/bundles'),
    ...filesIn(workspace, 'out/redirects'),
  ]) {
    if (/\/(tag)?manifest-sha256\.txt$/.test(path)) continue;
    const timeless = path.endsWith('/data/provenance.ndjson') ? lines.map(withoutTime) : lines;
    result.set(path, timeless);
  }
  for (const agency of agencies) {
    const file = join(workspace, 'data', agency, 'site.db');
    if (existsSync(file)) lookInto(file, (db) => addAgency(result, agency, db));
  }
  return result;
}

function withoutTime(line: string): string {
  return line.replace(/"fetched_at":"[^"]*"/, '"fetched_at":""');
}

function addAgency(result: MigrationResult, agency: string, db: SiteDb): void {
  const list = (name: string, sql: string) =>
    result.set(
      `${agency} ${name}`,
      db
        .prepare(sql)
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    );
  list(
    'captures',
    `SELECT address, variant, status, payload_digest, media_type, encoding, location
     FROM captures JOIN addresses ON addresses.id = address_id`,
  );
  list('addresses', 'SELECT address, state, depth, hints, rule, reason FROM addresses');
  list('findings', 'SELECT stage, code, severity, address, subject, detail FROM findings');
}

/** Rows of every table of a database but leases and the journal of runs, blobs by their hash. */
export function tablesOf(file: string): MigrationResult {
  return lookInto(file, (db) => {
    const names = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map(({ name }) => name)
      .filter((name) => !['lease', 'runs'].includes(name))
      .sort();
    return new Map(
      names.map((name) => [
        name,
        db
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => JSON.stringify(row, hashedBlobs)),
      ]),
    );
  });
}

function hashedBlobs(_name: string, value: unknown): unknown {
  const isBlob =
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBlob ? createHash('sha256').update(JSON.stringify(value)).digest('hex') : value;
}

/** Opens a site.db or portal.db, works with it and closes it. */
export function lookInto<Result>(file: string, work: (db: SiteDb) => Result): Result {
  const db = file.endsWith('portal.db') ? openPortalDb(file) : openSiteDb(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const shownDifferences = 12;

/** The first differences between two results, in words; none when they are equal. */
export function differences(expected: MigrationResult, actual: MigrationResult): string[] {
  const found: string[] = [];
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const [before, after] = [expected.get(name), actual.get(name)];
    if (!before || !after) {
      found.push(`${name}: ${before ? 'is missing' : 'is new'}`);
      continue;
    }
    const lost = before.filter((line) => !after.includes(line));
    const added = after.filter((line) => !before.includes(line));
    found.push(
      ...lost.map((line) => `${name}: - ${line.slice(0, 600)}`),
      ...added.map((line) => `${name}: + ${line.slice(0, 600)}`),
    );
    if (lost.length + added.length === 0 && before.join('\n') !== after.join('\n'))
      found.push(`${name}: another order, or another number of equal lines`);
  }
  return found.slice(0, shownDifferences);
}
