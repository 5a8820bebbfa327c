import { prepared, type SiteDb } from './site-db.ts';

/** What the crawl has learnt of a template (addresses with digits masked). */
export interface TemplateRecord {
  template: string;
  /** Addresses fetched, whatever they answered. */
  tried: number;
  /** Answers that count in the novelty test. */
  captures: number;
  /** Length of the latest run of captures that brought nothing new. */
  barren: number;
  suspended: boolean;
}

/** A capture whose novelty is not judged yet. `runs` are hashes of its texts. */
export interface FreshCapture {
  id: number;
  address: string;
  template: string;
  kind: 'page' | 'redirect' | 'file' | 'error';
  runs: number[];
  /** An earlier capture of the address was judged already. */
  counted: boolean;
}

/** What is known of a template; zeros for one never seen. */
export function templateRecord(db: SiteDb, template: string): TemplateRecord {
  const row = prepared<Omit<TemplateRecord, 'suspended'> & { suspended: number }>(
    db,
    'SELECT template, tried, captures, barren, suspended FROM templates WHERE template = ?',
  ).get(template);
  if (row === undefined) return { template, tried: 0, captures: 0, barren: 0, suspended: false };
  return { ...row, suspended: row.suspended === 1 };
}

/** Stores what is known of a template. */
export function saveTemplate(db: SiteDb, record: TemplateRecord): void {
  prepared(
    db,
    `INSERT INTO templates (template, tried, captures, barren, suspended) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (template) DO UPDATE SET tried = excluded.tried, captures = excluded.captures,
       barren = excluded.barren, suspended = excluded.suspended`,
  ).run(record.template, record.tried, record.captures, record.barren, record.suspended ? 1 : 0);
}

/** Keeps a capture for the judgement at the end of its wave. */
export function addFresh(
  db: SiteDb,
  addressId: number,
  kind: FreshCapture['kind'],
  runs: readonly number[],
): void {
  prepared(
    db,
    `INSERT INTO fresh (address_id, kind, runs)
     VALUES (@addressId, @kind, @runs)
     ON CONFLICT (address_id) DO UPDATE SET kind = excluded.kind, runs = excluded.runs`,
  ).run({ addressId, kind, runs: Buffer.from(new Float64Array(runs).buffer) });
}

/** The next captures for the novelty test, by depth, then address; at most `limit`. */
export function nextFresh(db: SiteDb, limit: number): FreshCapture[] {
  return prepared<Omit<FreshCapture, 'runs' | 'counted'> & { runs: Buffer; counted: number }>(
    db,
    `SELECT a.id, a.address, a.template, a.counted, f.kind, f.runs FROM fresh f
       JOIN addresses a ON a.id = f.address_id ORDER BY a.depth, a.address LIMIT ?`,
  )
    .all(limit)
    .map((row) => ({ ...row, runs: toNumbers(row.runs), counted: row.counted === 1 }));
}

// The blob's buffer may start anywhere in a pool; Float64Array needs an aligned copy.
function toNumbers(blob: Buffer): number[] {
  const aligned = new Uint8Array(blob);
  return [...new Float64Array(aligned.buffer, 0, aligned.byteLength / 8)];
}

/** Marks a capture as judged. */
export function dropFresh(db: SiteDb, addressId: number): void {
  prepared(db, 'DELETE FROM fresh WHERE address_id = ?').run(addressId);
  prepared(db, 'UPDATE addresses SET counted = 1 WHERE id = ?').run(addressId);
}

/** Counts text hashes as seen on one more capture; returns how many stood on at most `copies` captures by now. */
export function countRare(db: SiteDb, runs: readonly number[], copies: number): number {
  const upsert = prepared<{ seen: number }>(
    db,
    `INSERT INTO seen_runs (hash, seen) VALUES (?, 1)
     ON CONFLICT (hash) DO UPDATE SET seen = seen + 1 RETURNING seen`,
  );
  return runs.filter((run) => (upsert.get(BigInt(run))?.seen ?? 0) <= copies).length;
}

/** Templates of the addresses in scope that a page was the first to name and that nobody judged yet. */
export function newTemplatesOf(db: SiteDb, addressId: number): string[] {
  return prepared<{ template: string }>(
    db,
    `SELECT DISTINCT template FROM addresses
     WHERE found_on = ? AND state = 'found' AND template <> '' ORDER BY template`,
  )
    .all(addressId)
    .map((row) => row.template);
}

/** How many addresses of each template wait at a depth, by template. */
export function waitingTemplates(
  db: SiteDb,
  depth: number,
): { template: string; waiting: number }[] {
  return db
    .prepare<[number], { template: string; waiting: number }>(
      `SELECT template, count(*) AS waiting FROM addresses
       WHERE state = 'found' AND depth = ? GROUP BY template ORDER BY template`,
    )
    .all(depth);
}

/** Queues `count` of the waiting addresses of a template, spread evenly over their order. */
export function queueSpread(db: SiteDb, depth: number, template: string, count: number): void {
  db.prepare(
    `UPDATE addresses SET state = 'queued' WHERE id IN (
       SELECT id FROM (
         SELECT id, row_number() OVER (ORDER BY address) AS place, count(*) OVER () AS total
         FROM addresses WHERE state = 'found' AND depth = @depth AND template = @template)
       WHERE place * min(CAST(@count AS INTEGER), total) / total <> (place - 1) * min(CAST(@count AS INTEGER), total) / total)`,
  ).run({ depth, template, count });
}

/** Refuses the waiting addresses of a template. */
export function refuseTemplate(
  db: SiteDb,
  depth: number,
  template: string,
  rule: string,
  reason: string,
): void {
  db.prepare(
    `UPDATE addresses SET state = 'refused', rule = ?, reason = ?
     WHERE state = 'found' AND depth = ? AND template = ?`,
  ).run(rule, reason, depth, template);
}

/** Refuses all waiting addresses of a depth but the `keep` smallest; returns how many. */
export function refuseBeyond(
  db: SiteDb,
  depth: number,
  keep: number,
  rule: string,
  reason: string,
): number {
  return db
    .prepare(
      `UPDATE addresses SET state = 'refused', rule = ?, reason = ? WHERE id IN (
         SELECT id FROM addresses WHERE state = 'found' AND depth = ?
         ORDER BY address LIMIT -1 OFFSET ?)`,
    )
    .run(rule, reason, depth, keep).changes;
}
