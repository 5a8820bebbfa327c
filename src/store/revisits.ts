import type { RecordLocator } from '../model/capture.ts';
import { type NewCapture, standingFirst } from './captures.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** A capture whose record holds its payload, as a revisit record names it. */
export interface PayloadHolder {
  address: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  /** `sha256:<hex>` of the body as received; null in an archive that did not keep it. */
  bodyDigest: string | null;
  record: RecordLocator;
}

interface HolderRow extends Omit<PayloadHolder, 'record'>, RecordLocator {}

const selectHolder = `
  SELECT a.address, c.fetched_at AS fetchedAt, c.payload_digest AS digest,
    coalesce(c.body_digest, c.payload_digest) AS bodyDigest, w.name AS file, c.offset, c.length
  FROM captures c JOIN addresses a ON a.id = c.address_id JOIN warc_files w ON w.id = c.warc_id
  WHERE NOT EXISTS (SELECT 1 FROM revisits r WHERE r.capture_id = c.id)`;

/** The first capture that holds a payload whose body came in these very bytes; both digests are `sha256:<hex>`. */
export function holderOf(
  db: SiteDb,
  payloadDigest: string,
  bodyDigest: string,
): PayloadHolder | undefined {
  const row = prepared<HolderRow>(
    db,
    `${selectHolder} AND c.payload_digest = ? AND coalesce(c.body_digest, c.payload_digest) = ?
       AND c.truncated IS NULL ORDER BY c.id LIMIT 1`,
  ).get(payloadDigest, bodyDigest);
  return row && toHolder(row);
}

/** The capture whose own record stands at a place. */
export function holderAt(db: SiteDb, record: RecordLocator): PayloadHolder | undefined {
  const row = prepared<HolderRow>(db, `${selectHolder} AND w.name = ? AND c.offset = ?`).get(
    record.file,
    record.offset,
  );
  return row && toHolder(row);
}

function toHolder({
  address,
  fetchedAt,
  bodyDigest,
  file,
  offset,
  length,
}: HolderRow): PayloadHolder {
  return { address, fetchedAt, bodyDigest, record: { file, offset, length } };
}

/** Says of a stored capture that its own record is a revisit, and where that stands. */
export function markRevisit(
  db: SiteDb,
  captureId: number,
  profile: string,
  record: RecordLocator,
): void {
  prepared(
    db,
    `INSERT INTO revisits (capture_id, profile, warc_id, offset, length)
     VALUES (?, ?, (SELECT id FROM warc_files WHERE name = ?), ?, ?) ON CONFLICT DO NOTHING`,
  ).run(captureId, profile, record.file, record.offset, record.length);
}

/** The capture that stands for an address, as the facts of a further one that found it unchanged. */
export function standingCapture(
  db: SiteDb,
  addressId: number,
): Omit<NewCapture, 'addressId'> | undefined {
  const row = prepared<Omit<NewCapture, 'addressId' | 'record'> & RecordLocator>(
    db,
    `SELECT n.variant, n.fetched_at AS fetchedAt, n.status, n.declared_type AS declaredType,
       n.media_type AS mediaType, n.encoding, n.encoding_source AS encodingSource, n.location,
       n.file_name AS fileName, n.payload_digest AS payloadDigest, n.payload_bytes AS payloadBytes,
       n.truncated, n.tls, n.etag, n.last_modified AS lastModified,
       coalesce(n.body_digest, n.payload_digest) AS bodyDigest, w.name AS file, n.offset, n.length
     FROM captures n JOIN warc_files w ON w.id = n.warc_id
     WHERE n.address_id = ? AND n.variant = '' ORDER BY ${standingFirst} LIMIT 1`,
  ).get(addressId);
  if (row === undefined) return undefined;
  const { file, offset, length, ...facts } = row;
  return { ...facts, record: { file, offset, length } };
}
