import { createHash } from 'node:crypto';
import { prepared, type SiteDb } from './site-db.ts';

/** A link as a page named it: address ids, and a sum of `addressHints`. */
export interface StoredLink {
  toId: number;
  hints: number;
}

/**
 * Replaces the links of a page. A page has one row whatever it links to: its targets stand in a set, and pages with
 * the same targets share it. A set that no page has any more is removed.
 */
export function replaceLinks(db: SiteDb, fromId: number, links: readonly StoredLink[]): void {
  const before = prepared<{ setId: number }>(
    db,
    'SELECT set_id AS setId FROM links WHERE from_id = ?',
  ).get(fromId)?.setId;
  const setId = links.length === 0 ? undefined : linkSet(db, links);
  if (setId === before) return;
  if (setId === undefined) prepared(db, 'DELETE FROM links WHERE from_id = ?').run(fromId);
  else {
    prepared(
      db,
      `INSERT INTO links (from_id, set_id) VALUES (?, ?)
       ON CONFLICT (from_id) DO UPDATE SET set_id = excluded.set_id`,
    ).run(fromId, setId);
  }
  if (before === undefined) return;
  prepared(
    db,
    'DELETE FROM link_sets WHERE id = ? AND NOT EXISTS (SELECT 1 FROM links WHERE set_id = ?)',
  ).run(before, before);
}

/** Addresses of the pages that name an address, sorted, at most `limit`. Reads every set: for a person's question, not for loops. */
export function pagesLinkingTo(db: SiteDb, address: string, limit = 50): string[] {
  const target = prepared<{ id: number }>(db, 'SELECT id FROM addresses WHERE address = ?').get(
    address,
  )?.id;
  if (target === undefined) return [];
  return prepared<{ address: string }>(
    db,
    `SELECT a.address FROM links l JOIN addresses a ON a.id = l.from_id
     WHERE l.set_id IN (SELECT value FROM json_each(?)) ORDER BY a.address LIMIT ?`,
  )
    .all(JSON.stringify(setsWith(db, target)), limit)
    .map((row) => row.address);
}

/**
 * Those of `targets` (ids) that no page of a level names but copies of other pages. Reads the level's sets once: for
 * the few pages that brought nothing.
 */
export function namedByCopiesOnly(
  db: SiteDb,
  depth: number,
  targets: ReadonlySet<number>,
): number[] {
  const left = new Set(targets);
  const batch = prepared<{ fromId: number; targets: Buffer }>(
    db,
    `SELECT l.from_id AS fromId, s.targets FROM links l JOIN link_sets s ON s.id = l.set_id
     JOIN addresses a ON a.id = l.from_id WHERE a.depth = ? AND a.counted < 2 AND l.from_id > ?
     ORDER BY l.from_id LIMIT 500`,
  );
  for (let after = 0; left.size > 0; ) {
    const rows = batch.all(depth, after);
    for (const row of rows) {
      for (const id of unpackTargets(row.targets)) left.delete(id);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.fromId;
  }
  return [...left].sort((a, b) => a - b);
}

/** What a page links to, by id; addresses out of scope have an empty template. */
export function linkedFrom(db: SiteDb, fromId: number): { id: number; template: string }[] {
  const set = prepared<{ targets: Buffer }>(
    db,
    'SELECT s.targets FROM links l JOIN link_sets s ON s.id = l.set_id WHERE l.from_id = ?',
  ).get(fromId);
  if (set === undefined) return [];
  return prepared<{ id: number; template: string }>(
    db,
    'SELECT id, template FROM addresses WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
  ).all(JSON.stringify([...unpackTargets(set.targets)]));
}

/** Id of the set that holds exactly these links. */
function linkSet(db: SiteDb, links: readonly StoredLink[]): number {
  const targets = packLinks(links);
  const digest = createHash('sha256').update(targets).digest().subarray(0, 16);
  const known = prepared<{ id: number }>(db, 'SELECT id FROM link_sets WHERE digest = ?').get(
    digest,
  );
  if (known !== undefined) return known.id;
  const added = prepared(db, 'INSERT INTO link_sets (digest, targets) VALUES (?, ?)').run(
    digest,
    targets,
  );
  return Number(added.lastInsertRowid);
}

/** Ids of the sets that hold a target. */
function setsWith(db: SiteDb, target: number): number[] {
  const found: number[] = [];
  const batch = prepared<{ id: number; targets: Buffer }>(
    db,
    'SELECT id, targets FROM link_sets WHERE id > ? ORDER BY id LIMIT 500',
  );
  for (let rows = batch.all(0); rows.length > 0; rows = batch.all(rows.at(-1)?.id ?? 0)) {
    for (const { id, targets } of rows) if (holds(targets, target)) found.push(id);
  }
  return found;
}

/**
 * Links as bytes: by target id, each as two numbers of 7 bits a byte (LEB128), the distance from the target
 * before and the hints. A menu of neighbours takes two or three bytes a link.
 */
function packLinks(links: readonly StoredLink[]): Buffer {
  const hints = new Map<number, number>();
  for (const link of links) hints.set(link.toId, (hints.get(link.toId) ?? 0) | link.hints);
  const bytes: number[] = [];
  let last = 0;
  for (const id of [...hints.keys()].sort((a, b) => a - b)) {
    pushNumber(bytes, id - last);
    pushNumber(bytes, hints.get(id) ?? 0);
    last = id;
  }
  return Buffer.from(bytes);
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function holds(targets: Uint8Array, target: number): boolean {
  for (const id of unpackTargets(targets)) if (id >= target) return id === target;
  return false;
}

function* unpackTargets(targets: Uint8Array): Generator<number> {
  let id = 0;
  let value = 0;
  let scale = 1;
  let isHints = false;
  for (const byte of targets) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    if (!isHints) {
      id += value;
      yield id;
    }
    isHints = !isHints;
    value = 0;
    scale = 1;
  }
}
