import { appendIdMap, type IdMapRecord, newestIdMap } from './id-map.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** A row of the portal's answer, with its line. */
export interface StagedAnswer {
  line: number;
  id: string;
  lang: string;
  address: string;
}

/** Rows by what appending them does: an answer to what had none, another address than before, the same as before. */
export type AnswerCounts = Record<'new' | 'changed' | 'same', number>;

/** The portal's answer, staged in a temporary table until every row is known to be sound. */
export class StagedIdMap {
  readonly #db: PortalDb;

  constructor(db: PortalDb) {
    this.#db = db;
    db.exec(`
      DROP TABLE IF EXISTS temp.staged_answers;
      CREATE TEMP TABLE staged_answers (
        line INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        lang TEXT NOT NULL,
        address TEXT NOT NULL,
        UNIQUE (id, lang)
      ) STRICT;
      CREATE INDEX temp.staged_answers_address ON staged_answers (address);`);
  }

  /** Stages a row; returns the earlier row of the same id and language instead, when there is one. Call inside a transaction. */
  put({ line, id, lang, address }: StagedAnswer): StagedAnswer | undefined {
    const known = prepared<StagedAnswer>(
      this.#db,
      'SELECT line, id, lang, address FROM temp.staged_answers WHERE id = ? AND lang = ?',
    ).get(id, lang);
    if (known) return known;
    prepared(this.#db, 'INSERT INTO temp.staged_answers VALUES (?, ?, ?, ?)').run(
      line,
      id,
      lang,
      address,
    );
    return undefined;
  }

  /** Addresses that different ids share, with the lines of two of them: they cannot both be right. */
  sharedAddresses(limit: number): { address: string; first: number; other: number }[] {
    return this.#db
      .prepare<[number], { address: string; first: number; other: number }>(
        `SELECT address, min(line) AS first, max(line) AS other FROM temp.staged_answers
         GROUP BY address HAVING min(id) <> max(id) ORDER BY first LIMIT ?`,
      )
      .all(limit);
  }

  /** What appending would do. */
  counts(agency: string): AnswerCounts {
    const counts: AnswerCounts = { new: 0, changed: 0, same: 0 };
    for (const { id, lang, address } of this.#rows()) {
      const before = newestIdMap(this.#db, agency, id, lang);
      counts[before === undefined ? 'new' : before === address ? 'same' : 'changed'] += 1;
    }
    return counts;
  }

  /** Appends what is not known yet; call inside the transaction that does all of it. Returns how many. */
  append(agency: string, said: Pick<IdMapRecord, 'actor' | 'at'> & { file: string }): number {
    let appended = 0;
    for (const { line, id, lang, address } of this.#rows()) {
      if (newestIdMap(this.#db, agency, id, lang) === address) continue;
      const { actor, at, file } = said;
      appendIdMap(this.#db, agency, [{ id, lang, address, actor, at, origin: `${file}:${line}` }]);
      appended += 1;
    }
    return appended;
  }

  *#rows(): Generator<StagedAnswer> {
    const next = this.#db.prepare<[number], StagedAnswer>(
      'SELECT line, id, lang, address FROM temp.staged_answers WHERE line > ? ORDER BY line LIMIT 500',
    );
    for (let after = 0; ; ) {
      const rows = next.all(after);
      const last = rows.at(-1);
      if (!last) return;
      after = last.line;
      yield* rows;
    }
  }
}
