import { addressHints } from '../model/address.ts';
import { standingFirst } from './captures.ts';
import type { SiteDb } from './site-db.ts';

/**
 * What became of an address since an instant. `gone`: an answer before, 404 or 410 now; `failing`: an answer before,
 * another error or silence now; `waiting`: it was not asked again.
 */
export const addressChanges = [
  'new',
  'changed',
  'gone',
  'failing',
  'waiting',
  'unchanged',
] as const;

export type AddressChange = (typeof addressChanges)[number];

/** One address with what it answered before and since; null where it was not captured. */
export interface ChangedAddress {
  address: string;
  change: AddressChange;
  before: { fetchedAt: string; status: number; location: string | null } | null;
  after: { fetchedAt: string; status: number; location: string | null } | null;
}

interface ChangeRow {
  address: string;
  state: string;
  beforeAt: string | null;
  beforeStatus: number | null;
  beforeDigest: string | null;
  beforeLocation: string | null;
  afterAt: string | null;
  afterStatus: number | null;
  afterDigest: string | null;
  afterLocation: string | null;
}

/**
 * What became of every captured address since an instant (ISO, UTC), one batch in code-unit order after `after`.
 * Left out are robots.txt, samples of alias hosts, and addresses that only ever answered with errors.
 */
export function changesSince(
  db: SiteDb,
  since: string,
  after: string,
  limit = 500,
): ChangedAddress[] {
  return db
    .prepare<[{ since: string; after: string; limit: number }], ChangeRow>(
      `SELECT a.address, a.state,
         b.fetched_at AS beforeAt, b.status AS beforeStatus, b.payload_digest AS beforeDigest,
         b.location AS beforeLocation, c.fetched_at AS afterAt, c.status AS afterStatus,
         c.payload_digest AS afterDigest, c.location AS afterLocation
       FROM addresses a
       LEFT JOIN captures b ON b.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id
         AND n.variant = '' AND n.fetched_at < @since ORDER BY ${standingFirst} LIMIT 1)
       LEFT JOIN captures c ON c.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id
         AND n.variant = '' AND n.fetched_at >= @since ORDER BY n.fetched_at DESC LIMIT 1)
       WHERE a.address > @after AND a.hints & ${addressHints.robots | addressHints.aliasSample} = 0
         AND (b.status < 400 OR c.status < 400)
       ORDER BY a.address LIMIT @limit`,
    )
    .all({ since, after, limit })
    .map((row) => ({
      address: row.address,
      change: changeOf(row),
      before: answer(row.beforeAt, row.beforeStatus, row.beforeLocation),
      after: answer(row.afterAt, row.afterStatus, row.afterLocation),
    }));
}

/** How many addresses changed in which way since an instant (ISO, UTC). */
export function countChanges(db: SiteDb, since: string): Record<AddressChange, number> {
  const counts = { new: 0, changed: 0, gone: 0, failing: 0, waiting: 0, unchanged: 0 };
  for (let after = ''; ; ) {
    const batch = changesSince(db, since, after);
    const last = batch.at(-1);
    if (last === undefined) return counts;
    for (const { change } of batch) counts[change] += 1;
    after = last.address;
  }
}

function answer(at: string | null, status: number | null, location: string | null) {
  return at === null || status === null ? null : { fetchedAt: at, status, location };
}

function changeOf(row: ChangeRow): AddressChange {
  const { beforeStatus, afterStatus } = row;
  if (beforeStatus === null || beforeStatus >= 400) return 'new';
  if (afterStatus === null) return row.state === 'failed' ? 'failing' : 'waiting';
  if (afterStatus === 404 || afterStatus === 410) return 'gone';
  if (afterStatus >= 400) return 'failing';
  const isSame =
    beforeStatus === afterStatus &&
    row.beforeDigest === row.afterDigest &&
    row.beforeLocation === row.afterLocation;
  return isSame ? 'unchanged' : 'changed';
}
