import { type Redirect, redirectSchema } from '../model/redirect.ts';
import type { SiteDb } from './site-db.ts';

/** Puts an agency's decisions in place of its earlier ones; rows that stay the same are not written. Returns how many changed. */
export function replaceRedirects(db: SiteDb, redirects: readonly Redirect[]): number {
  return db.transaction(() => {
    const before = new Map(
      db
        .prepare<[], { key: string; data: string }>('SELECT key, data FROM redirects')
        .all()
        .map((row) => [row.key, row.data]),
    );
    const put = db.prepare(
      'INSERT INTO redirects (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data',
    );
    let changed = 0;
    for (const redirect of redirects) {
      const data = JSON.stringify(redirect);
      if (before.get(redirect.key) !== data) {
        put.run(redirect.key, data);
        changed++;
      }
      before.delete(redirect.key);
    }
    const remove = db.prepare('DELETE FROM redirects WHERE key = ?');
    for (const key of before.keys()) {
      remove.run(key);
      changed++;
    }
    return changed;
  })();
}

/** One batch of decisions by key. */
export function redirectBatch(db: SiteDb, after: string, limit = 500): Redirect[] {
  return db
    .prepare<[string, number], { data: string }>(
      'SELECT data FROM redirects WHERE key > ? ORDER BY key LIMIT ?',
    )
    .all(after, limit)
    .map((row) => redirectSchema.parse(JSON.parse(row.data)));
}

/** The decision for one key. */
export function redirectOf(db: SiteDb, key: string): Redirect | undefined {
  const row = db
    .prepare<[string], { data: string }>('SELECT data FROM redirects WHERE key = ?')
    .get(key);
  return row && redirectSchema.parse(JSON.parse(row.data));
}
