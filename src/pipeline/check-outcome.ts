import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type CheckCount, type CheckedFault, isFault } from '../model/redirect-check.ts';
import { csvRecord } from '../redirects/emit/csv-record.ts';
import { writeEmitted } from '../redirects/write.ts';
import {
  type CheckDb,
  checkCounts,
  checkFaults,
  lastCheck,
  lookAtChecks,
  type StoredCheck,
} from '../store/check-db.ts';
import { checkDbFile } from './check-redirects.ts';

/** The last check of an agency, finished or not, and how all its requests ended. */
export interface CheckOutcome {
  check: StoredCheck;
  counts: CheckCount[];
}

/** The last check of an agency; undefined before the first. */
export function checkOutcome(workspace: Workspace, agency: string): CheckOutcome | undefined {
  return withLastCheck(workspace, agency, (db, check) => ({
    check,
    counts: checkCounts(db, check.id),
  }));
}

/** Calls `each` with what the last check of an agency lists, in the order of keys, targets last. */
export function eachFault(
  workspace: Workspace,
  agency: string,
  each: (fault: CheckedFault) => void,
): void {
  withLastCheck(workspace, agency, (db, check) => {
    for (const fault of checkFaults(db, check.id)) each(fault);
  });
}

/** What the last check of an agency lists, as findings. */
export function checkFindings(workspace: Workspace, agency: string): Finding[] {
  const findings: Finding[] = [];
  eachFault(workspace, agency, ({ kind, class: name, key, asked, expected, got }) => {
    const code = isFault(kind) ? 'check-fault' : 'check-doubt';
    const detail = `${kind} (${name}): ${asked}: expected ${expected}, got ${got}`;
    findings.push(finding('check', code, { subject: key }, detail));
  });
  return findings;
}

/** Writes what the last check lists as a table for a spreadsheet; returns its file. */
export async function writeFaultTable(workspace: Workspace, agency: string): Promise<string> {
  const folder = join(workspace.outFolder, 'redirects', 'check', agency);
  const name = `${agency}.csv`;
  const db = lookAtChecks(checkDbFile(workspace, agency));
  const check = db && lastCheck(db);
  try {
    const faults = db && check ? checkFaults(db, check.id) : [];
    await writeEmitted(folder, [{ name, lines: faultRecords(faults) }]);
  } finally {
    db?.close();
  }
  return join(folder, name);
}

function* faultRecords(faults: Iterable<CheckedFault>): Generator<string> {
  yield `\ufeff${csvRecord(['kind', 'spelling', 'host', 'key', 'asked', 'expected', 'got'])}`;
  for (const { kind, class: name, host, key, asked, expected, got } of faults) {
    yield csvRecord([kind, name, host, key, asked, expected, got].map(plainText));
  }
}

/** Without the control characters that an answer may hold. */
function plainText(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '·');
}

function withLastCheck<T>(
  workspace: Workspace,
  agency: string,
  look: (db: CheckDb, check: StoredCheck) => T,
): T | undefined {
  const db = lookAtChecks(checkDbFile(workspace, agency));
  if (!db) return undefined;
  try {
    const check = lastCheck(db);
    return check && look(db, check);
  } finally {
    db.close();
  }
}
