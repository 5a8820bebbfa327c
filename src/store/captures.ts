import type { Capture } from '../model/capture.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** A capture to store; `addressId` must be in the addresses table, `record.file` in warc_files. */
export interface NewCapture extends Omit<Capture, 'id' | 'address'> {
  addressId: number;
  etag: string | null;
  lastModified: string | null;
  /** `sha256:<hex>` of the body as received. */
  bodyDigest: string | null;
}

interface CaptureRow {
  id: number;
  address: string;
  variant: string;
  fetched_at: string;
  status: number;
  declared_type: string | null;
  media_type: string;
  encoding: string;
  encoding_source: string;
  encoding_confidence: number;
  location: string | null;
  file_name: string | null;
  payload_digest: string;
  payload_bytes: number;
  file: string;
  offset: number;
  length: number;
  truncated: string | null;
  tls: string | null;
}

const select = `
  SELECT c.id, a.address, c.variant, c.fetched_at, c.status, c.declared_type, c.media_type,
    c.encoding, c.encoding_source, c.encoding_confidence, c.location, c.file_name, c.payload_digest,
    c.payload_bytes, w.name AS file, c.offset, c.length, c.truncated, c.tls
  FROM captures c
  JOIN addresses a ON a.id = c.address_id
  JOIN warc_files w ON w.id = c.warc_id`;

// The newest of each address and variant; fetched_at is ISO in UTC, so text order is time order.
const isLatest = `NOT EXISTS (
    SELECT 1 FROM captures n WHERE n.address_id = c.address_id AND n.variant = c.variant
      AND n.fetched_at > c.fetched_at)`;

function toCapture(row: CaptureRow): Capture {
  return {
    id: row.id,
    address: row.address,
    variant: row.variant,
    fetchedAt: row.fetched_at,
    status: row.status,
    declaredType: row.declared_type,
    mediaType: row.media_type,
    encoding: row.encoding,
    encodingSource: row.encoding_source,
    encodingConfidence: row.encoding_confidence,
    location: row.location,
    fileName: row.file_name,
    payloadDigest: row.payload_digest,
    payloadBytes: row.payload_bytes,
    record: { file: row.file, offset: row.offset, length: row.length },
    truncated: row.truncated,
    tls: row.tls,
  };
}

/** Stores a capture and returns its id; the same address, variant and instant again changes nothing. */
export function insertCapture(db: SiteDb, capture: NewCapture): number {
  const row = prepared<{ id: number }>(
    db,
    `INSERT INTO captures (address_id, variant, fetched_at, status, declared_type, media_type,
         encoding, encoding_source, encoding_confidence, location, file_name, payload_digest, payload_bytes,
         warc_id, offset, length, truncated, tls, etag, last_modified, body_digest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
         (SELECT id FROM warc_files WHERE name = ?), ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (address_id, variant, fetched_at) DO UPDATE SET variant = variant
       RETURNING id`,
  ).get(
    capture.addressId,
    capture.variant,
    capture.fetchedAt,
    capture.status,
    capture.declaredType,
    capture.mediaType,
    capture.encoding,
    capture.encodingSource,
    capture.encodingConfidence,
    capture.location,
    capture.fileName,
    capture.payloadDigest,
    capture.payloadBytes,
    capture.record.file,
    capture.record.offset,
    capture.record.length,
    capture.truncated,
    capture.tls,
    capture.etag,
    capture.lastModified,
    capture.bodyDigest === capture.payloadDigest ? null : capture.bodyDigest,
  );
  if (row === undefined) throw new Error('captures: no id returned');
  return row.id;
}

/** The newest capture of an address without a variant. */
export function latestCapture(db: SiteDb, address: string): Capture | undefined {
  const row = prepared<CaptureRow>(
    db,
    `${select} WHERE a.address = ? AND c.variant = '' ORDER BY c.fetched_at DESC LIMIT 1`,
  ).get(address);
  return row && toCapture(row);
}

/**
 * Order that puts the capture first which stands for an address: the newest one, but an error (or an answer
 * without payload) never stands before an answer that was good. What a site once showed is kept until a person says that
 * it is gone. `n` is the alias of captures.
 */
export const standingFirst = 'n.status < 400 AND n.status <> 304 DESC, n.fetched_at DESC';

