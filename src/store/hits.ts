import { exitCodes, UserError } from '../errors.ts';
import { type AsideReason, readHitCode } from '../model/hit.ts';
import { addCounts, type HitCounts, packCounts, unpackCounts } from './hit-counts.ts';
import type { HitsDb } from './hits-db.ts';
import { prepared } from './site-db.ts';

/** What is added to an address, or to what is counted without one. */
export interface HitIncrease {
  address: string;
  key: string;
  aside: AsideReason | null;
  /** Codes and counts in turn; a code may come again. */
  counts: readonly number[];
  referrers: ReadonlyMap<string, number>;
  /** Number of the address in this database; 0 when it is not known. It is set. */
  id: number;
}

/** Spellings of a key that are kept; what is asked for in others is counted together. */
const mostSpellings = 50;
const mostReferrers = 8;

/** Octets of a log that are counted in this database. */
export function countedPosition(db: HitsDb, log: string): number {
  const row = prepared<{ position: number }>(
    db,
    'SELECT position FROM counted_logs WHERE log = ?',
  ).get(log);
  return row?.position ?? 0;
}

/**
 * Adds what was counted in a log from one position to another, in one transaction with the position, so that no end of the
 * process counts a line twice. Throws a UserError (exit 4) when another process has counted in between.
 */
export function addHits(
  db: HitsDb,
  log: string,
  span: { from: number; to: number },
  increases: readonly HitIncrease[],
): void {
  db.transaction(() => {
    if (countedPosition(db, log) !== span.from) {
      throw new UserError(
        'Another process is counting the same access log; wait for it or stop it. Nothing was counted twice.',
        exitCodes.inUse,
      );
    }
    for (const one of increases) {
      if (one.aside === null) addAddress(db, one);
      else addAside(db, one.aside, one.counts);
    }
    prepared(
      db,
      `INSERT INTO counted_logs (log, position) VALUES (?, ?)
       ON CONFLICT (log) DO UPDATE SET position = excluded.position`,
    ).run(log, span.to);
  }).immediate();
}

interface AskedRow {
  id: number;
  counts: Buffer;
  referrers: string;
}

function addAddress(db: HitsDb, one: HitIncrease): void {
  const row = rowOf(db, one);
  if (row === undefined) {
    const counts: HitCounts = new Map();
    addCounts(counts, one.counts);
    const address = isFull(db, one.key) ? `*${one.key}` : one.address;
    const made = address === one.address ? undefined : rowAt(db, address);
    if (made === undefined) {
      const { lastInsertRowid } = prepared(
        db,
        'INSERT INTO asked (address, key, counts, referrers) VALUES (?, ?, ?, ?)',
      ).run(address, one.key, packCounts(counts), referrersText({}, one.referrers));
      one.id = Number(lastInsertRowid);
      return;
    }
    increase(db, made, one);
    return;
  }
  increase(db, row, one);
}

function increase(db: HitsDb, row: AskedRow, one: HitIncrease): void {
  const counts = unpackCounts(row.counts);
  addCounts(counts, one.counts);
  const referrers =
    one.referrers.size === 0
      ? row.referrers
      : referrersText(JSON.parse(row.referrers), one.referrers);
  prepared(db, 'UPDATE asked SET counts = ?, referrers = ? WHERE id = ?').run(
    packCounts(counts),
    referrers,
    row.id,
  );
  one.id = row.id;
}

function rowOf(db: HitsDb, one: HitIncrease): AskedRow | undefined {
  const known =
    one.id > 0
      ? prepared<AskedRow>(db, 'SELECT id, counts, referrers FROM asked WHERE id = ?').get(one.id)
      : undefined;
  return known ?? rowAt(db, one.address);
}

function rowAt(db: HitsDb, address: string): AskedRow | undefined {
  return prepared<AskedRow>(db, 'SELECT id, counts, referrers FROM asked WHERE address = ?').get(
    address,
  );
}

function isFull(db: HitsDb, key: string): boolean {
  const row = prepared<{ n: number }>(db, 'SELECT count(*) AS n FROM asked WHERE key = ?').get(key);
  return (row?.n ?? 0) >= mostSpellings;
}

/** The hosts that led there most; a host that is new takes the place of the one with fewest. */
function referrersText(known: Record<string, number>, more: ReadonlyMap<string, number>): string {
  const all = new Map(Object.entries(known));
  for (const [host, n] of more) all.set(host, (all.get(host) ?? 0) + n);
  const most = [...all].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostReferrers);
  return JSON.stringify(Object.fromEntries(most));
}

function addAside(db: HitsDb, reason: AsideReason, pairs: readonly number[]): void {
  const counts = asideCounts(db, reason);
  addCounts(counts, pairs);
  prepared(
    db,
    `INSERT INTO asides (reason, counts) VALUES (?, ?)
     ON CONFLICT (reason) DO UPDATE SET counts = excluded.counts`,
  ).run(reason, packCounts(counts));
}

