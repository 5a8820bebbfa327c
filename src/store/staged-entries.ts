import type { Decision } from '../model/decision.ts';
import { asOneBatch, decisionById, insertEntry } from './decisions.ts';
import type { DecisionsDb } from './decisions-db.ts';

/** Entries of another decisions.db, staged in a temporary table until all are known to be sound. */
export class StagedEntries {
  readonly #db: DecisionsDb;

  constructor(db: DecisionsDb) {
    this.#db = db;
    db.exec(`
      DROP TABLE IF EXISTS temp.staged_entries;
      CREATE TEMP TABLE staged_entries (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;`);
  }

  /** Stages entries; the same twice counts once. */
  stage(entries: readonly Decision[]): void {
    const put = this.#db.prepare(
      'INSERT INTO temp.staged_entries (id, data) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
    );
    this.#db.transaction(() => {
      for (const one of entries) put.run(one.id, JSON.stringify(one));
    })();
  }

  /** How many would be new, and how many are there already. */
  counts(): { fresh: number; known: number } {
    let fresh = 0;
    let known = 0;
    for (const { id } of this.#entries()) {
      if (decisionById(this.#db, id)) known += 1;
      else fresh += 1;
    }
    return { fresh, known };
  }

  /** Appends what is not there yet, all of it or nothing. Returns how many. */
  append(): number {
    return asOneBatch(this.#db, () => {
      let appended = 0;
      for (const one of this.#entries()) if (insertEntry(this.#db, one)) appended += 1;
      return appended;
    });
  }

  *#entries(): Generator<Decision> {
    const next = this.#db.prepare<[string], { id: string; data: string }>(
      'SELECT id, data FROM temp.staged_entries WHERE id > ? ORDER BY id LIMIT 500',
    );
    for (let after = ''; ; ) {
      const rows = next.all(after);
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
      for (const { data } of rows) yield JSON.parse(data);
    }
  }
}
