import { addCounts, type HitCounts, packCounts, unpackCounts } from './hit-counts.ts';
import { asideCounts } from './hits.ts';
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
  const { n } = prepared<{ n: number }>(db, 'SELECT count(*) AS n FROM asked').get() ?? { n: 0 };
  if (n <= most) return 0;
  const wanted = n - Math.floor(most * share);
  return db
    .transaction(() => {
      const forgotten = asideCounts(db, 'forgotten');
      let folded = 0;
      // By the size of what is counted: once or twice on a day takes the fewest bytes.
      for (let length = 6; folded < wanted && length < 4096; length *= 2) {
        folded += foldUpTo(db, knows, length, wanted - folded, forgotten);
      }
      prepared(
        db,
        `INSERT INTO asides (reason, counts) VALUES ('forgotten', ?)
       ON CONFLICT (reason) DO UPDATE SET counts = excluded.counts`,
      ).run(packCounts(forgotten));
      return folded;
    })
    .immediate();
}

function foldUpTo(
  db: HitsDb,
  knows: (key: string) => boolean,
  length: number,
  wanted: number,
  into: HitCounts,
): number {
  let folded = 0;
  for (let after = 0; folded < wanted; ) {
    const batch = prepared<{ id: number; address: string; key: string; counts: Buffer }>(
      db,
      'SELECT id, address, key, counts FROM asked WHERE id > ? AND length(counts) <= ? ORDER BY id LIMIT 500',
    ).all(after, length);
    const last = batch.at(-1);
    if (!last) break;
    after = last.id;
    for (const { id, key, counts } of batch) {
      if (folded >= wanted) break;
      if (knows(key)) continue;
      addCounts(into, [...unpackCounts(counts)].flat());
      prepared(db, 'DELETE FROM asked WHERE id = ?').run(id);
      folded++;
    }
  }
  return folded;
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
      let changed = 0;
      for (let after = 0; ; ) {
        const batch = prepared<{ id: number; address: string; key: string }>(
          db,
          'SELECT id, address, key FROM asked WHERE id > ? ORDER BY id LIMIT 500',
        ).all(after);
        const last = batch.at(-1);
        if (!last) break;
        after = last.id;
        for (const { id, address, key } of batch) {
          const now = keyOf(address.startsWith('*') ? `http://${address.slice(1)}` : address);
          if (now === key) continue;
          prepared(db, 'UPDATE asked SET key = ? WHERE id = ?').run(now, id);
          changed++;
        }
      }
      prepared(
        db,
        `INSERT INTO hits_state (key, value) VALUES ('rules', ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      ).run(rules);
      return changed;
    })
    .immediate();
}
