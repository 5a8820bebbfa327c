import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { type Kind, kindSchema } from '../model/kind.ts';
import { type Page, pageSchema } from '../model/page.ts';
import { hash64 } from '../text/hash.ts';
import { factsOf } from './page-facts.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** A page in the store with its content hash. */
export interface StoredPage {
  id: number;
  addressId: number;
  hash: string;
  page: Page;
}

/** A link of a page's pager: its number and the url key it leads to. */
export interface PagerLink {
  number: number;
  key: string;
}

interface PageRow {
  id: number;
  address_id: number;
  hash: string;
  data: Uint8Array;
}

const largestPage = 64 * 1024 * 1024;

/** A capture by its address and variant. */
export interface CaptureRef {
  addressId: number;
  variant: string;
}

/** Replaces the pages made of one capture, and remembers what they were made from; call inside a transaction. */
export function putSelection(
  db: SiteDb,
  { addressId, variant }: CaptureRef,
  selection: {
    inputHash: string;
    key: string;
    pager: readonly PagerLink[];
    pages: readonly PackedPage[];
  },
): void {
  prepared(
    db,
    `INSERT INTO selections (address_id, variant, input_hash, key, pager) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (address_id, variant) DO UPDATE SET input_hash = excluded.input_hash, key = excluded.key,
       pager = excluded.pager`,
  ).run(addressId, variant, selection.inputHash, selection.key, JSON.stringify(selection.pager));
  prepared(db, 'DELETE FROM pages WHERE address_id = ? AND variant = ?').run(addressId, variant);
  for (const page of selection.pages) insertPage(db, { addressId, variant }, page);
}

/** A page as it is stored: its row, and its JSON deflated. */
export type PackedPage = Pick<Page, 'key' | 'lang' | 'kind' | 'title'> & {
  hash: string;
  facts: string;
  data: Uint8Array;
};

/** Packs a page for the store. */
export function packPage(page: Page): PackedPage {
  const json = JSON.stringify(page);
  const { key, lang, kind, title } = page;
  const data = deflateRawSync(json, { level: 6 });
  return { key, lang, kind, title, hash: hash64(json), facts: factsOf(page), data };
}

