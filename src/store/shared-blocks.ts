import { z } from 'zod';
import { pageLanguageSchema } from '../model/language.ts';
import { type SharedBlock, sharedBlockSchema } from '../model/shared-block.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** A shared block before its sample is read; `samplePlace` is the place of the page among the agency's chosen pages. */
export type CountedBlock = Omit<SharedBlock, 'sample' | 'sampleAddress'> & {
  samplePlace: number;
  /** Digest of the pages of that agency: while it is the same, so is the sample. */
  sampleDigest: string;
};

/** A block whose sample is wanted. */
export interface SampleWanted {
  hash: string;
  agency: string;
  place: number;
}

const langsSchema = z.array(pageLanguageSchema);

const columns = `hash, agencies, pages, words, langs, share, nature, item, decision, decided_by AS decidedBy, reason,
  coalesce(sample, '') AS sample, sample_agency AS sampleAgency, sample_address AS sampleAddress`;

/**
 * Puts the shared blocks in the place of all there were; samples of pages that did not change stay. Call inside a
 * transaction, then `wantedSamples` tells which are missing.
 */
export function replaceSharedBlocks(db: PortalDb, blocks: Iterable<CountedBlock>): number {
  db.exec('UPDATE shared_blocks SET seen = 0 WHERE seen = 1');
  const put = prepared(
    db,
    `INSERT INTO shared_blocks (hash, agencies, pages, words, langs, share, nature, item, decision, decided_by, reason,
       sample, sample_agency, sample_place, sample_digest, sample_address, seen)
     VALUES (@hash, @agencies, @pages, @words, @langs, @share, @nature, @item, @decision, @decidedBy, @reason,
       NULL, @sampleAgency, @samplePlace, @sampleDigest, '', 1)
     ON CONFLICT (hash) DO UPDATE SET agencies = excluded.agencies, pages = excluded.pages, words = excluded.words,
       langs = excluded.langs, share = excluded.share, nature = excluded.nature, item = excluded.item,
       decision = excluded.decision, decided_by = excluded.decided_by, reason = excluded.reason,
       sample = iif(sample_agency = excluded.sample_agency AND sample_place = excluded.sample_place
         AND sample_digest = excluded.sample_digest, sample, NULL),
       sample_agency = excluded.sample_agency, sample_place = excluded.sample_place,
       sample_digest = excluded.sample_digest, seen = 1`,
  );
  let count = 0;
  for (const block of blocks) {
    put.run({ ...block, langs: JSON.stringify(block.langs) });
    count += 1;
  }
  db.exec('DELETE FROM shared_blocks WHERE seen = 0');
  return count;
}

/** Blocks without a sample, by agency and place, some at a time: call again until none is left. */
export function wantedSamples(db: PortalDb): SampleWanted[] {
  return prepared<SampleWanted>(
    db,
    `SELECT hash, sample_agency AS agency, sample_place AS place FROM shared_blocks WHERE sample IS NULL
     ORDER BY sample_agency, sample_place, hash LIMIT 500`,
  ).all();
}

/** Sets the text of a block and where it stands. */
export function setSample(db: PortalDb, hash: string, text: string, address: string): void {
  prepared(db, 'UPDATE shared_blocks SET sample = ?, sample_address = ? WHERE hash = ?').run(
    text,
    address,
    hash,
  );
}

/** The shared block with this hash. */
export function sharedBlock(db: PortalDb, hash: string): SharedBlock | undefined {
  const row = prepared<BlockRow>(db, `SELECT ${columns} FROM shared_blocks WHERE hash = ?`).get(
    hash,
  );
  return row && blockOf(row);
}

/** What becomes of a block, and who says so; undefined when few hold it. */
export function blockDecision(
  db: PortalDb,
  hash: string,
): Pick<SharedBlock, 'decision' | 'decidedBy' | 'item' | 'reason'> | undefined {
  return prepared<Pick<SharedBlock, 'decision' | 'decidedBy' | 'item' | 'reason'>>(
    db,
    'SELECT decision, decided_by AS decidedBy, item, reason FROM shared_blocks WHERE hash = ?',
  ).get(hash);
}

/** Shared blocks, those of most agencies first. */
export function* listSharedBlocks(
  db: PortalDb,
  filter: { decision?: string | undefined; nature?: string | undefined } = {},
): Generator<SharedBlock> {
  const rows = db
    .prepare<[Record<string, string | null>], BlockRow>(
      `SELECT ${columns} FROM shared_blocks
       WHERE (@decision IS NULL OR decision = @decision) AND (@nature IS NULL OR nature = @nature)
       ORDER BY agencies DESC, pages DESC, hash`,
    )
    .iterate({ decision: filter.decision ?? null, nature: filter.nature ?? null });
  for (const row of rows) yield blockOf(row);
}

interface BlockRow {
  langs: string;
}

function blockOf(row: BlockRow): SharedBlock {
  return sharedBlockSchema.parse({ ...row, langs: langsSchema.parse(JSON.parse(row.langs)) });
}

/** Replaces the proven boilerplate of all agencies; call inside a transaction. */
export function replaceBoilerplate(
  db: PortalDb,
  blocks: Iterable<{ agency: string; hash: string }>,
): void {
  db.exec('DELETE FROM boilerplate_blocks');
  const put = prepared(db, 'INSERT INTO boilerplate_blocks (agency, hash) VALUES (@agency, @hash)');
  for (const block of blocks) put.run(block);
}

/**
 * The blocks of an agency that are proven boilerplate, in order. They are few: each stands on half of the pages in a
 * language, so that they are at most twice as many as blocks on a page, a language.
 */
export function boilerplateOf(db: PortalDb, agency: string): Set<string> {
  const rows = prepared<{ hash: string }>(
    db,
    'SELECT hash FROM boilerplate_blocks WHERE agency = ? ORDER BY hash',
  ).all(agency);
  return new Set(rows.map(({ hash }) => hash));
}

/** Tells whether a block of an agency is proven boilerplate. */
export function isBoilerplateIn(db: PortalDb, agency: string, hash: string): boolean {
  return (
    prepared(db, 'SELECT 1 FROM boilerplate_blocks WHERE agency = ? AND hash = ?').get(
      agency,
      hash,
    ) !== undefined
  );
}

/** Replaces the blocks of adopted shared items, each with its item and language; call inside a transaction. */
export function replaceItemBlocks(
  db: PortalDb,
  blocks: Iterable<{ hash: string; item: string; lang: string }>,
): void {
  db.exec('DELETE FROM shared_item_blocks');
  const put = prepared(
    db,
    'INSERT INTO shared_item_blocks (hash, item, lang) VALUES (@hash, @item, @lang) ON CONFLICT DO NOTHING',
  );
  for (const block of blocks) put.run(block);
}

/** Adopted shared items that a block stands in, by id and language. */
export function itemsOfBlock(db: PortalDb, hash: string): { item: string; lang: string }[] {
  return prepared<{ item: string; lang: string }>(
    db,
    'SELECT item, lang FROM shared_item_blocks WHERE hash = ? ORDER BY item, lang',
  ).all(hash);
}
