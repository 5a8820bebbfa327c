import { prepared, type SiteDb } from './site-db.ts';

/** What a page says, as the novelty test and the comparison of addresses need it. */
export interface StoredTexts {
  addressId: number;
  /** Hash of all its text. */
  whole: number;
  runs: number[];
  links: number[];
}

/** Hashes kept of a page: the smallest ones, so that what two pages keep can be compared. */
const keptHashes = 96;

/** Keeps what a page says, or nothing longer than `keptHashes` of each kind. */
export function saveTexts(db: SiteDb, texts: StoredTexts): void {
  prepared(
    db,
    `INSERT INTO page_texts (address_id, whole, runs, links) VALUES (@addressId, @whole, @runs, @links)
     ON CONFLICT (address_id) DO UPDATE SET
       whole = excluded.whole, runs = excluded.runs, links = excluded.links`,
  ).run({
    addressId: texts.addressId,
    whole: BigInt(texts.whole),
    runs: Buffer.from(new Float64Array(smallest(texts.runs)).buffer),
    links: Buffer.from(new Uint32Array(smallest(texts.links)).buffer),
  });
}

/** What the page at an address says; undefined when it gave no page. */
export function textsOf(db: SiteDb, address: string): StoredTexts | undefined {
  const row = prepared<{ addressId: number; whole: number; runs: Buffer; links: Buffer }>(
    db,
    `SELECT t.address_id AS addressId, t.whole, t.runs, t.links
     FROM addresses a JOIN page_texts t ON t.address_id = a.id WHERE a.address = ?`,
  ).get(address);
  if (row === undefined) return undefined;
  return { ...row, runs: float64s(row.runs), links: uint32s(row.links) };
}

/** Tells whether a page judged earlier shows the very same text. */
export function hasTwin(db: SiteDb, addressId: number): boolean {
  return (
    prepared<{ found: number }>(
      db,
      `SELECT 1 AS found FROM page_texts t JOIN page_texts o ON o.whole = t.whole
         AND o.address_id <> t.address_id JOIN addresses a ON a.id = o.address_id
       WHERE t.address_id = ? AND a.counted = 1 LIMIT 1`,
    ).get(addressId) !== undefined
  );
}

function smallest(hashes: readonly number[]): number[] {
  return [...hashes].sort((a, b) => a - b).slice(0, keptHashes);
}

/** Numbers of a blob, whose buffer may start anywhere in a pool: typed arrays need an aligned copy. */
export function float64s(blob: Buffer): number[] {
  const aligned = new Uint8Array(blob);
  return [...new Float64Array(aligned.buffer, 0, aligned.byteLength / 8)];
}

function uint32s(blob: Buffer): number[] {
  const aligned = new Uint8Array(blob);
  return [...new Uint32Array(aligned.buffer, 0, aligned.byteLength / 4)];
}
