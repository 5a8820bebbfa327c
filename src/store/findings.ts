import { type Finding, findingSchema, type Stage } from '../model/finding.ts';
import { prepared, type SiteDb } from './site-db.ts';

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
