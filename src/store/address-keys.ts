import { standingFirst } from './captures.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** An address that has no key made by these rules yet. */
export interface UnkeyedAddress {
  id: number;
  address: string;
}

/** Addresses without a key of the rules' hash, by id; at most `limit`. What the crawl made up is none of the site's. */
export function unkeyedAddresses(
  db: SiteDb,
  rules: string,
  after: number,
  limit = 500,
): UnkeyedAddress[] {
  return db
    .prepare<[number, string, number], UnkeyedAddress>(
      `SELECT a.id, a.address FROM addresses a LEFT JOIN address_keys k ON k.address_id = a.id
       WHERE a.id > ? AND a.rule <> 'missing-page' AND (k.address_id IS NULL OR k.rules <> ?) ORDER BY a.id LIMIT ?`,
    )
    .all(after, rules, limit);
}

/** Stores the key of an address; call inside a transaction. */
export function putAddressKey(db: SiteDb, addressId: number, key: string, rules: string): void {
  prepared(
    db,
    `INSERT INTO address_keys (address_id, key, rules) VALUES (?, ?, ?)
     ON CONFLICT (address_id) DO UPDATE SET key = excluded.key, rules = excluded.rules`,
  ).run(addressId, key, rules);
}

/** What is known of one spelling of a key. */
export interface KnownAddress {
  address: string;
  key: string;
  state: 'found' | 'queued' | 'in-flight' | 'done' | 'failed' | 'refused';
  rule: string;
  reason: string;
  /** Of the capture without variant that stands for the address; null when there is none. */
  status: number | null;
  location: string | null;
  mediaType: string | null;
  /** 64 hex digits of the payload. */
  sha256: string | null;
  payloadBytes: number | null;
  declaredType: string | null;
  encoding: string | null;
  encodingSource: string | null;
  encodingConfidence: number | null;
  fileName: string | null;
  /** When its bytes were first seen at the address. */
  fetchedAt: string | null;
  truncated: string | null;
  record: { file: string; offset: number; length: number } | null;
}

interface KnownRow extends Omit<KnownAddress, 'record' | 'sha256'> {
  digest: string | null;
  file: string | null;
  offset: number | null;
  length: number | null;
}

const known = `
  SELECT a.address, k.key, a.state, a.rule, a.reason, c.status, c.location, c.media_type AS mediaType,
    c.payload_digest AS digest, c.payload_bytes AS payloadBytes, c.declared_type AS declaredType,
    c.encoding, c.encoding_source AS encodingSource, c.encoding_confidence AS encodingConfidence,
    c.file_name AS fileName, c.truncated,
    (SELECT min(n.fetched_at) FROM captures n WHERE n.address_id = a.id AND n.variant = ''
      AND n.payload_digest = c.payload_digest) AS fetchedAt,
    w.name AS file, c.offset, c.length
  FROM address_keys k
  JOIN addresses a ON a.id = k.address_id
  LEFT JOIN captures c ON c.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id AND n.variant = ''
    ORDER BY ${standingFirst} LIMIT 1)
  LEFT JOIN warc_files w ON w.id = c.warc_id`;

/** All spellings of a key that were met, sorted. */
export function addressesOfKey(db: SiteDb, key: string): KnownAddress[] {
  return db
    .prepare<[string], KnownRow>(`${known} WHERE k.key = ? ORDER BY a.address`)
    .all(key)
    .map(toKnown);
}

/** What is known of one address. */
export function knownAddress(db: SiteDb, address: string): KnownAddress | undefined {
  const row = db.prepare<[string], KnownRow>(`${known} WHERE a.address = ?`).get(address);
  return row && toKnown(row);
}

function toKnown(row: KnownRow): KnownAddress {
  const { digest, file, offset, length, ...rest } = row;
  return {
    ...rest,
    sha256: digest === null ? null : digest.replace(/^sha256:/, ''),
    record: file === null || offset === null || length === null ? null : { file, offset, length },
  };
}

/** Addresses that gave these bytes with status 200, sorted; `sha256` is 64 hex digits. */
export function addressesOfBytes(db: SiteDb, sha256: string): KnownAddress[] {
  return db
    .prepare<[string], KnownRow>(
      `${known} WHERE c.payload_digest = ? AND c.status = 200 ORDER BY a.address`,
    )
    .all(`sha256:${sha256}`)
    .map(toKnown);
}
