import type { SiteDb } from './site-db.ts';

/** A WARC file of the agency's archive; `size` is its committed end in bytes. */
export interface WarcFile {
  id: number;
  name: string;
  size: number;
  sealed: boolean;
}

/** All WARC files, in the order in which they were written. */
export function listWarcFiles(db: SiteDb): WarcFile[] {
  return db
    .prepare<[], { id: number; name: string; size: number; sealed: number }>(
      'SELECT id, name, size, sealed FROM warc_files ORDER BY name',
    )
    .all()
    .map((row) => ({ ...row, sealed: row.sealed === 1 }));
}

/** Records the committed end of a WARC file. */
export function commitWarcEnd(db: SiteDb, name: string, size: number, sealed = false): void {
  db.prepare(
    `INSERT INTO warc_files (name, size, sealed) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET size = excluded.size, sealed = excluded.sealed`,
  ).run(name, size, sealed ? 1 : 0);
}

/**
 * Forgets the captures whose record, or that of their payload, does not end at or before `end`, queues their addresses again and
 * sets the committed end; returns the addresses. For repair: the bytes are gone.
 */
export function dropCapturesBeyond(db: SiteDb, name: string, end: number): string[] {
  return db.transaction(() => {
    const lost = db
      .prepare<[{ name: string; end: number }], { id: number; addressId: number; address: string }>(
        `SELECT c.id, c.address_id AS addressId, a.address FROM captures c
         JOIN addresses a ON a.id = c.address_id JOIN warc_files w ON w.id = c.warc_id
         LEFT JOIN revisits r ON r.capture_id = c.id LEFT JOIN warc_files v ON v.id = r.warc_id
         WHERE (w.name = @name AND c.offset + c.length > @end)
           OR (v.name = @name AND r.offset + r.length > @end) ORDER BY a.address`,
      )
      .all({ name, end });
    for (const row of lost) {
      db.prepare('DELETE FROM captures WHERE id = ?').run(row.id);
      db.prepare(
        "UPDATE addresses SET state = 'queued', reason = '', attempts = 0, next_at = 0 WHERE id = ?",
      ).run(row.addressId);
      db.prepare("DELETE FROM robots WHERE origin || '/robots.txt' = ?").run(row.address);
    }
    db.prepare('UPDATE warc_files SET size = ? WHERE name = ?').run(end, name);
    return lost.map((row) => row.address);
  })();
}

/** Places of a file's records from the last to the first, read one by one: repair rarely needs a second. */
export function* recordsFromLast(
  db: SiteDb,
  name: string,
): Generator<{ offset: number; length: number }> {
  const before = db.prepare<[{ name: string; at: number }], { offset: number; length: number }>(
    `SELECT offset, length FROM (
       SELECT * FROM (SELECT c.offset, c.length FROM captures c JOIN warc_files w ON w.id = c.warc_id
         WHERE w.name = @name AND c.offset < @at ORDER BY c.offset DESC LIMIT 1)
       UNION ALL
       SELECT * FROM (SELECT r.offset, r.length FROM revisits r JOIN warc_files w ON w.id = r.warc_id
         WHERE w.name = @name AND r.offset < @at ORDER BY r.offset DESC LIMIT 1))
     ORDER BY offset DESC LIMIT 1`,
  );
  let row = before.get({ name, at: Number.MAX_SAFE_INTEGER });
  while (row !== undefined) {
    yield row;
    row = before.get({ name, at: row.offset });
  }
}
