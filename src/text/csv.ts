/** A row of a CSV file and the line it begins on, counted from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/**
 * Rows of a CSV text (RFC 4180), quoted cells with line breaks included; empty lines are left out. The first line
 * tells the delimiter: semicolon (Excel in Russian and Kazakh), tab, else comma. Throws an Error that names
 * the line where a quotation is not closed.
 */
export function readCsv(text: string): CsvRow[] {
  const source = text.replace(/^\ufeff/, '');
  const delimiter = delimiterOf(source);
  const rows: CsvRow[] = [];
  let line = 1;
  let row: CsvRow = { line, cells: [] };
  for (let at = 0; at < source.length; ) {
    const cell = readCell(source, at, delimiter, line);
    row.cells.push(cell.text.trim());
    line += cell.lines;
    at = cell.end;
    if (source[at] === delimiter) {
      at += 1;
      if (at < source.length) continue;
      row.cells.push('');
    }
    if (source.startsWith('\r\n', at)) at += 2;
    else at += 1;
    line += 1;
    if (row.cells.some((one) => one !== '')) rows.push(row);
    row = { line, cells: [] };
  }
  return rows;
}

function delimiterOf(source: string): string {
  const first = source.split(/\r?\n/, 1)[0] ?? '';
  const counts = [';', '\t', ','].map((one) => ({ one, count: first.split(one).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.one ?? ',';
}

interface Cell {
  text: string;
  /** Where the delimiter or line end behind it stands. */
  end: number;
  /** Line breaks inside. */
  lines: number;
}

function readCell(source: string, start: number, delimiter: string, line: number): Cell {
  if (source[start] !== '"') {
    let end = start;
    while (end < source.length && source[end] !== delimiter && !/[\r\n]/.test(source[end] ?? ''))
      end++;
    return { text: source.slice(start, end), end, lines: 0 };
  }
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] !== '"') text += source[at];
    else if (source[at + 1] === '"') {
      text += '"';
      at += 1;
    } else {
      const rest = readCell(source, at + 1, delimiter, line);
      const lines = text.split('\n').length - 1;
      return { text: text + (source[at + 1] === '"' ? '' : rest.text), end: rest.end, lines };
    }
  }
  throw new Error(`line ${line}: a quotation mark is not closed`);
}
