import { addressHints } from '../model/address.ts';
import { standingFirst } from './captures.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** A page as archived, for a list to choose from. */
export interface ArchivedPage {
  address: string;
  /** When its bytes were first seen at the address: ISO instant in UTC. */
  fetchedAt: string;
  /** Title as extracted; null before that, and for pages that hold no content. */
  title: string | null;
}

/** HTML pages that answered with 200, one batch in code-unit order of their addresses after `after`. */
export function archivedPages(db: SiteDb, after: string, limit = 500): ArchivedPage[] {
  return prepared<ArchivedPage>(
    db,
    `SELECT a.address,
       (SELECT min(n.fetched_at) FROM captures n WHERE n.address_id = a.id AND n.variant = ''
         AND n.payload_digest = c.payload_digest) AS fetchedAt,
       (SELECT p.title FROM pages p WHERE p.address_id = a.id AND p.title <> '' ORDER BY p.lang LIMIT 1) AS title
     FROM addresses a
     JOIN captures c ON c.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id AND n.variant = ''
       ORDER BY ${standingFirst} LIMIT 1) AND c.status = 200
       AND c.media_type IN ('text/html', 'application/xhtml+xml')
     WHERE a.address > ? AND a.hints & ${addressHints.robots | addressHints.aliasSample} = 0
     ORDER BY a.address LIMIT ?`,
  ).all(after, limit);
}

/** Instant of the youngest capture: ISO in UTC; undefined when there is none. */
export function youngestCapture(db: SiteDb): string | undefined {
  return (
    prepared<{ at: string | null }>(db, 'SELECT max(fetched_at) AS at FROM captures').get()?.at ??
    undefined
  );
}
