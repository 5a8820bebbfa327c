import type { SharedItem } from '../model/item.ts';
import type { PortalDb } from './portal-db.ts';
import { sharedItemById } from './portal-items.ts';
import { prepared } from './site-db.ts';

/**
 * What families of copies gave in the last run, in portal.db, so that those that did not change are not compared again.
 * Use it inside the transaction that replaces the results.
 */
export class SharedMemoryTables {
  readonly basis: string;
  readonly #db: PortalDb;
  readonly #names = new Set<string>();

  constructor(db: PortalDb, basis: string) {
    this.#db = db;
    this.basis = basis;
  }

  proposals(name: string): string | undefined {
    const row = prepared<{ record: string }>(
      this.#db,
      'SELECT record FROM shared_proposals WHERE name = ?',
    ).get(name);
    if (row !== undefined) this.#names.add(name);
    return row?.record;
  }

  keepProposals(name: string, record: string): void {
    this.#names.add(name);
    prepared(
      this.#db,
      `INSERT INTO shared_proposals (name, record) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET record = excluded.record`,
    ).run(name, record);
  }

  decided(id: string, from: string): { item: SharedItem; record: string } | undefined {
    const row = prepared<{ record: string }>(
      this.#db,
      'SELECT record FROM shared_sources WHERE id = ? AND made_from = ?',
    ).get(id, from);
    const item = row && sharedItemById(this.#db, id);
    return item && { item, record: row.record };
  }

  keepDecided(id: string, from: string, record: string): void {
    prepared(
      this.#db,
      `INSERT INTO shared_sources (id, made_from, record) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET made_from = excluded.made_from, record = excluded.record`,
    ).run(id, from, record);
  }

  /** Forgets families that were not met, and shared items that are there no more. */
  forgetOthers(): void {
    const all = this.#db.prepare<[], string>('SELECT name FROM shared_proposals').pluck().all();
    const remove = this.#db.prepare('DELETE FROM shared_proposals WHERE name = ?');
    for (const name of all) if (!this.#names.has(name)) remove.run(name);
    this.#db.exec('DELETE FROM shared_sources WHERE id NOT IN (SELECT id FROM shared_items)');
  }
}
