import { type Finding, findingSchema, type Stage } from '../model/finding.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** Findings written in one transaction. */
const batchRows = 500;

/** What a stage's findings are about: an address, or a subject such as a host, template or item id. */
export type FindingScope = { address: string } | { subject: string };

/** Replaces all findings that `stage` made about an address or subject; call inside a transaction. */
export function replaceFindings(
  db: SiteDb,
  stage: Stage,
  scope: FindingScope,
  findings: readonly Finding[],
): void {
  if ('address' in scope) {
    prepared(db, 'DELETE FROM findings WHERE stage = ? AND address = ?').run(stage, scope.address);
  } else {
    prepared(db, 'DELETE FROM findings WHERE stage = ? AND subject = ?').run(stage, scope.subject);
  }
  addFindings(db, findings);
}

/** Removes findings of these codes that a stage made about an address: they no longer hold. */
export function dropFindings(
  db: SiteDb,
  stage: Stage,
  address: string,
  codes: readonly Finding['code'][],
): void {
  db.prepare(
    `DELETE FROM findings WHERE stage = ? AND address = ?
       AND code IN (SELECT value FROM json_each(?))`,
  ).run(stage, address, JSON.stringify(codes));
}

/** Number of a stage's findings of these codes. */
export function countFindingsOf(
  db: SiteDb,
  stage: Stage,
  codes: readonly Finding['code'][],
): number {
  const row = prepared<{ n: number }>(
    db,
    `SELECT count(*) AS n FROM findings WHERE stage = ? AND code IN (SELECT value FROM json_each(?))`,
  ).get(stage, JSON.stringify(codes));
  return row?.n ?? 0;
}

/** Adds findings; one that is there already stays as it is. */
export function addFindings(db: SiteDb, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const insert = prepared(
    db,
    `INSERT OR IGNORE INTO findings (stage, code, severity, address, subject, detail)
     VALUES (@stage, @code, @severity, @address, @subject, @detail)`,
  );
  for (const finding of findings) insert.run(finding);
}

/** Removes all findings of a stage. */
function clearFindings(db: SiteDb, stage: Stage): void {
  db.prepare('DELETE FROM findings WHERE stage = ?').run(stage);
}

/**
 * Puts findings in place of those that a stage made earlier, however many: what stays the same is not written. Findings
 * of `codes` alone are replaced, or of all codes but `others`.
 */
export class FindingsReplacement {
  readonly #db: SiteDb;
  readonly #stage: Stage;
  readonly #codes: { only?: readonly string[]; others?: readonly string[] };
  #waiting: Finding[] = [];
  #changed = false;

  constructor(
    db: SiteDb,
    stage: Stage,
    codes: { only?: readonly string[]; others?: readonly string[] } = {},
  ) {
    this.#db = db;
    this.#stage = stage;
    this.#codes = codes;
    db.exec('CREATE TEMP TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY); DELETE FROM told');
  }