/** The capture that stands for an address, with all that a further one is stored with which found it unchanged. */
export function standingCapture(
  db: SiteDb,
  addressId: number,
): (Capture & Pick<NewCapture, 'etag' | 'lastModified' | 'bodyDigest'>) | undefined {
  const row = prepared<CaptureRow>(
    db,
    `${select} WHERE c.id = (SELECT n.id FROM captures n WHERE n.address_id = ? AND n.variant = ''
       ORDER BY ${standingFirst} LIMIT 1)`,
  ).get(addressId);
  const more = prepared<Pick<NewCapture, 'etag' | 'lastModified' | 'bodyDigest'>>(
    db,
    `SELECT etag, last_modified AS lastModified, coalesce(body_digest, payload_digest) AS bodyDigest
     FROM captures WHERE id = ?`,
  ).get(row?.id);
  return row && more && { ...toCapture(row), ...more };
}

/** Validators of the capture of a variant that stands for an address, for a conditional request; nulls when it has none or was cut. */
export function validatorsOf(
  db: SiteDb,
  addressId: number,
  variant = '',
):
  | { etag: string | null; lastModified: string | null; digest: string; status: number }
  | undefined {
  return prepared<{
    etag: string | null;
    lastModified: string | null;
    digest: string;
    status: number;
  }>(
    db,
    `SELECT iif(n.truncated IS NULL, n.etag, NULL) AS etag, n.payload_digest AS digest, n.status,
       iif(n.truncated IS NULL, n.last_modified, NULL) AS lastModified FROM captures n
     WHERE n.address_id = ? AND n.variant = ? ORDER BY ${standingFirst} LIMIT 1`,
  ).get(addressId, variant);
}

/** The newest capture of an address in each variant, the usual visit first: what is special about them. */
export function variantsOfAddress(
  db: SiteDb,
  address: string,
): { variant: string; status: number; tls: string | null }[] {
  return db
    .prepare<[string], { variant: string; status: number; tls: string | null }>(
      `SELECT c.variant, c.status, c.tls FROM captures c JOIN addresses a ON a.id = c.address_id
       WHERE a.address = ? AND ${isLatest} ORDER BY c.variant`,
    )
    .all(address);
}

/**
 * One batch of the newest captures of every address and variant, by address then variant in code-unit
 * order, after the given place (`undefined` for the first batch). At most `limit` rows, 500 by default.
 */
export function latestCaptures(
  db: SiteDb,
  after: { address: string; variant: string } | undefined,
  limit = 500,
): Capture[] {
  return db
    .prepare<[string, string, number], CaptureRow>(
      `${select} WHERE (a.address, c.variant) > (?, ?) AND ${isLatest}
       ORDER BY a.address, c.variant LIMIT ?`,
    )
    .all(after?.address ?? '', after?.variant ?? '', limit)
    .map(toCapture);
}

/** Digests of all payloads, one by one; the database must not be written meanwhile. */
export function* payloadDigests(db: SiteDb): Generator<string> {
  const rows = db
    .prepare<[], { digest: string }>('SELECT payload_digest AS digest FROM captures')
    .iterate();
  for (const { digest } of rows) yield digest;
}

/** Number and decoded bytes of all captures. */
export function captureTotals(db: SiteDb): { captures: number; bytes: number } {
  const row = db
    .prepare<[], { captures: number; bytes: number }>(
      'SELECT count(*) AS captures, coalesce(sum(payload_bytes), 0) AS bytes FROM captures',
    )
    .get();
  return row ?? { captures: 0, bytes: 0 };
}

/** Digest of the payload captured at an address at an instant, undefined when there is no such capture. */
export function digestAt(db: SiteDb, address: string, fetchedAt: string): string | undefined {
  return prepared<{ digest: string }>(
    db,
    `SELECT c.payload_digest AS digest FROM captures c JOIN addresses a ON a.id = c.address_id
     WHERE a.address = ? AND c.variant = '' AND c.fetched_at = ?`,
  ).get(address, fetchedAt)?.digest;
}

/** Tells whether an address has a capture that is younger than an instant. */
export function hasYoungerCapture(db: SiteDb, addressId: number, fetchedAt: string): boolean {
  const found = prepared<{ found: number }>(
    db,
    "SELECT 1 AS found FROM captures WHERE address_id = ? AND variant = '' AND fetched_at > ? LIMIT 1",
  ).get(addressId, fetchedAt);
  return found !== undefined;
}

/** How many pages were read in a charset. */
export interface PageEncoding {
  encoding: string;
  pages: number;
}

/** Charsets of the HTML that was answered with status 200, the most frequent first. */
export function pageEncodings(db: SiteDb): PageEncoding[] {
  return prepared<PageEncoding>(
    db,
    `SELECT encoding, count(*) AS pages FROM captures WHERE status = 200 AND media_type LIKE '%html%'
     GROUP BY encoding ORDER BY pages DESC, encoding`,
  ).all();
}
