import type { RecordLocator } from '../model/capture.ts';
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
