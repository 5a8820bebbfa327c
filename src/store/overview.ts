import { countAddresses, countReasons } from './addresses.ts';
import { captureTotals } from './captures.ts';
import { countFindings } from './findings.ts';
import type { SiteDb } from './site-db.ts';

/** Where an agency stands, in numbers. */
export interface Overview {
  addresses: ReturnType<typeof countAddresses>;
  refusedBy: Record<string, number>;
  captures: number;
  bytes: number;
  pagesByKind: Record<string, number>;
  redirects: Record<string, number>;
  provisional: number;
  findings: ReturnType<typeof countFindings>;
}

/** Counts what a site.db holds. */
export function overviewOf(db: SiteDb): Overview {
  return {
    addresses: countAddresses(db),
    refusedBy: countReasons(db, 'refused'),
    ...captureTotals(db),
    pagesByKind: counts(
      db,
      'SELECT kind AS name, count(*) AS n FROM pages WHERE chosen = 1 GROUP BY kind ORDER BY kind',
    ),
    redirects: counts(
      db,
      "SELECT data ->> '$[0]' AS name, count(*) AS n FROM redirects GROUP BY name ORDER BY name",
    ),
    provisional:
      counts(db, "SELECT 'n' AS name, count(*) AS n FROM redirects WHERE data ->> '$[1]' = 1").n ??
      0,
    findings: countFindings(db),
  };
}

function counts(db: SiteDb, sql: string): Record<string, number> {
  const rows = db.prepare<[], { name: string; n: number }>(sql).all();
  return Object.fromEntries(rows.map((row) => [row.name, row.n]));
}