  add(one: Finding): void {
    this.#waiting.push(one);
    if (this.#waiting.length >= batchRows) this.#flush();
  }

  /** Removes what was not told again; tells whether anything differs from before. */
  finish(): boolean {
    this.#flush();
    const stale = this.#db.prepare<unknown[], number>(
      `SELECT id FROM findings WHERE stage = @stage AND id NOT IN (SELECT id FROM told)
         AND (@only IS NULL OR code IN (SELECT value FROM json_each(@only)))
         AND code NOT IN (SELECT value FROM json_each(@others)) LIMIT ${batchRows}`,
    );
    const { only, others = [] } = this.#codes;
    const which = {
      stage: this.#stage,
      only: only === undefined ? null : JSON.stringify(only),
      others: JSON.stringify(others),
    };
    const remove = prepared(this.#db, 'DELETE FROM findings WHERE id = ?');
    for (;;) {
      const ids = stale.pluck().all(which);
      if (ids.length === 0) break;
      this.#changed = true;
      this.#db.transaction(() => {
        for (const id of ids) remove.run(id);
      })();
    }
    this.#db.exec('DELETE FROM told');
    return this.#changed;
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const find = prepared<{ id: number }>(
      this.#db,
      `SELECT id FROM findings WHERE stage = @stage AND code = @code AND address = @address
         AND subject = @subject AND detail = @detail`,
    );
    const insert = prepared(
      this.#db,
      `INSERT INTO findings (stage, code, severity, address, subject, detail)
       VALUES (@stage, @code, @severity, @address, @subject, @detail)`,
    );
    const tell = prepared(this.#db, 'INSERT OR IGNORE INTO told (id) VALUES (?)');
    const changed: Finding[] = [];
    const known = (one: Finding) => {
      const id = find.get(one)?.id;
      if (id === undefined) changed.push(one);
      else tell.run(id);
    };
    // A transaction over reads and the private table alone writes nothing to the file.
    this.#db.transaction(() => {
      for (const one of this.#waiting) known(one);
    })();
    if (changed.length > 0) {
      this.#changed = true;
      this.#db.transaction(() => {
        for (const one of changed) {
          const again = find.get(one)?.id;
          tell.run(again ?? insert.run(one).lastInsertRowid);
        }
      })();
    }
    this.#waiting = [];
  }
}

/** Puts findings in place of all that a stage made; tells whether they differ, and writes only then. */
export function replaceStageFindings(
  db: SiteDb,
  stage: Stage,
  findings: readonly Finding[],
): boolean {
  const before = new Set(listFindings(db, { stage }).map(identityOf));
  const after = new Set(findings.map(identityOf));
  if (before.size === after.size && [...after].every((one) => before.has(one))) return false;
  db.transaction(() => {
    clearFindings(db, stage);
    addFindings(db, findings);
  })();
  return true;
}

function identityOf({ code, address, subject, detail }: Finding): string {
  return JSON.stringify([code, address, subject, detail]);
}

/** Findings of some codes of a stage, a few hundred at a time, in no certain order. */
export function* findingsOf(
  db: SiteDb,
  stage: Stage,
  codes: readonly Finding['code'][],
): Generator<Finding> {
  const batch = db.prepare<[number, string, string], { id: number }>(
    `SELECT id, stage, code, severity, address, subject, detail FROM findings
     WHERE id > ? AND stage = ? AND code IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ${batchRows}`,
  );
  for (let after = 0; ; ) {
    const rows = batch.all(after, stage, JSON.stringify(codes));
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const row of rows) yield findingSchema.parse(row);
  }
}

/** Which findings to list; a missing property does not filter. */
export interface FindingFilter {
  stage?: Stage;
  code?: string;
  severity?: string;
  address?: string;
}

/** All findings that pass the filter, sorted by stage, code, address, subject, detail. */
export function listFindings(db: SiteDb, filter: FindingFilter = {}): Finding[] {
  const keys = (['stage', 'code', 'severity', 'address'] as const).filter(
    (key) => filter[key] !== undefined,
  );
  const where = keys.length === 0 ? '' : `WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`;
  const rows = db
    .prepare(
      `SELECT stage, code, severity, address, subject, detail FROM findings ${where}
       ORDER BY stage, code, address, subject, detail`,
    )
    .all(...keys.map((key) => filter[key]));
  return rows.map((row) => findingSchema.parse(row));
}

/** Number of findings per severity of a stage, or of all stages. */
export function countFindings(db: SiteDb, stage?: Stage): Record<Finding['severity'], number> {
  const counts = { error: 0, warning: 0, info: 0 };
  const rows = db
    .prepare<[{ stage: string | null }], { severity: Finding['severity']; n: number }>(
      'SELECT severity, count(*) AS n FROM findings WHERE @stage IS NULL OR stage = @stage GROUP BY severity',
    )
    .all({ stage: stage ?? null });
  for (const row of rows) counts[row.severity] = row.n;
  return counts;
}
