import { type Redirect, redirectDecisions } from '../model/redirect.ts';
import { compareKeys } from '../text/key-order.ts';
import { prepared, type SiteDb } from './site-db.ts';

/**
 * A decision as it is stored beside its key: an array, since a million of them are read several times over, and names of
 * properties make them half as long again.
 */
type StoredFields = [
  decision: Redirect['decision'],
  provisional: 0 | 1,
  agency: string,
  source: Redirect['source'],
  target: string | null,
  itemId: string | null,
  lang: Redirect['lang'],
  reason: string,
  moreSpellings: number,
  spellings: string[],
  follows?: string,
];

function dataOf(one: Redirect): string {
  const fields: StoredFields = [
    one.decision,
    one.provisional ? 1 : 0,
    one.agency,
    one.source,
    one.target,
    one.itemId,
    one.lang,
    one.reason,
    one.moreSpellings,
    one.spellings,
  ];
  if (one.follows !== undefined) fields.push(one.follows);
  return JSON.stringify(fields);
}

/** Reads what this file alone writes; a whole check of every field would take a third of the time of reading (measured). */
function redirectFrom(key: string, data: string): Redirect {
  const fields = JSON.parse(data) as StoredFields;
  const [decision, provisional, agency, source, target, itemId, lang, reason] = fields;
  const [, , , , , , , , moreSpellings, spellings, follows] = fields;
  if (!redirectDecisions.includes(decision) || !Array.isArray(spellings)) {
    throw new Error(`the stored decision for ${key} is broken`);
  }
  const row = {
    agency,
    key,
    spellings,
    moreSpellings,
    decision,
    target,
    itemId,
    lang,
    provisional: provisional === 1,
    source,
    reason,
  };
  return follows === undefined ? row : { ...row, follows };
}

/** Rows written in one transaction, and read in one batch. */
const batchRows = 500;

interface StoredRow {
  key: string;
  data: string;
}

/**
 * Puts an agency's decisions in place of its earlier ones, a few hundred a transaction. Rows that stay the same are not
 * written. Two rounds, each in the order of the keys' UTF-8 octets: after the first, earlier rows that were neither put
 * nor postponed are gone.
 */
export class RedirectsWriter {
  readonly #db: SiteDb;
  /** Earlier rows from the place that the first round has reached. */
  #earlier: StoredRow[] = [];
  #at = 0;
  #allRead = false;
  #reached = '';
  #inFirstRound = true;
  #waiting: { key: string; data: string | null }[] = [];
  #changed = 0;

  constructor(db: SiteDb) {
    this.#db = db;
  }

  put(redirect: Redirect): void {
    if (!this.#inFirstRound) {
      this.putLate(redirect);
      return;
    }
    const data = dataOf(redirect);
    if (this.#pass(redirect.key) !== data) this.#change(redirect.key, data);
  }

  /** The row will be put in the second round: the earlier one stays for now. */
  postpone(key: string): void {
    this.#pass(key);
  }

  /** Removes the earlier rows that are left, and makes the first round's rows readable. */
  endFirstRound(): void {
    for (let row = this.#next(); row !== undefined; row = this.#next()) this.#drop(row);
    this.#inFirstRound = false;
    this.flush();
  }

  /** Puts a decision out of order, whatever round it is; others stay as they are. */
  putLate(redirect: Redirect): void {
    const data = dataOf(redirect);
    if (storedData(this.#db, redirect.key) !== data) this.#change(redirect.key, data);
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const put = prepared(
      this.#db,
      'INSERT INTO redirects (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data',
    );
    const remove = prepared(this.#db, 'DELETE FROM redirects WHERE key = ?');
    this.#db.transaction(() => {
      for (const { key, data } of this.#waiting) {
        if (data === null) remove.run(key);
        else put.run(key, data);
      }
    })();
    this.#waiting = [];
  }

  /** How many rows were put, changed or removed. */
  get changed(): number {
    return this.#changed;
  }

  /** Drops earlier rows before a key; gives the earlier data of that key. */
  #pass(key: string): string | undefined {
    for (let row = this.#next(); row !== undefined; row = this.#next()) {
      if (row.key === key) {
        this.#at++;
        this.#reached = key;
        return row.data;
      }
      if (compareKeys(row.key, key) > 0) break;
      this.#drop(row);
    }
    this.#reached = key;
    return undefined;
  }

  #next(): StoredRow | undefined {
    if (this.#at < this.#earlier.length || this.#allRead) return this.#earlier[this.#at];
    // Never behind the place reached: rows that this run put must not be met as earlier ones.
    this.#earlier = prepared<StoredRow>(
      this.#db,
      'SELECT key, data FROM redirects WHERE key > ? ORDER BY key LIMIT ?',
    ).all(this.#reached, batchRows);
    this.#at = 0;
    this.#allRead = this.#earlier.length < batchRows;
    return this.#earlier[0];
  }

  #drop({ key }: StoredRow): void {
    this.#at++;
    this.#reached = key;
    this.#change(key, null);
  }

  #change(key: string, data: string | null): void {
    this.#changed++;
    this.#waiting.push({ key, data });
    if (this.#waiting.length >= batchRows) this.flush();
  }
}

function storedData(db: SiteDb, key: string): string | undefined {
  return prepared<{ data: string }>(db, 'SELECT data FROM redirects WHERE key = ?').get(key)?.data;
}

/** Puts a few decisions, in any order, in place of an agency's earlier ones. Returns how many rows changed. */
export function replaceRedirects(db: SiteDb, redirects: readonly Redirect[]): number {
  const writer = new RedirectsWriter(db);
  for (const one of [...redirects].sort((a, b) => compareKeys(a.key, b.key))) writer.put(one);
  writer.endFirstRound();
  return writer.changed;
}

/** One batch of decisions by key. */
export function redirectBatch(db: SiteDb, after: string, limit = batchRows): Redirect[] {
  return readBatch(db)
    .all(after, limit)
    .map(([key, data]) => redirectFrom(key, data));
}

const readers = new WeakMap<SiteDb, ReturnType<typeof prepareReader>>();

function prepareReader(db: SiteDb) {
  return db
    .prepare<[string, number], [key: string, data: string]>(
      'SELECT key, data FROM redirects WHERE key > ? ORDER BY key LIMIT ?',
    )
    .raw();
}

function readBatch(db: SiteDb): ReturnType<typeof prepareReader> {
  const known = readers.get(db) ?? prepareReader(db);
  readers.set(db, known);
  return known;
}

/** The decision for one key. */
export function redirectOf(db: SiteDb, key: string): Redirect | undefined {
  const data = storedData(db, key);
  return data === undefined ? undefined : redirectFrom(key, data);
}
