import type { RecordLocator } from '../model/capture.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** How far taking in a file has come. */
export interface IngestedFile {
  /** SHA-256 of the file, 64 hex digits. */
  digest: string;
  /** Name of the file, without folder. */
  name: string;
  /** Records dealt with so far. */
  records: number;
  done: boolean;
  /** What became of them, as the ingest counts it. */
  counts: unknown;
}

/** What is known of a file by its digest; undefined when it was never taken in. */
export function ingestedFile(db: SiteDb, digest: string): IngestedFile | undefined {
  const row = prepared<{ name: string; records: number; done: number; counts: string }>(
    db,
    'SELECT name, records, done, counts FROM ingested_files WHERE digest = ?',
  ).get(digest);
  return row && { ...row, digest, done: row.done === 1, counts: JSON.parse(row.counts) };
}

/** Stores how far a file has come; call it in the transaction that stores its captures. */
export function putIngestedFile(db: SiteDb, file: IngestedFile): void {
  prepared(
    db,
    `INSERT INTO ingested_files (digest, name, records, done, counts) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (digest) DO UPDATE SET records = excluded.records, done = excluded.done,
       counts = excluded.counts`,
  ).run(file.digest, file.name, file.records, file.done ? 1 : 0, JSON.stringify(file.counts));
}

/** Remembers which capture a record of another program became. */
export function putForeignRecord(
  db: SiteDb,
  recordId: string,
  payloadDigest: string | null,
  captureId: number,
): void {
  prepared(
    db,
    `INSERT INTO foreign_records (record_id, payload_digest, capture_id) VALUES (?, ?, ?)
     ON CONFLICT DO NOTHING`,
  ).run(recordId, payloadDigest, captureId);
}

/** How a revisit record names what it refers to; what it leaves out is null. */
export interface ForeignReference {
  recordId: string | null;
  address: string | null;
  /** ISO instant in UTC. */
  fetchedAt: string | null;
  payloadDigest: string | null;
}

interface ReferredRow extends RecordLocator {
  fetchedAt: string;
}

const selectReferred = `
  SELECT c.fetched_at AS fetchedAt, w.name AS file, c.offset, c.length
  FROM captures c JOIN warc_files w ON w.id = c.warc_id`;

/** The record of the payload a revisit refers to: by record id, else by address and instant, else by digest. */
export function referredRecord(db: SiteDb, to: ForeignReference): RecordLocator | undefined {
  const byForeign = `${selectReferred} JOIN foreign_records f ON f.capture_id = c.id`;
  const row =
    (to.recordId &&
      prepared<ReferredRow>(db, `${byForeign} WHERE f.record_id = ?`).get(to.recordId)) ||
    (to.address &&
      to.fetchedAt &&
      prepared<ReferredRow>(
        db,
        `${selectReferred} JOIN addresses a ON a.id = c.address_id
         WHERE a.address = ? AND c.fetched_at = ?`,
      ).get(to.address, to.fetchedAt)) ||
    (to.payloadDigest &&
      prepared<ReferredRow>(db, `${byForeign} WHERE f.payload_digest = ? LIMIT 1`).get(
        to.payloadDigest,
      ));
  if (!row) return undefined;
  return { file: row.file, offset: row.offset, length: row.length };
}
