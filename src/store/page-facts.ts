import { inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { type Page, pageSchema } from '../model/page.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** What deciding addresses asks of a chosen page. */
export interface PageFacts extends Pick<Page, 'key' | 'address' | 'parts' | 'kind' | 'personal'> {
  lang: Page['lang'];
  /** Addresses of the pictures and files that it uses. */
  assets: string[];
}

const factsSchema = z.object({
  parts: pageSchema.shape.parts,
  personal: pageSchema.shape.personal,
  assets: z.array(z.string()),
});

/** The facts as they are stored; empty for most pages: one part, no files, nothing personal. */
export function factsOf({ address, parts, personal, assets }: Page): string {
  const isPlain =
    parts.length === 1 && parts[0] === address && personal.length === 0 && assets.length === 0;
  if (isPlain) return '';
  return JSON.stringify({ parts, personal, assets: assets.map((one) => one.address) });
}

interface FactsRow {
  id: number;
  key: string;
  lang: Page['lang'];
  kind: Page['kind'];
  address: string;
  facts: string | null;
}

const largestPage = 64 * 1024 * 1024;

/**
 * Facts of the chosen pages, one batch by id. Without `withPlain` those are left out that have nothing special: kinds with
 * content of their own, one part, no files, nothing personal.
 */
export function chosenFacts(
  db: SiteDb,
  after: number,
  withPlain: boolean,
  limit = 500,
): (PageFacts & { id: number })[] {
  return prepared<FactsRow>(
    db,
    `SELECT p.id, p.key, p.lang, p.kind, a.address, coalesce(p.joined_facts, p.facts) AS facts
     FROM pages p JOIN addresses a ON a.id = p.address_id
     WHERE p.chosen = 1 AND p.id > @after AND (@all OR p.kind IN ('home', 'listing', 'search', 'feed')
       OR coalesce(p.joined_facts, p.facts, '-') <> '') ORDER BY p.id LIMIT @limit`,
  )
    .all({ after, limit, all: Number(withPlain) })
    .map((row) => ({ id: row.id, ...toFacts(db, row) }));
}

/** Facts of the chosen pages of one key. */
export function factsOfKey(db: SiteDb, key: string): PageFacts[] {
  return prepared<FactsRow>(
    db,
    `SELECT p.id, p.key, p.lang, p.kind, a.address, coalesce(p.joined_facts, p.facts) AS facts
     FROM pages p JOIN addresses a ON a.id = p.address_id
     WHERE p.chosen = 1 AND p.key = ? ORDER BY p.lang`,
  )
    .all(key)
    .map((row) => toFacts(db, row));
}

function toFacts(db: SiteDb, { id, facts, ...row }: FactsRow): PageFacts {
  if (facts === null) return factsOfData(db, id, row.address);
  if (facts === '') return { ...row, parts: [row.address], personal: [], assets: [] };
  return { ...row, ...factsSchema.parse(JSON.parse(facts)) };
}

/** Pages that were stored before facts were: read whole. */
function factsOfData(db: SiteDb, id: number, address: string): PageFacts {
  const row = prepared<{ data: Uint8Array }>(
    db,
    'SELECT coalesce(joined, data) AS data FROM page_data WHERE page_id = ?',
  ).get(id);
  if (row === undefined) throw new Error(`no content of the page at ${address}`);
  const page = pageSchema.parse(
    JSON.parse(inflateRawSync(row.data, { maxOutputLength: largestPage }).toString('utf8')),
  );
  return { ...page, assets: page.assets.map((one) => one.address) };
}