/** What was counted without addresses for a reason. */
export function asideCounts(db: HitsDb, reason: AsideReason): HitCounts {
  const row = prepared<{ counts: Buffer }>(db, 'SELECT counts FROM asides WHERE reason = ?').get(
    reason,
  );
  return row === undefined ? new Map() : unpackCounts(row.counts);
}

/** One key with all that was asked for it. */
export interface AskedKey {
  key: string;
  counts: HitCounts;
}

/** Every key that was asked for, by key in code-unit order, with the counts of its spellings together. */
export function* askedKeys(db: HitsDb): Generator<AskedKey> {
  let current: AskedKey | undefined;
  for (let after = { key: '', id: 0 }; ; ) {
    const batch = askedBatch(db, after);
    const last = batch.at(-1);
    if (!last) break;
    after = { key: last.key, id: last.id };
    for (const { key, counts } of batch) {
      if (current && current.key !== key) yield current;
      if (current?.key !== key) current = { key, counts: new Map() };
      addCounts(current.counts, [...unpackCounts(counts)].flat());
    }
  }
  if (current) yield current;
}

function askedBatch(
  db: HitsDb,
  after: { key: string; id: number },
): { id: number; key: string; counts: Buffer }[] {
  return prepared<{ id: number; key: string; counts: Buffer }>(
    db,
    'SELECT id, key, counts FROM asked WHERE (key, id) > (?, ?) ORDER BY key, id LIMIT 500',
  ).all(after.key, after.id);
}

/** So many addresses are a site's; of more most were made up by scanners, and it takes two requests, or an answer, to be told. */
const manyAsked = 50_000;

/** Addresses that people asked for, as they were spelled, with their keys: by key and address in code-unit order. */
export function* peopleAsked(db: HitsDb): Generator<{ key: string; address: string }> {
  const { n } = prepared<{ n: number }>(db, 'SELECT count(*) AS n FROM asked').get() ?? { n: 0 };
  for (let after = { key: '', address: '' }; ; ) {
    const batch = prepared<{ key: string; address: string; counts: Buffer }>(
      db,
      `SELECT key, address, counts FROM asked WHERE (key, address) > (?, ?)
       ORDER BY key, address LIMIT 500`,
    ).all(after.key, after.address);
    const last = batch.at(-1);
    if (!last) return;
    after = last;
    for (const { key, address, counts } of batch) {
      if (isRest(address) || !isAsked(unpackCounts(counts), n > manyAsked)) continue;
      yield { key, address };
    }
  }
}

function isAsked(counts: HitCounts, strictly: boolean): boolean {
  let people = 0;
  let answered = false;
  for (const [code, n] of counts) {
    const { hitClass, isProgram } = readHitCode(code);
    if (!isProgram) people += n;
    answered ||= hitClass === 'answered' || hitClass === 'moved';
  }
  return people > 0 && (!strictly || answered || people > 1);
}

/** Spellings beyond those that are kept are counted under the key. */
function isRest(address: string): boolean {
  return address.startsWith('*');
}

/** How a key was spelled: addresses by requests, most first; requests for spellings that are not kept; hosts that led there, most first. */
export function spellingsAsked(
  db: HitsDb,
  key: string,
): { spellings: string[]; others: number; referrers: string[] } {
  const rows = prepared<{ address: string; counts: Buffer; referrers: string }>(
    db,
    'SELECT address, counts, referrers FROM asked WHERE key = ?',
  )
    .all(key)
    .map((row) => ({ ...row, n: sum(unpackCounts(row.counts)) }))
    .sort((a, b) => b.n - a.n || (a.address < b.address ? -1 : 1));
  const hosts = new Map<string, number>();
  for (const { referrers } of rows) {
    for (const [host, n] of Object.entries<number>(JSON.parse(referrers))) {
      hosts.set(host, (hosts.get(host) ?? 0) + n);
    }
  }
  return {
    spellings: rows.filter((row) => !isRest(row.address)).map((row) => row.address),
    others: rows.filter((row) => isRest(row.address)).reduce((all, { n }) => all + n, 0),
    referrers: [...hosts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([host]) => host),
  };
}

/** Requests for one key, whoever asked; 0 when it never was. */
export function hitsOfKey(db: HitsDb, key: string): number {
  return prepared<{ counts: Buffer }>(db, 'SELECT counts FROM asked WHERE key = ?')
    .all(key)
    .reduce((all, row) => all + sum(unpackCounts(row.counts)), 0);
}

function sum(counts: HitCounts): number {
  let all = 0;
  for (const n of counts.values()) all += n;
  return all;
}
