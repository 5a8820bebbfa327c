import { addPacked, packCounts, unpackCounts } from '../text/packed-counts.ts';
import { askedCount, askedRows } from './asked-keys.ts';
import { asideCounts, otherSpellings, putAside } from './hits.ts';
import type { HitsDb } from './hits-db.ts';
import { prepared } from './site-db.ts';

/** Addresses that an agency's database holds at most, spellings counted; a site of 200,000 pages fits. */
const mostAsked = 400_000;
/** What is left when there were more: folding again and again would cost more than it frees. */
const share = 0.75;

/**
 * Makes room when scanners have asked for more made-up addresses than `most`: those that are not known to crawl or
 * decisions and were asked for least are counted together, without their addresses. Returns how many.
 */
export function foldRarest(db: HitsDb, knows: (key: string) => boolean, most = mostAsked): number {
  const n = askedCount(db);
  if (n <= most) return 0;
  const wanted = n - Math.floor(most * share);
  return db
    .transaction(() => {
      const forgotten = asideCounts(db, 'forgotten');
      const remove = prepared(db, 'DELETE FROM asked WHERE key = ? AND address = ?');
      let folded = 0;
      // By the size of what is counted: once or twice on a day takes the fewest bytes.
      for (let bytes = 6; folded < wanted && bytes < 4096; bytes *= 2) {
        for (const [key, address, counts] of askedRows(db)) {
          if (folded >= wanted) break;
          if (counts.length > bytes || knows(key)) continue;
          addPacked(forgotten, counts);
          remove.run(key, address);
          folded++;
        }
      }
      putAside(db, 'forgotten', forgotten);
      return folded;
    })
    .immediate();
}

/** Keys every address anew when the key rules have changed since; `keyOf` gives the key of an address. Returns how many got another key. */
export function rekeyHits(db: HitsDb, rules: string, keyOf: (address: string) => string): number {
  const before = prepared<{ value: string }>(
    db,
    "SELECT value FROM hits_state WHERE key = 'rules'",
  ).get()?.value;
  if (before === rules) return 0;
  return db
    .transaction(() => {
      const changed = moveKeys(db, keyOf);
      prepared(
        db,
        `INSERT INTO hits_state (key, value) VALUES ('rules', ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      ).run(rules);
      return changed;
    })
    .immediate();
}

function moveKeys(db: HitsDb, keyOf: (address: string) => string): number {
  // What moves is put by first: it may move behind the place that is looked at.
  db.exec('CREATE TEMP TABLE moving (key TEXT, address TEXT, now TEXT)');
  const note = db.prepare('INSERT INTO moving (key, address, now) VALUES (?, ?, ?)');
  for (const [key, address] of askedRows(db)) {
    const now = keyOf(address === otherSpellings ? `http://${key}` : address);
    if (now !== key) note.run(key, address, now);
  }
  const moving = db.prepare<[], Moving>(
    `SELECT m.rowid AS id, m.key, m.address, m.now, a.counts, a.referrers
     FROM temp.moving m JOIN asked a ON a.key = m.key AND a.address = m.address ORDER BY m.rowid`,
  );
  let changed = 0;
  for (const row of moving.all()) {
    move(db, row);
    changed++;
  }
  db.exec('DROP TABLE temp.moving');
  return changed;
}

interface Moving {
  key: string;
  address: string;
  now: string;
  counts: Buffer;
  referrers: string;
}

/** What is counted under the new key already is counted together: the spellings that are not kept may meet. */
function move(db: HitsDb, { key, address, now, counts, referrers }: Moving): void {
  prepared(db, 'DELETE FROM asked WHERE key = ? AND address = ?').run(key, address);
  const there = prepared<{ counts: Buffer }>(
    db,
    'SELECT counts FROM asked WHERE key = ? AND address = ?',
  ).get(now, address);
  const all = unpackCounts(counts);
  if (there) addPacked(all, there.counts);
  prepared(
    db,
    'INSERT OR REPLACE INTO asked (key, address, counts, referrers) VALUES (?, ?, ?, ?)',
  ).run(now, address, packCounts(all), referrers);
}
