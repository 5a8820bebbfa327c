import {
  type CheckCount,
  type CheckedFault,
  checkKinds,
  isFault,
} from '../model/redirect-check.ts';
import { terminalText, textTable } from './text-table.ts';

/** Class of what stands at the end of redirects, apart from the classes of spellings. */
const targetClass = 'target';

/** What became of all requests of an agency's check, for people: how many of each class and host ended how. */
export function checkTables(agency: string, counts: readonly CheckCount[]): string {
  const asked = counts.filter((one) => one.class !== targetClass);
  const targets = counts.filter((one) => one.class === targetClass);
  const parts = [
    table(['agency', 'spelling'], asked, (one) => [agency, one.class]),
    table(['agency', 'host'], asked, (one) => [agency, one.host]),
    ...(targets.length > 0
      ? [table(['agency', 'targets at'], targets, (one) => [agency, one.host])]
      : []),
  ];
  return parts.join('\n');
}

function table(
  header: readonly string[],
  counts: readonly CheckCount[],
  nameOf: (count: CheckCount) => readonly string[],
): string {
  const met = checkKinds.filter(
    (kind) => kind === 'right' || counts.some((count) => count.kind === kind),
  );
  const rows = new Map<string, Map<string, number>>();
  for (const count of counts) {
    const name = nameOf(count).join('\n');
    const row = rows.get(name) ?? new Map<string, number>();
    for (const column of ['asked', count.kind]) {
      row.set(column, (row.get(column) ?? 0) + count.number);
    }
    rows.set(name, row);
  }
  const columns = ['asked', ...met];
  return textTable(
    [...header, ...columns],
    [...rows].map(([name, row]) => [
      ...name.split('\n'),
      ...columns.map((column) => row.get(column) ?? 0),
    ]),
  );
}

/** Three lines for a fault: what it is, what was decided, what came. What servers sent cannot act on a terminal. */
export function faultLines({ kind, class: name, asked, expected, got }: CheckedFault): string {
  const lines = [`${kind} (${name})  ${asked}`, `  expected  ${expected}`, `  got       ${got}`];
  return `${lines.map(terminalText).join('\n')}\n`;
}

/** Requests of a check, and how many of them ended in faults and doubts. */
export function checkTotals(counts: readonly CheckCount[]): {
  asked: number;
  targets: number;
  faults: number;
  doubts: number;
} {
  const totals = { asked: 0, targets: 0, faults: 0, doubts: 0 };
  for (const { class: name, kind, number } of counts) {
    totals[name === targetClass ? 'targets' : 'asked'] += number;
    if (isFault(kind)) totals.faults += number;
    else if (kind !== 'right') totals.doubts += number;
  }
  return totals;
}
