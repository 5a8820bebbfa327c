import type { Decision, DecisionDraft, KeyVerdict } from '../model/decision.ts';
import { appendDecision, asOneBatch, newestDecision, nextInstant } from './decisions.ts';
import type { DecisionsDb } from './decisions-db.ts';
import { prepared } from './site-db.ts';

/** A decision for a url key that waits to be looked at and appended; `line` tells rows apart, from 1. */
export interface StagedDecision {
  line: number;
  key: string;
  decision: KeyVerdict;
  target: string | null;
  reason: string;
  source: Decision['source'];
  origin: string;
  address: string;
  seen: string | null;
  /** Entry that must still be the newest of its key: a revert takes back that one and no later word. */
  over?: string;
}

/**
 * What appending a staged decision would do: `new`: nobody has decided the address; `changed`: somebody decided
 * otherwise; `kept`: so too, but existing decisions are to be kept; `same`: it says what was said already.
 */
export type StagedOutcome = 'new' | 'changed' | 'kept' | 'same';

/** A staged decision beside what people last said of its key. */
export interface StagedChange {
  row: StagedDecision;
  before: Decision | undefined;
  outcome: StagedOutcome;
}

/** Who appends a batch, when, and what becomes of existing decisions. */
export interface BatchTerms {
  actor: string;
  batch: string;
  now: Date;
  existing: 'keep' | 'overwrite';
}

const order = ['redirect', 'archive', 'gone', 'unresolved'] as const;

/**
 * Decisions staged in a temporary table of the connection: a list of a million rows needs no memory, and is appended in
 * one transaction. Of two rows for one key the better stays: redirect > archive with an address of its own > archive >
 * gone > unresolved, then the earlier line.
 */
export class StagedDecisions {
  readonly #db: DecisionsDb;

  constructor(db: DecisionsDb) {
    this.#db = db;
    db.exec(`
      DROP TABLE IF EXISTS temp.staged;
      CREATE TEMP TABLE staged (
        line INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        data TEXT NOT NULL
      ) STRICT;`);
  }

  /** Stages rows in one transaction of the temporary table, which no other process sees. Returns what became of each. */
  stage(rows: readonly StagedDecision[]): (StagedDecision | undefined)[] {
    return this.#db.transaction(() => rows.map((row) => this.#put(row)))();
  }

  /** Returns the row of the same key that was there before, whichever of both stays. */
  #put(row: StagedDecision): StagedDecision | undefined {
    const db = this.#db;
    const known = prepared<{ data: string }>(db, 'SELECT data FROM temp.staged WHERE key = ?').get(
      row.key,
    );
    const other = known && (JSON.parse(known.data) as StagedDecision);
    if (other && compareStaged(other, row) <= 0) return other;
    if (other) prepared(db, 'DELETE FROM temp.staged WHERE key = ?').run(row.key);
    prepared(db, 'INSERT INTO temp.staged (line, key, data) VALUES (?, ?, ?)').run(
      row.line,
      row.key,
      JSON.stringify(row),
    );
    return other;
  }

  /** Every staged row by line, with what appending it would do now. */
  *changes(existing: BatchTerms['existing']): Generator<StagedChange> {
    const next = this.#db.prepare<[number], { line: number; data: string }>(
      'SELECT line, data FROM temp.staged WHERE line > ? ORDER BY line LIMIT 500',
    );
    for (let after = 0; ; ) {
      const rows = next.all(after);
      const last = rows.at(-1);
      if (!last) return;
      after = last.line;
      for (const { data } of rows) {
        const row: StagedDecision = JSON.parse(data);
        const before = newestDecision(this.#db, row.key);
        yield { row, before, outcome: outcomeOf(row, before, existing) };
      }
    }
  }

  /** Appends what changes something, all of it or nothing. Returns how many entries that made. */
  append({ actor, batch, now, existing }: BatchTerms): number {
    return asOneBatch(this.#db, () => {
      const at = nextInstant(this.#db, now);
      let appended = 0;
      for (const { row, outcome } of this.changes(existing)) {
        if (outcome === 'same' || outcome === 'kept') continue;
        const { line: _line, over: _over, key, ...said } = row;
        const draft: DecisionDraft = {
          ...said,
          subjectKind: 'key',
          subject: key,
          actor,
          batch,
          at,
        };
        if (appendDecision(this.#db, draft)) appended++;
      }
      return appended;
    });
  }
}

/** Order of two rows for one key, the better first. */
function compareStaged(a: StagedDecision, b: StagedDecision): number {
  return (
    order.indexOf(a.decision) - order.indexOf(b.decision) ||
    Number(a.target === null) - Number(b.target === null) ||
    a.line - b.line
  );
}

function outcomeOf(
  row: StagedDecision,
  before: Decision | undefined,
  existing: BatchTerms['existing'],
): StagedOutcome {
  if (row.over !== undefined && row.over !== before?.id) return 'kept';
  if (before === undefined) return 'new';
  if (row.decision === before.decision && row.target === before.target) {
    return hasLapsed(row, before) ? (existing === 'overwrite' ? 'changed' : 'kept') : 'same';
  }
  if (before.decision === 'unresolved') return 'new';
  return existing === 'overwrite' ? 'changed' : 'kept';
}

/** The same was said of other content: to say it again means something. */
function hasLapsed(row: StagedDecision, before: Decision): boolean {
  return row.seen !== null && before.seen !== null && row.seen !== before.seen;
}
