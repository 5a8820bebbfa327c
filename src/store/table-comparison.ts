import Database from 'better-sqlite3';
import { prepared } from './site-db.ts';

/** A row of a table on one of both sides. */
export interface ComparedRow {
  table: string;
  old: string;
  answer: string;
}

/** A row that differs; null where a side has none. */
export interface RowChange {
  table: string;
  old: string;
  before: string | null;
  after: string | null;
}

/** How many rows differ, and how. */
export interface ChangeCounts {
  added: number;
  removed: number;
  changed: number;
  same: number;
}

const rowsAtOnce = 2000;

/** Two sides of a table, beside each other in a temporary database on disk: tables of a million rows need no memory. */
export class TableComparison {
  readonly #db = new Database('');
  #waiting: { side: 'before' | 'after'; row: ComparedRow }[] = [];

  constructor() {
    this.#db.pragma('journal_mode = OFF');
    this.#db.pragma('synchronous = OFF');
    this.#db.pragma('cache_size = -16384');
    this.#db.exec(`CREATE TABLE rows (
      place TEXT NOT NULL, old TEXT NOT NULL, before TEXT, after TEXT, PRIMARY KEY (place, old)
    ) STRICT, WITHOUT ROWID`);
  }

  /** Puts a row of a side; of equal requests in one table the first stays, as servers have it. */
  put(side: 'before' | 'after', row: ComparedRow): void {
    this.#waiting.push({ side, row });
    if (this.#waiting.length >= rowsAtOnce) this.#flush();
  }

  counts(): ChangeCounts {
    this.#flush();
    const row = this.#db
      .prepare<[], ChangeCounts>(
        `SELECT count(*) FILTER (WHERE before IS NULL) AS added, count(*) FILTER (WHERE after IS NULL) AS removed,
           count(*) FILTER (WHERE before <> after) AS changed, count(*) FILTER (WHERE before = after) AS same
         FROM rows`,
      )
      .get();
    return row ?? { added: 0, removed: 0, changed: 0, same: 0 };
  }

  /** Every row that differs, by old address. */
  *changes(): Generator<RowChange> {
    this.#flush();
    const next = this.#db.prepare<[string, string], RowChange>(
      `SELECT place AS "table", old, before, after FROM rows
       WHERE before IS NOT after AND (old, place) > (?, ?) ORDER BY old, place LIMIT 500`,
    );
    for (let after = { old: '', table: '' }; ; ) {
      const rows = next.all(after.old, after.table);
      const last = rows.at(-1);
      if (!last) return;
      after = last;
      yield* rows;
    }
  }

  close(): void {
    this.#db.close();
  }

  #flush(): void {
    const put = (side: 'before' | 'after') =>
      prepared(
        this.#db,
        `INSERT INTO rows (place, old, ${side}) VALUES (?, ?, ?)
         ON CONFLICT (place, old) DO UPDATE SET ${side} = coalesce(${side}, excluded.${side})`,
      );
    const statements = { before: put('before'), after: put('after') };
    this.#db.transaction(() => {
      for (const { side, row } of this.#waiting) {
        statements[side].run(row.table, row.old, row.answer);
      }
    })();
    this.#waiting = [];
  }
}
