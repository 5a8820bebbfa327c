import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** An old address whose decision follows that of another agency, and a line that says what it falls back on. */
export interface StoredChain {
  key: string;
  record: string;
}

const batchRows = 500;

/** Puts an agency's open chains in place of its earlier ones; what stays the same is not written. */
export function replaceOpenChains(
  db: PortalDb,
  agency: string,
  chains: readonly StoredChain[],
): void {
  const before = new Map(openChainsOf(db, agency).map(({ key, record }) => [key, record]));
  const changes: { key: string; record: string | null }[] = [];
  for (const { key, record } of chains) {
    if (before.get(key) !== record) changes.push({ key, record });
    before.delete(key);
  }
  for (const key of before.keys()) changes.push({ key, record: null });
  const put = prepared(
    db,
    `INSERT INTO open_chains (key, agency, record) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET agency = excluded.agency, record = excluded.record`,
  );
  const remove = prepared(db, 'DELETE FROM open_chains WHERE key = ?');
  for (let at = 0; at < changes.length; at += batchRows) {
    db.transaction(() => {
      for (const { key, record } of changes.slice(at, at + batchRows)) {
        if (record === null) remove.run(key);
        else put.run(key, agency, record);
      }
    })();
  }
}

/** An agency's open chains by key. */
export function openChainsOf(db: PortalDb, agency: string): StoredChain[] {
  return prepared<StoredChain>(
    db,
    'SELECT key, record FROM open_chains WHERE agency = ? ORDER BY key',
  ).all(agency);
}

/** The open chain of a key of any agency. */
export function openChainOf(db: PortalDb, key: string): StoredChain | undefined {
  return prepared<StoredChain>(db, 'SELECT key, record FROM open_chains WHERE key = ?').get(key);
}
