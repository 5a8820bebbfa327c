import { type Decision, decisionSchema } from '../model/decision.ts';
import { sharedVerdictFault } from '../model/shared-verdict.ts';
import type { RowRules } from '../redirects/answer-row.ts';
import { csvRecord } from '../redirects/emit/csv-record.ts';
import { readOldAddress } from '../redirects/old-address.ts';
import { decisionId } from '../store/decisions.ts';
import { type CsvRow, unguarded } from '../text/csv.ts';
import { targetFault } from './key-rows.ts';

/** Columns of decisions as CSV, in the order of `decisionRecord`. */
export const decisionColumns = [
  'agency',
  'id',
  'at',
  'actor',
  'batch',
  'source',
  'subjectKind',
  'subject',
  'decision',
  'target',
  'reason',
  'origin',
  'address',
  'seen',
] as const;

/** A clock that is this much ahead, in milliseconds, is no mistake yet. */
const clockSkew = 5 * 60_000;

/** An entry as one line of NDJSON, without line end. */
export function decisionLine(agency: string, entry: Decision): string {
  return JSON.stringify({ agency, ...entry });
}

/** An entry as one CSV record without line feed; nothing is an empty cell. Reading it gives the very same entry. */
export function decisionRecord(agency: string, entry: Decision): string {
  const cells = { agency, ...entry };
  return csvRecord(
    decisionColumns.map((name) => {
      const cell = cells[name] ?? '';
      return cell.startsWith("'") ? `'${cell}` : cell;
    }),
  );
}

/** An entry of an export, or what is wrong with it. */
export type ReadEntry = { entry: Decision; fault?: never } | { fault: string; entry?: never };

/** Values of a record by the columns of its heading. */
export function recordValues(
  heading: readonly string[],
  { cells }: CsvRow,
): Record<string, unknown> {
  return Object.fromEntries(
    heading.map((name, at) => {
      const cell = unguarded(cells[at] ?? '');
      return [name, cell === '' && (name === 'target' || name === 'seen') ? null : cell];
    }),
  );
}

/**
 * Checks an entry of an export: its shape, that nobody altered it, that it is of this agency and not of the future, and
 * that its address and target may be; of the decisions on shared items, that its subject may be.
 */
export function readEntry(
  raw: unknown,
  agency: string,
  rules: RowRules | 'of shared items',
  now: Date,
): ReadEntry {
  if (typeof raw !== 'object' || raw === null) return { fault: 'no decision' };
  const { agency: owner, ...rest } = raw as Record<string, unknown>;
  if (owner !== undefined && owner !== agency) return { fault: `of another agency: ${owner}` };
  const checked = decisionSchema.safeParse(rest);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return { fault: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}` };
  }
  const { id, ...draft } = checked.data;
  if (decisionId(draft) !== id) return { fault: `it was altered: its id is not ${id}` };
  if (Date.parse(draft.at) > now.getTime() + clockSkew)
    return { fault: `of the future: ${draft.at}` };
  const fault =
    rules === 'of shared items' ? sharedVerdictFault(draft) : entryFault(checked.data, rules);
  return fault === undefined ? { entry: checked.data } : { fault };
}

function entryFault(entry: Decision, rules: RowRules): string | undefined {
  return entry.subjectKind === 'key' ? keyFault(entry, rules) : undefined;
}

function keyFault({ address, decision, target }: Decision, rules: RowRules): string | undefined {
  const old = readOldAddress(address, rules.firstHost, rules.rules);
  if (old.fault !== undefined) return old.fault;
  return targetFault(decision, target, old.key, rules);
}
