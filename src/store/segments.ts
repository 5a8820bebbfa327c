import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Segment } from '../model/segment.ts';
import { hash64 } from '../text/hash.ts';
import { standingFirst } from './captures.ts';
import { fromColumns, type SegmentColumns, toColumns } from './segment-columns.ts';
import type { SiteDb } from './site-db.ts';

/** A segment as it is stored: its columns as JSON, compressed by brotli, with the hash of that JSON. */
export interface PackedSegment {
  hash: string;
  data: Uint8Array;
}

/** Largest unpacked segment kosh reads back, in bytes. */
const largestSegment = 256 * 1024 * 1024;

/**
 * The quality up to which brotli takes the time of deflate's level 6 and gives a tenth less (measured); from 7 on
 * it takes twice the time for one part in fifty.
 */
const packing = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 };

/** Packs a segment for the store; equal segments give equal bytes. */
export function packSegment(segment: Segment): PackedSegment {
  const json = JSON.stringify(toColumns(segment));
  return { hash: hash64(json), data: brotliCompressSync(json, { params: packing }) };
}

/** Reads a packed segment back; its strings are its own. */
export function unpackSegment(data: Uint8Array): Segment {
  const json = brotliDecompressSync(data, { maxOutputLength: largestSegment }).toString('utf8');
  return fromColumns(JSON.parse(json) as SegmentColumns);
}

/** HTML captures that stand for their address, answered 200 and lack a segment of this version. */
export function capturesToSegment(
  db: SiteDb,
  version: string,
  after: { addressId: number; variant: string } | undefined,
  limit = 500,
): CaptureToSegment[] {
  return db
    .prepare<[string, number, string, number], CaptureToSegment>(
      `SELECT p.* FROM (${newestPages}) p ${lacking} AND (p.addressId, p.variant) > (?, ?)
       ORDER BY p.addressId, p.variant LIMIT ?`,
    )
    .all(version, after?.addressId ?? 0, after?.variant ?? '', limit);
}

/** How many captures `capturesToSegment` would list. */
export function countToSegment(db: SiteDb, version: string): number {
  return (
    db
      .prepare<[string], { n: number }>(`SELECT count(*) AS n FROM (${newestPages}) p ${lacking}`)
      .get(version)?.n ?? 0
  );
}

/** Number of stored segments. */
export function countSegments(db: SiteDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM segments').get()?.n ?? 0;
}

/** Where the bytes of a page to cut lie, and how they were told to read. */
export interface CaptureToSegment {
  addressId: number;
  address: string;
  variant: string;
  digest: string;
  declaredType: string | null;
  encoding: string;
  file: string;
  offset: number;
  length: number;
}

// A variant that shows what the usual visit shows is no page of its own.
const newestPages = `
  SELECT c.address_id AS addressId, a.address, c.variant, c.payload_digest AS digest,
    c.declared_type AS declaredType, c.encoding, w.name AS file, c.offset, c.length
  FROM captures c
  JOIN addresses a ON a.id = c.address_id
  JOIN warc_files w ON w.id = c.warc_id
  WHERE c.status = 200 AND c.media_type IN ('text/html', 'application/xhtml+xml')
    AND a.rule NOT IN ('missing-page', 'requisite')
    AND c.id = (SELECT n.id FROM captures n WHERE n.address_id = c.address_id AND n.variant = c.variant
      ORDER BY ${standingFirst} LIMIT 1)
    AND (c.variant = '' OR NOT EXISTS (SELECT 1 FROM captures d WHERE d.address_id = c.address_id
      AND d.variant = '' AND d.payload_digest = c.payload_digest))`;

const lacking = `
  LEFT JOIN segments s ON s.address_id = p.addressId AND s.variant = p.variant
  WHERE (s.address_id IS NULL OR s.payload_digest <> p.digest OR s.version <> ?)`;

/** Stores the segment of a capture, replacing an older one of its address and variant; call inside a transaction. */
export function putSegment(
  db: SiteDb,
  capture: Pick<CaptureToSegment, 'addressId' | 'variant' | 'digest'>,
  version: string,
  packed: PackedSegment,
): void {
  db.prepare(
    `INSERT INTO segments (address_id, variant, payload_digest, version, hash, data)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (address_id, variant) DO UPDATE SET payload_digest = excluded.payload_digest,
       version = excluded.version, hash = excluded.hash, data = excluded.data`,
  ).run(capture.addressId, capture.variant, capture.digest, version, packed.hash, packed.data);
}

/** A stored segment with the capture it was cut from. */
export interface StoredSegment {
  addressId: number;
  address: string;
  variant: string;
  hash: string;
  /** When its bytes were first seen at the address, so that a recrawl that finds them again changes nothing. */
  fetchedAt: string;
  data: Uint8Array;
}

/** Segments of one batch of addresses in code-unit order, after the given address; variants of one stand together. */
export function segmentBatch(db: SiteDb, after: string, limit = 200): StoredSegment[] {
  return db
    .prepare<[string, number], StoredSegment>(
      `WITH batch AS (
         SELECT a.id, a.address FROM addresses a
         WHERE a.address > ? AND EXISTS (SELECT 1 FROM segments e WHERE e.address_id = a.id)
         ORDER BY a.address LIMIT ?)
       SELECT b.id AS addressId, b.address, s.variant, s.hash, s.data,
         (SELECT min(n.fetched_at) FROM captures n WHERE n.address_id = b.id
            AND n.variant = s.variant AND n.payload_digest = s.payload_digest) AS fetchedAt
       FROM batch b JOIN segments s ON s.address_id = b.id ORDER BY b.address, s.variant`,
    )
    .all(after, limit);
}

/** Removes segments whose address no longer has a page capture of that variant (a later crawl saw it gone). */
export function dropStaleSegments(db: SiteDb): number {
  return db
    .prepare(
      `DELETE FROM segments WHERE (address_id, variant) NOT IN
         (SELECT addressId, variant FROM (${newestPages}))`,
    )
    .run().changes;
}

/** Number of stored segments and one hash over all of them. */
export function segmentsDigest(db: SiteDb): { count: number; hash: string } {
  let text = '';
  let count = 0;
  const rows = db.prepare<[], { address: string; variant: string; hash: string }>(
    `SELECT a.address, s.variant, s.hash FROM segments s JOIN addresses a ON a.id = s.address_id
     ORDER BY a.address, s.variant`,
  );
  for (const row of rows.iterate()) {
    const variant = row.variant === '' ? '' : `${row.variant}\n`;
    text = hash64(`${text}\n${row.address}\n${variant}${row.hash}`);
    count++;
  }
  return { count, hash: text };
}

/** Address ids and keys of all stored segments, by key and address. */
export function segmentKeys(db: SiteDb): { addressId: number; address: string; key: string }[] {
  return db
    .prepare<[], { addressId: number; address: string; key: string }>(
      `SELECT DISTINCT a.id AS addressId, a.address, k.key FROM segments s
       JOIN addresses a ON a.id = s.address_id JOIN address_keys k ON k.address_id = a.id
       ORDER BY k.key, a.address`,
    )
    .all();
}
