import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SiteDb } from './site-db.ts';

/** A site model as stored: its version, how many pages it was learnt from, and its JSON. */
export interface StoredSiteModel {
  version: string;
  pages: number;
  json: string;
}

const largestModel = 1024 * 1024 * 1024;

/** The site model pages are selected with at present. */
export function currentSiteModel(db: SiteDb): StoredSiteModel | undefined {
  const row = db
    .prepare<[], { version: string; pages: number; data: Uint8Array }>(
      'SELECT version, pages, data FROM site_models WHERE current = 1',
    )
    .get();
  if (!row) return undefined;
  const json = inflateRawSync(row.data, { maxOutputLength: largestModel }).toString('utf8');
  return { version: row.version, pages: row.pages, json };
}

/** Makes a site model the current one; the one before it is kept for comparison, older ones go. */
export function putSiteModel(db: SiteDb, model: StoredSiteModel): void {
  db.transaction(() => {
    db.prepare('DELETE FROM site_models WHERE current = 0 AND version <> ?').run(model.version);
    db.prepare('UPDATE site_models SET current = 0').run();
    db.prepare(
      `INSERT INTO site_models (version, pages, current, data) VALUES (?, ?, 1, ?)
       ON CONFLICT (version) DO UPDATE SET current = 1`,
    ).run(model.version, model.pages, deflateRawSync(model.json));
  })();
}
