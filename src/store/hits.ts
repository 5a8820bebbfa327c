import { exitCodes, UserError } from '../errors.ts';
import type { AsideReason } from '../model/hit.ts';
import {
  addPairs,
  type Counts,
  eachCount,
  packCounts,
  packPairs,
  unpackCounts,
} from '../text/packed-counts.ts';
import type { HitsDb } from './hits-db.ts';
import { prepared } from './site-db.ts';

/** What is added to an address, or to what is counted without one. */
export interface HitIncrease {
  address: string;
  key: string;
  aside: AsideReason | null;
  /** Codes and counts in turn; a code may come again. */
  counts: readonly number[];
  /** Hosts that led there; null for none. */
  referrers: ReadonlyMap<string, number> | null;
}

/** Spellings of a key that are kept; what is asked for in others is counted together. */
const mostSpellings = 50;
/** Address of the spellings that are not kept. */
export const otherSpellings = '*';
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
 * process counts a line twice. Throws a UserError (exit 4) when another process has counted in between. The increases
 * are sorted by key.
 */
export function addHits(
  db: HitsDb,
  log: string,
  span: { from: number; to: number },
  increases: HitIncrease[],
): void {
  increases.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  db.transaction(() => {
    if (countedPosition(db, log) !== span.from) {
      throw new UserError(
        'Another process is counting the same access log; wait for it or stop it. Nothing was counted twice.',
        exitCodes.inUse,
      );
    }
    const spellings = new Spellings(db);
    for (const one of increases) {
      if (one.aside === null) spellings.add(one);
      else addAside(db, one.aside, one.counts);
    }
    spellings.write();
    prepared(
      db,
      `INSERT INTO counted_logs (log, position) VALUES (?, ?)
       ON CONFLICT (log) DO UPDATE SET position = excluded.position`,
    ).run(log, span.to);
  }).immediate();
}

interface Spelling {
  /** What is stored; null for a spelling that is new. */
  packed: Buffer | null;
  /** What is added, codes and counts in turn. */
  more: number[] | null;
  referrers: string;
}

/** Reads the spellings of a key; one statement is shared, and gives arrays wherever it is used. */
function rowsOfKey(db: HitsDb) {
  return prepared<[address: string, counts: Buffer, referrers: string]>(
    db,
    'SELECT address, counts, referrers FROM asked WHERE key = ?',
  ).raw();
}

/** The spellings of one key after the other: each is read and written once, whatever is added. */
class Spellings {
  readonly #read;
  readonly #put;
  /** Nothing is stored yet, so that nothing has to be looked for. */
  readonly #isEmpty: boolean;
  #key = '';
  #known = new Map<string, Spelling>();

  constructor(db: HitsDb) {
    this.#isEmpty = prepared(db, 'SELECT 1 FROM asked LIMIT 1').get() === undefined;
    this.#read = rowsOfKey(db);
    this.#put = prepared(
      db,
      `INSERT INTO asked (key, address, counts, referrers) VALUES (?, ?, ?, ?)
       ON CONFLICT (key, address) DO UPDATE SET counts = excluded.counts, referrers = excluded.referrers`,
    );
  }

  add(one: HitIncrease): void {
    if (one.key !== this.#key) this.#turnTo(one.key);
    const spelling = this.#spelling(one.address);
    spelling.more = spelling.more === null ? [...one.counts] : spelling.more.concat(one.counts);
    if (one.referrers) spelling.referrers = addReferrers(spelling.referrers, one.referrers);
  }

  write(): void {
    for (const [address, { packed, more, referrers }] of this.#known) {
      if (more === null) continue;
      if (packed !== null) eachCount(packed, (code, count) => more.push(code, count));
      this.#put.run(this.#key, address, packPairs(more), referrers);
    }
    this.#known.clear();
  }

  #turnTo(key: string): void {
    this.write();
    this.#key = key;
    if (this.#isEmpty) return;
    for (const [address, packed, referrers] of this.#read.all(key)) {
      this.#known.set(address, { packed, more: null, referrers });
    }
  }

  #spelling(address: string): Spelling {
    const known = this.#known.get(address);
    if (known) return known;
    if (this.#known.size >= mostSpellings && address !== otherSpellings) {
      return this.#spelling(otherSpellings);
    }
    const made = { packed: null, more: null, referrers: '' };
    this.#known.set(address, made);
    return made;
  }
}

/** The hosts that led there most; a host that is new takes the place of the one with fewest. */
function addReferrers(known: string, more: ReadonlyMap<string, number>): string {
  if (known === '' && more.size === 1) {
    const [first] = more;
    return first === undefined ? '' : JSON.stringify({ [first[0]]: first[1] });
  }
  const all = new Map(referrersOf(known));
  for (const [host, n] of more) all.set(host, (all.get(host) ?? 0) + n);
  return JSON.stringify(Object.fromEntries([...all].sort(byNumber).slice(0, mostReferrers)));
}

function referrersOf(text: string): [host: string, requests: number][] {
  return text === '' ? [] : Object.entries<number>(JSON.parse(text));
}

function byNumber([a, m]: [string, number], [b, n]: [string, number]): number {
  return n - m || (a < b ? -1 : 1);
}

function addAside(db: HitsDb, reason: AsideReason, pairs: readonly number[]): void {
  const counts = asideCounts(db, reason);
  addPairs(counts, pairs);
  putAside(db, reason, counts);
}

/** Puts what was counted without addresses for a reason. */
export function putAside(db: HitsDb, reason: AsideReason, counts: Counts): void {
  prepared(
    db,
    `INSERT INTO asides (reason, counts) VALUES (?, ?)
     ON CONFLICT (reason) DO UPDATE SET counts = excluded.counts`,
  ).run(reason, packCounts(counts));
}

/** What was counted without addresses for a reason. */
export function asideCounts(db: HitsDb, reason: AsideReason): Counts {
  const row = prepared<{ counts: Buffer }>(db, 'SELECT counts FROM asides WHERE reason = ?').get(
    reason,
  );
  return row === undefined ? new Map() : unpackCounts(row.counts);
}

/** How a key was spelled: addresses by requests, most first; requests for spellings that are not kept; hosts that led there, most first. */
export function spellingsAsked(
  db: HitsDb,
  key: string,
): { spellings: string[]; others: number; referrers: string[] } {
  const rows = rowsOfKey(db)
    .all(key)
    .map(([address, counts, referrers]): [string, number, string] => [
      address,
      sumOf(counts),
      referrers,
    ]);
  const hosts = new Map<string, number>();
  for (const [host, n] of rows.flatMap(([, , referrers]) => referrersOf(referrers))) {
    hosts.set(host, (hosts.get(host) ?? 0) + n);
  }
  const spellings = rows
    .map(([address, n]): [string, number] => [address, n])
    .filter(([address]) => address !== otherSpellings)
    .sort(byNumber);
  return {
    spellings: spellings.map(([address]) => address),
    others: rows.find(([address]) => address === otherSpellings)?.[1] ?? 0,
    referrers: [...hosts].sort(byNumber).map(([host]) => host),
  };
}

/** Requests for one key, whoever asked; 0 when it never was. */
export function hitsOfKey(db: HitsDb, key: string): number {
  return prepared<{ counts: Buffer }>(db, 'SELECT counts FROM asked WHERE key = ?')
    .all(key)
    .reduce((all, row) => all + sumOf(row.counts), 0);
}

function sumOf(counts: Uint8Array): number {
  let all = 0;
  eachCount(counts, (_, n) => {
    all += n;
  });
  return all;
}
