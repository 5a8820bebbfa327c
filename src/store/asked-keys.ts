import { readHitCode } from '../model/hit.ts';
import { eachCount } from '../text/packed-counts.ts';
import { otherSpellings } from './hits.ts';
import type { HitsDb } from './hits-db.ts';
import { prepared } from './site-db.ts';

/** One key with what was asked for it in each spelling, packed (`eachCount`). */
export interface AskedKey {
  key: string;
  packed: Buffer[];
}

type AskedRow = [key: string, address: string, counts: Buffer];

/** Every key that was asked for, in the order of UTF-8 octets, with the counts of its spellings. */
export function* askedKeys(db: HitsDb): Generator<AskedKey> {
  let current: AskedKey | undefined;
  for (const [key, , counts] of askedRows(db)) {
    if (current?.key === key) {
      current.packed.push(counts);
      continue;
    }
    if (current) yield current;
    current = { key, packed: [counts] };
  }
  if (current) yield current;
}

/** So many addresses are a site's; of more most were made up by scanners, and it takes two requests, or an answer, to be told. */
const manyAsked = 50_000;

/** Addresses that people asked for, as they were spelled, with their keys, in the order of UTF-8 octets. */
export function* peopleAsked(db: HitsDb): Generator<{ key: string; address: string }> {
  const strictly = askedCount(db) > manyAsked;
  for (const [key, address, counts] of askedRows(db)) {
    if (address === otherSpellings || !isAsked(counts, strictly)) continue;
    yield { key, address };
  }
}

/** Addresses in the database, spellings counted. */
export function askedCount(db: HitsDb): number {
  return prepared<{ n: number }>(db, 'SELECT count(*) AS n FROM asked').get()?.n ?? 0;
}

function isAsked(packed: Uint8Array, strictly: boolean): boolean {
  let people = 0;
  let answered = false;
  eachCount(packed, (code, n) => {
    const { hitClass, isProgram } = readHitCode(code);
    if (!isProgram) people += n;
    answered ||= hitClass === 'answered' || hitClass === 'moved';
  });
  return people > 0 && (!strictly || answered || people > 1);
}

/** Every row, a batch at a time: others may write in between. */
export function* askedRows(db: HitsDb): Generator<AskedRow> {
  const batch = prepared<AskedRow>(
    db,
    `SELECT key, address, counts FROM asked WHERE (key, address) > (?, ?)
     ORDER BY key, address LIMIT 500`,
  ).raw();
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const rows = batch.all(...after);
    const last = rows.at(-1);
    if (!last) return;
    after = [last[0], last[1]];
    yield* rows;
  }
}
