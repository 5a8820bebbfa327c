import { addressHints } from '../model/address.ts';
import { type AddressRow, forgetRecent, selectAddress } from './addresses.ts';
import { prepared, type SiteDb } from './site-db.ts';

// robots.txt is fetched ahead of its host and never taken from the queue.
const isTaken = `hints & ${addressHints.robots} = 0`;

/** Puts addresses that a dead process was fetching back into the queue; returns how many. */
export function requeueInFlight(db: SiteDb): number {
  return db.prepare("UPDATE addresses SET state = 'queued' WHERE state = 'in-flight'").run()
    .changes;
}

/** Puts an address back into the queue after a failed attempt. */
export function postponeAddress(db: SiteDb, id: number, attempts: number, nextAt: number): void {
  prepared(db, "UPDATE addresses SET state = 'queued', attempts = ?, next_at = ? WHERE id = ?").run(
    attempts,
    Math.ceil(nextAt),
    id,
  );
}

/** The smallest depth at which something waits, hosts in `parked` left out. */
export function openDepth(db: SiteDb, parked: readonly string[]): number | undefined {
  const row = db
    .prepare<[string], { depth: number | null }>(
      `SELECT min(depth) AS depth FROM addresses
       WHERE (state IN ('found', 'queued', 'in-flight') AND ${isTaken})
         AND NOT (state <> 'found' AND host IN (SELECT value FROM json_each(?)))`,
    )
    .get(JSON.stringify(parked));
  return row?.depth ?? undefined;
}

/** Number of addresses that wait or are being fetched at a depth, hosts in `parked` left out. */
export function countQueued(db: SiteDb, depth: number, parked: readonly string[]): number {
  const row = db
    .prepare<[number, string], { n: number }>(
      `SELECT count(*) AS n FROM addresses
       WHERE state IN ('queued', 'in-flight') AND depth = ? AND ${isTaken}
         AND host NOT IN (SELECT value FROM json_each(?))`,
    )
    .get(depth, JSON.stringify(parked));
  return row?.n ?? 0;
}

/** Hosts with something queued at a depth, sorted. */
export function queuedHosts(db: SiteDb, depth: number): string[] {
  return prepared<{ host: string }>(
    db,
    `SELECT DISTINCT host FROM addresses
     WHERE state = 'queued' AND depth = ? AND ${isTaken} ORDER BY host`,
  )
    .all(depth)
    .map((row) => row.host);
}

/** Takes up to `limit` queued addresses of a host, in code-unit order, and marks them in flight. */
export function takeQueued(db: SiteDb, depth: number, host: string, limit: number): AddressRow[] {
  return db.transaction(() => {
    const rows = prepared<AddressRow>(
      db,
      `${selectAddress} WHERE a.state = 'queued' AND a.depth = ? AND a.host = ?
         AND a.${isTaken} ORDER BY a.address LIMIT ?`,
    ).all(depth, host, limit);
    const mark = prepared(db, "UPDATE addresses SET state = 'in-flight' WHERE id = ?");
    for (const row of rows) mark.run(row.id);
    return rows;
  })();
}

/** Puts addresses that were taken but not fetched back into the queue. */
export function giveBack(db: SiteDb, ids: readonly number[]): void {
  const back = prepared(
    db,
    "UPDATE addresses SET state = 'queued' WHERE id = ? AND state = 'in-flight'",
  );
  db.transaction(() => {
    for (const id of ids) back.run(id);
  })();
}

/** Forgets attempts and waits of what is queued: a new run starts afresh. */
export function forgetAttempts(db: SiteDb): void {
  db.prepare("UPDATE addresses SET attempts = 0, next_at = 0 WHERE state = 'queued'").run();
}

/** Puts what failed, all that was fetched, or all pages back into the queue. */
export function requeue(db: SiteDb, which: 'failed' | 'fetched' | 'pages'): void {
  const states = which === 'failed' ? "('failed')" : "('failed', 'done')";
  const isPage = `EXISTS (SELECT 1 FROM captures c WHERE c.address_id = addresses.id AND c.status = 200
    AND c.media_type IN ('text/html', 'application/xhtml+xml'))`;
  db.prepare(
    `UPDATE addresses SET state = 'queued', reason = '', attempts = 0, next_at = 0
     WHERE state IN ${states} AND ${isTaken} AND rule NOT IN ('alias-sample', 'missing-page')
       ${which === 'pages' ? `AND ${isPage}` : ''}`,
  ).run();
}

/** Queues an address whatever was decided of it before, unless it was fetched. */
export function queueAddress(db: SiteDb, id: number, rule: string): void {
  db.prepare(
    `UPDATE addresses SET state = 'queued', rule = ?, reason = ''
     WHERE id = ? AND state IN ('found', 'refused', 'failed')`,
  ).run(rule, id);
}

/** Number of addresses that wait at any depth. */
export function countOpen(db: SiteDb): number {
  return count(db, `state IN ('found', 'queued', 'in-flight') AND ${isTaken}`);
}

/** Number of addresses that count against the page limit: queued, in flight, done or failed. */
export function countAccepted(db: SiteDb): number {
  return count(
    db,
    `state IN ('queued', 'in-flight', 'done', 'failed') AND rule <> 'requisite' AND ${isTaken}`,
  );
}

/** Number of files of the layout that were fetched. */
export function countRequisites(db: SiteDb): number {
  return count(db, "state = 'done' AND rule = 'requisite'");
}

/** Number of files of the layout that wait for all else. */
export function countWaitingRequisites(db: SiteDb): number {
  return count(db, "state = 'refused' AND rule = 'requisite'");
}

/** Queues the files of the layout that pages name; returns how many. */
export function queueRequisites(db: SiteDb): number {
  return prepared(
    db,
    "UPDATE addresses SET state = 'queued', reason = '' WHERE state = 'refused' AND rule = 'requisite'",
  ).run().changes;
}

function count(db: SiteDb, where: string): number {
  return (
    prepared<{ n: number }>(db, `SELECT count(*) AS n FROM addresses WHERE ${where}`).get()?.n ?? 0
  );
}

/** Addresses that were judged but never fetched, in code-unit order after `after`. */
export function judgedAddresses(db: SiteDb, after: string, limit: number): AddressRow[] {
  return db
    .prepare<[string, number], AddressRow>(
      `${selectAddress} WHERE a.address > ? AND a.state IN ('found', 'refused')
       ORDER BY a.address LIMIT ?`,
    )
    .all(after, limit);
}

/** Gives an address that was never fetched a new verdict; nothing else of it changes. */
export function rejudgeAddress(
  db: SiteDb,
  record: { id: number; address: string },
  verdict: { state: string; rule: string; reason: string; template: string },
): void {
  db.prepare(
    `UPDATE addresses SET state = ?, rule = ?, reason = ?, template = ?
     WHERE id = ? AND state IN ('found', 'refused')`,
  ).run(verdict.state, verdict.rule, verdict.reason, verdict.template, record.id);
  forgetRecent(db, record.address);
}

/** The smallest addresses of a host that answered with an HTML page. */
export function donePages(db: SiteDb, host: string, limit: number): string[] {
  return db
    .prepare<[string, number], { address: string }>(
      `SELECT a.address FROM addresses a WHERE a.host = ? AND a.state = 'done' AND a.rule <> 'requisite' AND EXISTS (
         SELECT 1 FROM captures c
         WHERE c.address_id = a.id AND c.status = 200 AND c.media_type = 'text/html')
       ORDER BY a.address LIMIT ?`,
    )
    .all(host, limit)
    .map((row) => row.address);
}
