import { type CsvRow, unguarded } from '../text/csv.ts';

/** What a column of a table of answers holds. */
type Column = 'old' | 'new' | 'reason' | 'type' | 'status';

/** Headings that lists use, lower case. The first of each are those of kosh's own table. */
const headings: Readonly<Record<string, Column>> = {
  old_url: 'old',
  old: 'old',
  'old url': 'old',
  'old address': 'old',
  from: 'old',
  source: 'old',
  'старый адрес': 'old',
  'старый url': 'old',
  откуда: 'old',
  'ескі мекенжай': 'old',
  'ескі url': 'old',
  new_url: 'new',
  new: 'new',
  'new url': 'new',
  'new address': 'new',
  to: 'new',
  target: 'new',
  'новый адрес': 'new',
  'новый url': 'new',
  куда: 'new',
  'жаңа мекенжай': 'new',
  'жаңа url': 'new',
  reason: 'reason',
  comment: 'reason',
  причина: 'reason',
  примечание: 'reason',
  себеп: 'reason',
  ескертпе: 'reason',
  type: 'type',
  status: 'status',
};

/** Where a table's columns stand, counted from 0. */
export interface AnswerColumns {
  old: number;
  new: number;
  reason?: number;
  type?: number;
  status?: number;
  /** The first row names the columns. */
  headed: boolean;
  /** kosh wrote this table: it lists every address, and what nobody changed in it says nothing. */
  own: boolean;
  count: number;
}

/** The cells of one row that count. */
export interface AnswerCells {
  old: string;
  new: string;
  reason: string;
  /** Of a `type` or `status` column; empty without. */
  type: string;
}

const positional: AnswerColumns = {
  old: 0,
  new: 1,
  reason: 2,
  headed: false,
  own: false,
  count: 3,
};

/** Finds the columns by the first row: their headings, else old, new and reason in this order. A heading without `new` is a fault. */
export function answerColumns(first: CsvRow): AnswerColumns | { fault: string } {
  const names = first.cells.map((cell) => cell.toLowerCase());
  const columns = names.map((name) => (Object.hasOwn(headings, name) ? headings[name] : undefined));
  const at = (column: Column) => {
    const found = columns.indexOf(column);
    return found < 0 ? undefined : found;
  };
  const [old, next, reason, type, status] = [
    at('old'),
    at('new'),
    at('reason'),
    at('type'),
    at('status'),
  ];
  if (old === undefined) return positional;
  if (next === undefined) {
    return { fault: 'the heading names no column of new addresses: new_url, new, to' };
  }
  return {
    old,
    new: next,
    ...(reason === undefined ? {} : { reason }),
    ...(type === undefined ? {} : { type }),
    ...(status === undefined ? {} : { status }),
    headed: true,
    own: ['old_url', 'new_url', 'status', 'type'].every((name) => names.includes(name)),
    count: names.length,
  };
}

/** The cells of a row; a fault when it has more than the table has columns: a separator stands unquoted in one of them. */
export function answerCells(row: CsvRow, columns: AnswerColumns): AnswerCells | { fault: string } {
  if (row.cells.slice(columns.count).some((cell) => cell !== '')) {
    return { fault: 'more cells than columns: put cells that hold the separator in quotes' };
  }
  const cell = (at: number | undefined) => (at === undefined ? '' : unguarded(row.cells[at] ?? ''));
  const type = cell(columns.type);
  return {
    old: cell(columns.old),
    new: cell(columns.new),
    reason: cell(columns.reason),
    type: type === '' ? cell(columns.status) : type,
  };
}
