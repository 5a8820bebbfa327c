import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Segment } from '../model/segment.ts';
import { hash64 } from '../text/hash.ts';
import { standingFirst } from './captures.ts';
import type { SiteDb } from './site-db.ts';

/** A segment as it is stored: deflated JSON with the hash of that JSON. */
export interface PackedSegment {
  hash: string;
  data: Uint8Array;
}

/** Largest inflated segment kosh reads back, in bytes. */
const largestSegment = 256 * 1024 * 1024;

/** Packs a segment for the store; equal segments give equal bytes. */
export function packSegment(segment: Segment): PackedSegment {
  const json = JSON.stringify(segment);
  return { hash: hash64(json), data: deflateRawSync(json, { level: 6 }) };
}

/** Reads a packed segment back; its strings are its own. */
export function unpackSegment(data: Uint8Array): Segment {
  return JSON.parse(inflateRawSync(data, { maxOutputLength: largestSegment }).toString('utf8'));
}

/** HTML captures that stand for their address, answered 200 and lack a segment of this version. */
export function capturesToSegment(
  db: SiteDb,
  version: string,
  after: number,
  limit = 500,
): CaptureToSegment[] {
  return db
    .prepare<[number, string, number], CaptureToSegment>(
      `${newestPages}
       LEFT JOIN segments s ON s.address_id = a.id
       WHERE a.id > ? AND (s.address_id IS NULL OR s.payload_digest <> c.payload_digest OR s.version <> ?)
       ORDER BY a.id LIMIT ?`,
    )
    .all(after, version, limit);
}

/** How many captures `capturesToSegment` would list. */
export function countToSegment(db: SiteDb, version: string): number {
  return (
    db
      .prepare<[string], { n: number }>(
        `SELECT count(*) AS n FROM (${newestPages}) p LEFT JOIN segments s ON s.address_id = p.addressId
         WHERE s.address_id IS NULL OR s.payload_digest <> p.digest OR s.version <> ?`,
      )
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
  digest: string;
  declaredType: string | null;
  encoding: string;
  file: string;
  offset: number;
  length: number;
}

const newestPages = `
  SELECT a.id AS addressId, a.address, c.payload_digest AS digest, c.declared_type AS declaredType,
    c.encoding, w.name AS file, c.offset, c.length
  FROM addresses a
  JOIN captures c ON c.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id AND n.variant = ''
    ORDER BY ${standingFirst} LIMIT 1) AND c.status = 200
    AND c.media_type IN ('text/html', 'application/xhtml+xml')
  JOIN warc_files w ON w.id = c.warc_id`;

/** Stores segments, replacing older ones of the same addresses; call inside a transaction. */
export function putSegment(
  db: SiteDb,
  addressId: number,
  digest: string,
  version: string,
  packed: PackedSegment,
): void {
  db.prepare(
    `INSERT INTO segments (address_id, payload_digest, version, hash, data) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (address_id) DO UPDATE SET payload_digest = excluded.payload_digest,
       version = excluded.version, hash = excluded.hash, data = excluded.data`,
  ).run(addressId, digest, version, packed.hash, packed.data);
}

/** A stored segment with the capture it was cut from. */
export interface StoredSegment {
  addressId: number;
  address: string;
  hash: string;
  /** When its bytes were first seen at the address, so that a recrawl that finds them again changes nothing. */
  fetchedAt: string;
  data: Uint8Array;
}

/** One batch of segments by address in code-unit order, after the given address. */
export function segmentBatch(db: SiteDb, after: string, limit = 200): StoredSegment[] {
  return db
    .prepare<[string, number], StoredSegment>(
      `SELECT a.id AS addressId, a.address, s.hash, s.data,
         (SELECT min(n.fetched_at) FROM captures n WHERE n.address_id = a.id AND n.variant = ''
            AND n.payload_digest = s.payload_digest) AS fetchedAt
       FROM segments s JOIN addresses a ON a.id = s.address_id
       WHERE a.address > ? ORDER BY a.address LIMIT ?`,
    )
    .all(after, limit);
}

/** Removes segments whose address no longer has a page capture (a later crawl saw it gone). */
export function dropStaleSegments(db: SiteDb): number {
  return db
    .prepare(
      `DELETE FROM segments WHERE address_id NOT IN (SELECT addressId FROM (${newestPages}))`,
    )
    .run().changes;
}

/** Number of stored segments and one hash over all of them. */
export function segmentsDigest(db: SiteDb): { count: number; hash: string } {
  let text = '';
  let count = 0;
  const rows = db.prepare<[], { address: string; hash: string }>(
    'SELECT a.address, s.hash FROM segments s JOIN addresses a ON a.id = s.address_id ORDER BY a.address',
  );
  for (const row of rows.iterate()) {
    text = hash64(`${text}\n${row.address}\n${row.hash}`);
    count++;
  }
  return { count, hash: text };
}

/** Address ids and keys of all stored segments, by key and address. */
export function segmentKeys(db: SiteDb): { addressId: number; address: string; key: string }[] {
  return db
    .prepare<[], { addressId: number; address: string; key: string }>(
      `SELECT a.id AS addressId, a.address, k.key FROM segments s
       JOIN addresses a ON a.id = s.address_id JOIN address_keys k ON k.address_id = a.id
       ORDER BY k.key, a.address`,
    )
    .all();
}
