import { redirectOf } from './redirects.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** Tells whether the crawl met a key, or a decision names it: keys that only access logs know do not count. */
export function isKnownKey(db: SiteDb, key: string): boolean {
  const met = prepared(db, 'SELECT 1 FROM address_keys WHERE key = ? LIMIT 1').get(key);
  if (met !== undefined) return true;
  const decision = redirectOf(db, key);
  return decision !== undefined && decision.source !== 'log';
}
