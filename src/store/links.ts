import type { SiteDb } from './site-db.ts';

/** A link as a page named it: address ids, and a sum of `addressHints`. */
export interface StoredLink {
  toId: number;
  hints: number;
}

/** Replaces the links of a page. */
export function replaceLinks(db: SiteDb, fromId: number, links: readonly StoredLink[]): void {
  db.prepare('DELETE FROM links WHERE from_id = ?').run(fromId);
  const insert = db.prepare(
    `INSERT INTO links (from_id, to_id, hints) VALUES (?, ?, ?)
     ON CONFLICT (from_id, to_id) DO UPDATE SET hints = hints | excluded.hints`,
  );
  for (const link of links) insert.run(fromId, link.toId, link.hints);
}

/** Addresses of the pages that name an address, sorted, at most `limit`. */
export function pagesLinkingTo(db: SiteDb, address: string, limit = 50): string[] {
  return db
    .prepare<[string, number], { address: string }>(
      `SELECT f.address FROM links l
       JOIN addresses f ON f.id = l.from_id JOIN addresses t ON t.id = l.to_id
       WHERE t.address = ? ORDER BY f.address LIMIT ?`,
    )
    .all(address, limit)
    .map((row) => row.address);
}
