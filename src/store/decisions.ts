import { exitCodes, UserError } from '../errors.ts';
import {
  type Decision,
  type DecisionDraft,
  decisionDraftSchema,
  decisionSchema,
} from '../model/decision.ts';
import { sha256Hex } from '../text/hash.ts';
import type { DecisionsDb } from './decisions-db.ts';
import { prepared } from './site-db.ts';

const columns = `id, subject_kind AS subjectKind, subject, decision, target, reason, actor, at, batch, source,
  origin, address, seen`;

/** Identity of an entry: 128 bits of the SHA-256 of all it says. An altered copy has another. */
export function decisionId(draft: DecisionDraft): string {
  const { at, actor, batch, source, subjectKind, subject, decision, target } = draft;
  const { reason, origin, address, seen } = draft;
  return sha256Hex(
    JSON.stringify([
      ...[at, actor, batch, source, subjectKind, subject, decision, target],
      ...[reason, origin, address, seen],
    ]),
  ).slice(0, 32);
}

/** Appends an entry; false when it is there already. Throws when it does not have the shape of one. */
export function appendDecision(db: DecisionsDb, draft: DecisionDraft): boolean {
  const checked = decisionDraftSchema.parse(draft);
  return insertEntry(db, { id: decisionId(checked), ...checked });
}

/** Puts an entry as it is, which must have been checked; false when it is there already. */
export function insertEntry(db: DecisionsDb, entry: Decision): boolean {
  return (
    prepared<unknown>(
      db,
      `INSERT INTO entries (id, subject_kind, subject, decision, target, reason, actor, at, batch, source,
         origin, address, seen)
       VALUES (@id, @subjectKind, @subject, @decision, @target, @reason, @actor, @at, @batch, @source,
         @origin, @address, @seen) ON CONFLICT (id) DO NOTHING`,
    ).run(entry).changes > 0
  );
}

/**
 * Does work as one transaction that waits for other writers first; what it appends is there whole or not at all. Throws
 * UserError (exit 4) when another writer takes longer than the patience of the database.
 */
export function asOneBatch<Result>(db: DecisionsDb, work: () => Result): Result {
  try {
    return db.transaction(work).immediate();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error;
    throw new UserError(
      `${db.name} is being written by another process; try again in a while`,
      exitCodes.inUse,
    );
  }
}

/**
 * The instant of a new batch: now, but after every entry there is, so that what is said last is newest whatever the
 * clock does. Call inside the transaction that appends.
 */
export function nextInstant(db: DecisionsDb, now: Date): string {
  const newest = prepared<{ at: string | null }>(db, 'SELECT max(at) AS at FROM entries').get()?.at;
  const least = newest ? Date.parse(newest) + 1 : 0;
  return new Date(Math.max(now.getTime(), least)).toISOString();
}

const isNewest = `NOT EXISTS (SELECT 1 FROM entries n WHERE n.subject_kind = e.subject_kind
  AND n.subject = e.subject AND (n.at, n.id) > (e.at, e.id))`;

/** What people last said of a subject, a url key unless said otherwise; undefined when nobody did. */
export function newestDecision(
  db: DecisionsDb,
  subject: string,
  subjectKind: Decision['subjectKind'] = 'key',
): Decision | undefined {
  const row = prepared<unknown>(
    db,
    `SELECT ${columns} FROM entries WHERE subject_kind = ? AND subject = ?
     ORDER BY at DESC, id DESC LIMIT 1`,
  ).get(subjectKind, subject);
  return row === undefined ? undefined : decisionSchema.parse(row);
}

/** What people said of a url key before an entry; undefined when that was the first. */
export function decisionBefore(db: DecisionsDb, entry: Decision): Decision | undefined {
  const row = prepared<unknown>(
    db,
    `SELECT ${columns} FROM entries WHERE subject_kind = ? AND subject = ? AND (at, id) < (?, ?)
     ORDER BY at DESC, id DESC LIMIT 1`,
  ).get(entry.subjectKind, entry.subject, entry.at, entry.id);
  return row === undefined ? undefined : decisionSchema.parse(row);
}

/** The newest entry of every subject of a kind, by subject, without holding all at once. */
export function* newestDecisions(
  db: DecisionsDb,
  subjectKind: Decision['subjectKind'] = 'key',
): Generator<Decision> {
  const next = db.prepare<[string, string], unknown>(
    `SELECT ${columns} FROM entries e WHERE subject_kind = ? AND subject > ? AND ${isNewest}
     ORDER BY subject LIMIT 500`,
  );
  for (let after = ''; ; ) {
    const rows = next.all(subjectKind, after).map((row) => decisionSchema.parse(row));
    const last = rows.at(-1);
    if (!last) return;
    after = last.subject;
    yield* rows;
  }
}

/** Which entries to list; a missing property does not filter. */
export interface DecisionFilter {
  subject?: string;
  batch?: string;
}

/** Entries in the order in which they were said, those of one batch by subject, without holding all at once. */
export function* listDecisions(db: DecisionsDb, filter: DecisionFilter = {}): Generator<Decision> {
  const wanted = (['subject', 'batch'] as const).filter((name) => filter[name] !== undefined);
  const where = wanted.map((name) => `${name} = @${name} AND`).join(' ');
  const next = db.prepare<[Record<string, unknown>], unknown>(
    `SELECT ${columns} FROM entries WHERE ${where} (at, subject, id) > (@at, @after, @id)
     ORDER BY at, subject, id LIMIT 500`,
  );
  for (let last = { at: '', after: '', id: '' }; ; ) {
    const rows = next.all({ ...filter, ...last }).map((row) => decisionSchema.parse(row));
    const end = rows.at(-1);
    if (!end) return;
    last = { at: end.at, after: end.subject, id: end.id };
    yield* rows;
  }
}

/** What was decided in one go. */
export interface DecisionBatch {
  batch: string;
  at: string;
  actor: string;
  source: string;
  /** Of its first entry, with the line left out: a file, or what was reverted. */
  origin: string;
  reason: string;
  entries: number;
  redirect: number;
  archive: number;
  gone: number;
  unresolved: number;
}

/** Every batch in the order in which they were decided. */
export function listBatches(db: DecisionsDb): DecisionBatch[] {
  return db
    .prepare<[], DecisionBatch>(
      `SELECT batch, min(at) AS at, actor, source, origin, reason, count(*) AS entries,
         count(*) FILTER (WHERE decision = 'redirect') AS redirect,
         count(*) FILTER (WHERE decision = 'archive') AS archive,
         count(*) FILTER (WHERE decision = 'gone') AS gone,
         count(*) FILTER (WHERE decision = 'unresolved') AS unresolved
       FROM entries GROUP BY batch ORDER BY min(at), batch`,
    )
    .all()
    .map((one) => ({ ...one, origin: one.origin.replace(/:\d+$/, '') }));
}

/** The entry with this id. */
export function decisionById(db: DecisionsDb, id: string): Decision | undefined {
  const row = prepared<unknown>(db, `SELECT ${columns} FROM entries WHERE id = ?`).get(id);
  return row === undefined ? undefined : decisionSchema.parse(row);
}

/** How many url keys people have decided, by their newest word; what was taken back is `unresolved`. */
export function countDecisions(db: DecisionsDb): Record<string, number> {
  const rows = db
    .prepare<[], { decision: string; n: number }>(
      `SELECT decision, count(*) AS n FROM entries e WHERE subject_kind = 'key' AND ${isNewest}
       GROUP BY decision ORDER BY decision`,
    )
    .all();
  return Object.fromEntries(rows.map(({ decision, n }) => [decision, n]));
}
