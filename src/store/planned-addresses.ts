import { standingFirst } from './captures.ts';
import { documentType } from './documents.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** What deciding addresses asks of an address. */
export interface PlannedAddress {
  address: string;
  key: string;
  state: 'found' | 'queued' | 'in-flight' | 'done' | 'failed' | 'refused';
  rule: string;
  reason: string;
  /** Of the capture without variant that stands for the address; null when there is none. */
  status: number | null;
  location: string | null;
  /** 64 hex digits of the payload when its bytes are carried over. */
  asset: string | null;
}

const standing = `(SELECT n.id FROM captures n WHERE n.address_id = a.id AND n.variant = ''
    ORDER BY ${standingFirst} LIMIT 1)`;

/** Makes the list of bytes that are carried over, with every document on it; it goes with the connection. */
export function startCarriedList(db: SiteDb): void {
  db.exec(
    `CREATE TEMP TABLE IF NOT EXISTS carried (digest TEXT PRIMARY KEY) WITHOUT ROWID;
     DELETE FROM carried;
     INSERT INTO carried SELECT DISTINCT c.payload_digest FROM captures c
       WHERE c.status = 200 AND ${documentType}`,
  );
}

/** Puts bytes on the list; `sha256` is 64 hex digits. */
export function putCarried(db: SiteDb, sha256: string): void {
  prepared(db, 'INSERT OR IGNORE INTO carried (digest) VALUES (?)').run(`sha256:${sha256}`);
}

/** SHA-256 of the bytes of an address itself, when they are no page; undefined where redirects or spellings have to be followed. */
export function plainFileAt(db: SiteDb, address: string): string | undefined {
  const row = prepared<{ digest: string }>(
    db,
    `SELECT c.payload_digest AS digest FROM addresses a JOIN captures c ON c.id = ${standing}
     WHERE a.address = ? AND c.status = 200
       AND c.media_type NOT IN ('text/html', 'application/xhtml+xml')`,
  ).get(address);
  return row?.digest.replace(/^sha256:/, '');
}

/**
 * Every known address by key and address in the order of UTF-8 octets. They are brought in order beside the database:
 * reading them where they lie, in the order of keys, takes three times as long (measured with 100,000).
 */
export function* plannedAddresses(db: SiteDb): Generator<PlannedAddress> {
  db.exec(
    `DROP TABLE IF EXISTS temp.planned;
     CREATE TEMP TABLE planned AS
       SELECT k.key, a.address, a.state, a.rule, a.reason, c.status, c.location,
         CASE WHEN c.status = 200
           THEN (SELECT substr(digest, 8) FROM carried WHERE digest = c.payload_digest) END AS asset
       FROM address_keys k CROSS JOIN addresses a ON a.id = k.address_id
       LEFT JOIN captures c ON c.address_id = a.id AND c.variant = ''
       ORDER BY k.key, a.address, ${standingFirst.replaceAll('n.', 'c.')}`,
  );
  const batch = db
    .prepare<[number, number], PlannedRow>(
      `SELECT key, address, state, rule, reason, status, location, asset FROM temp.planned
       WHERE rowid > ? AND rowid <= ? ORDER BY rowid`,
    )
    .raw();
  // Of several captures the first stands for the address.
  let last = '';
  for (let after = 0; ; after += batchRows) {
    const rows = batch.all(after, after + batchRows);
    for (const [key, address, state, rule, reason, status, location, asset] of rows) {
      if (address === last) continue;
      last = address;
      yield { key, address, state, rule, reason, status, location, asset };
    }
    if (rows.length < batchRows) break;
  }
  db.exec('DROP TABLE temp.planned');
}

const batchRows = 500;

type PlannedRow = [
  key: string,
  address: string,
  state: PlannedAddress['state'],
  rule: string,
  reason: string,
  status: number | null,
  location: string | null,
  asset: string | null,
];
