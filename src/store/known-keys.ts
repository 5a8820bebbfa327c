import { loggedReason } from '../model/hit.ts';
import type { Redirect } from '../model/redirect.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** The decision for a key, its reason and no more: what is asked of hundreds of thousands of keys. */
export function decisionOf(
  db: SiteDb,
  key: string,
): Pick<Redirect, 'decision' | 'reason'> | undefined {
  return prepared<Pick<Redirect, 'decision' | 'reason'>>(
    db,
    `SELECT data ->> '$[0]' AS decision, data ->> '$[7]' AS reason
     FROM redirects WHERE key = ?`,
  ).get(key);
}

/** Tells whether the crawl met a key, or a decision names it: keys that only access logs know do not count. */
export function isKnownKey(db: SiteDb, key: string): boolean {
  const met = prepared(db, 'SELECT 1 FROM address_keys WHERE key = ? LIMIT 1').get(key);
  if (met !== undefined) return true;
  const decision = decisionOf(db, key);
  return decision !== undefined && decision.reason !== loggedReason;
}
