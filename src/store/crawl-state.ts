import type { SiteDb } from './site-db.ts';

/** A robots.txt as last read; `text` is empty unless outcome is `rules`. */
export interface RobotsRecord {
  origin: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  outcome: 'rules' | 'allow-all' | 'unreachable';
  text: string;
}

/** A value the crawl keeps between runs, undefined when it was never set. */
export function crawlValue(db: SiteDb, key: string): string | undefined {
  return db
    .prepare<[string], { value: string }>('SELECT value FROM crawl_state WHERE key = ?')
    .get(key)?.value;
}

/** Keeps a value between runs. */
export function setCrawlValue(db: SiteDb, key: string, value: string): void {
  db.prepare(
    'INSERT INTO crawl_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(key, value);
}

/** The robots.txt of an origin as last read. */
export function robotsRecord(db: SiteDb, origin: string): RobotsRecord | undefined {
  return db
    .prepare<[string], RobotsRecord>(
      'SELECT origin, fetched_at AS fetchedAt, outcome, text FROM robots WHERE origin = ?',
    )
    .get(origin);
}

/** Stores the robots.txt of an origin. */
export function saveRobots(db: SiteDb, record: RobotsRecord): void {
  db.prepare(
    `INSERT INTO robots (origin, fetched_at, outcome, text) VALUES (@origin, @fetchedAt, @outcome, @text)
     ON CONFLICT (origin) DO UPDATE SET fetched_at = excluded.fetched_at,
       outcome = excluded.outcome, text = excluded.text`,
  ).run(record);
}