function insertPage(db: SiteDb, { addressId, variant }: CaptureRef, page: PackedPage): void {
  const row = prepared<{ id: number }>(
    db,
    `INSERT INTO pages (address_id, variant, key, lang, kind, title, hash, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  ).get(addressId, variant, page.key, page.lang, page.kind, page.title, page.hash, page.facts);
  prepared(db, 'INSERT INTO page_data (page_id, data) VALUES (?, ?)').run(row?.id, page.data);
}

/** Name of a capture in maps. */
export function captureName({ addressId, variant }: CaptureRef): string {
  return `${addressId} ${variant}`;
}

/** Input hash of every selection by the name of its capture. */
export function selectionInputs(db: SiteDb): Map<string, string> {
  const rows = db
    .prepare<[], CaptureRef & { inputHash: string }>(
      'SELECT address_id AS addressId, variant, input_hash AS inputHash FROM selections',
    )
    .all();
  return new Map(rows.map((row) => [captureName(row), row.inputHash]));
}

/** Removes selections whose segment is gone. */
export function dropStaleSelections(db: SiteDb): number {
  const isStale = '(address_id, variant) NOT IN (SELECT address_id, variant FROM segments)';
  db.prepare(`DELETE FROM pages WHERE ${isStale}`).run();
  return db.prepare(`DELETE FROM selections WHERE ${isStale}`).run().changes;
}

/** The chosen pages, one batch by key and language in code-unit order. */
export function chosenPages(
  db: SiteDb,
  after: { key: string; lang: string } | undefined,
  limit = 200,
): StoredPage[] {
  return readRows(
    db
      .prepare<[string, string, number], PageRow>(
        `${selectChosen} WHERE p.chosen = 1 AND (p.key, p.lang) > (?, ?) ORDER BY p.key, p.lang LIMIT ?`,
      )
      .all(after?.key ?? '', after?.lang ?? '', limit),
  );
}

/** The chosen page at a place in the order of keys and languages, from 0. */
export function chosenPageAt(db: SiteDb, place: number): StoredPage | undefined {
  return readRows(
    prepared<PageRow>(
      db,
      `${selectChosen} WHERE p.id = (
         SELECT id FROM pages WHERE chosen = 1 ORDER BY key, lang LIMIT 1 OFFSET ?)`,
    ).all(place),
  )[0];
}

/** The chosen page of a key and language. */
export function chosenPage(db: SiteDb, key: string, lang: string): StoredPage | undefined {
  return readRows(
    db
      .prepare<[string, string], PageRow>(
        `${selectChosen} WHERE p.chosen = 1 AND p.key = ? AND p.lang = ?`,
      )
      .all(key, lang),
  )[0];
}

const textSchema = z.object({ text: z.string() });

/** Plain text of the chosen page of a key and language; a tenth of the work of reading the page. */
export function chosenText(db: SiteDb, key: string, lang: string): string | undefined {
  const row = prepared<PageRow>(
    db,
    `${selectChosen} WHERE p.chosen = 1 AND p.key = ? AND p.lang = ?`,
  ).get(key, lang);
  return row && textSchema.parse(jsonOf(row)).text;
}

/** The chosen pages of a key, by language. */
export function chosenPagesOfKey(db: SiteDb, key: string): StoredPage[] {
  return readRows(
    prepared<PageRow>(db, `${selectChosen} WHERE p.chosen = 1 AND p.key = ? ORDER BY p.lang`).all(
      key,
    ),
  );
}

/**
 * The chosen page that stands for a language of an item: the page of that language, else the one whose
 * language could not be told or that mixes languages, which dedupe gave a language.
 */
export function pageOfVersion(db: SiteDb, key: string, lang: string): StoredPage | undefined {
  return chosenPage(db, key, lang) ?? chosenPage(db, key, 'und') ?? chosenPage(db, key, 'mul');
}

/** Title of the chosen page of a key in a language, or in any when that is null. */
export function chosenTitle(db: SiteDb, key: string, lang: string | null): string | undefined {
  const row = prepared<{ title: string }>(
    db,
    `SELECT title FROM pages WHERE chosen = 1 AND key = ? AND title <> ''
     ORDER BY lang = ? DESC, lang LIMIT 1`,
  ).get(key, lang ?? '');
  return row?.title;
}

/** All pages made of the captures of one address. */
export function pagesOfAddress(db: SiteDb, address: string): StoredPage[] {
  return readRows(
    db
      .prepare<[string], PageRow>(
        `${select} JOIN addresses a ON a.id = p.address_id WHERE a.address = ? ORDER BY p.lang, p.variant`,
      )
      .all(address),
  );
}

/** A page's row without its content, for choosing among captures of one key. */
export interface PageRef {
  id: number;
  address: string;
  variant: string;
  key: string;
  lang: string;
  kind: Kind;
  title: string;
  pager: PagerLink[];
}

interface PageRefRow extends Omit<PageRef, 'pager' | 'kind'> {
  kind: string;
  pager: string;
}

/** Every page as a reference, by key, language, address, variant. */
export function pageRefs(db: SiteDb): PageRef[] {
  return db
    .prepare<[], PageRefRow>(
      `SELECT p.id, a.address, p.variant, p.key, p.lang, p.kind, p.title, s.pager FROM pages p
       JOIN addresses a ON a.id = p.address_id
       JOIN selections s ON s.address_id = p.address_id AND s.variant = p.variant
       ORDER BY p.key, p.lang, a.address, p.variant`,
    )
    .all()
    .map((row) => ({
      ...row,
      kind: kindSchema.parse(row.kind),
      pager: pagerSchema.parse(JSON.parse(row.pager)),
    }));
}

const pagerSchema = z.array(z.object({ number: z.number(), key: z.string() }));

/** The page with this id. */
export function pageById(db: SiteDb, id: number): Page | undefined {
  return readRows(prepared<PageRow>(db, `${select} WHERE p.id = ?`).all(id))[0]?.page;
}

/** Makes a page the one of its key, with later parts joined when `joined` is given. */
export function choosePage(db: SiteDb, id: number, joined: Page | undefined): void {
  const json = joined && JSON.stringify(joined);
  prepared(db, 'UPDATE page_data SET joined = ? WHERE page_id = ?').run(
    json === undefined ? null : deflateRawSync(json, { level: 6 }),
    id,
  );
  prepared(
    db,
    'UPDATE pages SET chosen = 1, chosen_hash = coalesce(?, hash), joined_facts = ? WHERE id = ?',
  ).run(json === undefined ? null : hash64(json), joined ? factsOf(joined) : null, id);
}

/** Takes back every choice, before choosing anew; call inside the transaction that chooses. */
export function unchoosePages(db: SiteDb): void {
  db.prepare('UPDATE page_data SET joined = NULL WHERE joined IS NOT NULL').run();
  db.prepare(
    "UPDATE pages SET chosen = 0, chosen_hash = '', joined_facts = NULL WHERE chosen = 1",
  ).run();
}

/** One hash over all chosen pages: what dedupe works from. */
export function pagesDigest(db: SiteDb): { count: number; hash: string } {
  let hash = '';
  let count = 0;
  const rows = db.prepare<[], { key: string; lang: string; hash: string }>(
    'SELECT key, lang, chosen_hash AS hash FROM pages WHERE chosen = 1 ORDER BY key, lang',
  );
  for (const row of rows.iterate()) {
    hash = hash64(`${hash}\n${row.key}\n${row.lang}\n${row.hash}`);
    count++;
  }
  return { count, hash };
}

const select =
  'SELECT p.id, p.address_id, p.hash, d.data FROM pages p JOIN page_data d ON d.page_id = p.id';

/** The page as chosen: with its later parts. */
const selectChosen = `SELECT p.id, p.address_id, p.chosen_hash AS hash, coalesce(d.joined, d.data) AS data
  FROM pages p JOIN page_data d ON d.page_id = p.id`;

function readRows(rows: readonly PageRow[]): StoredPage[] {
  return rows.map((row) => ({
    id: row.id,
    addressId: row.address_id,
    hash: row.hash,
    page: pageSchema.parse(jsonOf(row)),
  }));
}

function jsonOf({ data }: PageRow): unknown {
  return JSON.parse(inflateRawSync(data, { maxOutputLength: largestPage }).toString('utf8'));
}
