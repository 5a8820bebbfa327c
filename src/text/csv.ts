/** A row of a CSV file and the line it begins on, counted from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** Separators of cells; of two that fit a text equally well the first: Excel in Russian and Kazakh writes semicolons. */
const delimiters = [';', '\t', ','] as const;

export type Delimiter = (typeof delimiters)[number];

/** A row of more characters is a quotation mark that nobody closed. */
const longestRow = 1024 * 1024;
/** Rows that tell the separator. */
const tellingRows = 6;

/** Rows of a CSV text; see CsvReader. The first rows tell the separator. Throws an Error that names the line where a quotation is not closed. */
export function readCsv(text: string): CsvRow[] {
  const reader = new CsvReader(guessDelimiter(text));
  return [...reader.push(text), ...reader.end()];
}

/**
 * The separator that parts the first rows of a text: the one by which most of them have as many cells as the first, then
 * the one that makes most cells.
 */
export function guessDelimiter(head: string): Delimiter {
  const fits = delimiters.map((delimiter) => ({ delimiter, ...fitOf(head, delimiter) }));
  const [best] = fits.sort((a, b) => b.rows - a.rows || b.cells - a.cells);
  return best === undefined || best.rows === 0 ? ',' : best.delimiter;
}

function fitOf(head: string, delimiter: Delimiter): { rows: number; cells: number } {
  let rows: CsvRow[] = [];
  try {
    const reader = new CsvReader(delimiter);
    // The head may end within a row.
    rows = [...reader.push(head.slice(0, longestRow / 2)), ...reader.rest()].slice(0, tellingRows);
  } catch {
    return { rows: 0, cells: 0 };
  }
  const cells = rows[0]?.cells.length ?? 0;
  return { rows: cells < 2 ? 0 : rows.filter((row) => row.cells.length === cells).length, cells };
}

/** A cell without the apostrophe that keeps spreadsheets from running it as a formula, or that stands before another one. */
export function unguarded(cell: string): string {
  return /^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell;
}

/**
 * Reads CSV (RFC 4180) as it comes, in pieces of any size: quoted cells with line breaks included, white space around cells
 * dropped, empty rows left out. Holds one row in memory.
 */
export class CsvReader {
  readonly #delimiter: Delimiter;
  readonly #stop: RegExp;
  #line = 1;
  #row: CsvRow = { line: 1, cells: [] };
  #cell = '';
  #size = 0;
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  #afterReturn = false;
  #begun = false;

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter;
    this.#stop = new RegExp(`[${delimiter}\\r\\n]`, 'g');
  }

  /** Rows that end in this piece. */
  *push(piece: string): Generator<CsvRow> {
    const text = this.#begun ? piece : piece.replace(/^\ufeff/, '');
    if (piece !== '') this.#begun = true;
    for (let at = 0; at < text.length; ) {
      if (this.#state === 'quoted') at = this.#readQuoted(text, at);
      else if (text[at] === '"' && this.#state !== 'plain') at = this.#readQuote(at);
      else {
        at = this.#readPlain(text, at);
        const end = text[at] ?? '';
        if (end === '') return;
        const row = this.#endAt(end);
        at += 1;
        if (row) yield row;
      }
    }
  }

  /** Reads to the next quotation mark and over it. */
  #readQuoted(text: string, at: number): number {
    const found = text.indexOf('"', at);
    const end = found < 0 ? text.length : found;
    const part = text.slice(at, end);
    this.#take(part);
    for (let feed = part.indexOf('\n'); feed >= 0; feed = part.indexOf('\n', feed + 1)) {
      this.#line += 1;
    }
    if (found >= 0) this.#state = 'quote';
    return end + 1;
  }

  /** A quotation mark opens a cell, or stands doubled in one. */
  #readQuote(at: number): number {
    if (this.#state === 'quote') this.#take('"');
    this.#state = 'quoted';
    this.#afterReturn = false;
    return at + 1;
  }

  /** Reads to the next delimiter or line end; the end of the text when there is none. */
  #readPlain(text: string, at: number): number {
    this.#stop.lastIndex = at;
    const end = this.#stop.exec(text)?.index ?? text.length;
    if (end > at) {
      this.#take(text.slice(at, end));
      this.#state = 'plain';
      this.#afterReturn = false;
    }
    return end;
  }

  #endAt(end: string): CsvRow | undefined {
    // The line feed of CRLF, perhaps in the next piece.
    const isSecondHalf = end === '\n' && this.#afterReturn;
    this.#afterReturn = end === '\r';
    if (isSecondHalf) return undefined;
    this.#endCell();
    return end === this.#delimiter ? undefined : this.#endRow();
  }

  /** The last row, when no line end follows it. Throws when a quotation is still open. */
  *end(): Generator<CsvRow> {
    if (this.#state === 'quoted') {
      throw new Error(`line ${this.#row.line}: a quotation mark is not closed`);
    }
    yield* this.rest();
  }

  /** What of the last row has come so far. */
  *rest(): Generator<CsvRow> {
    this.#endCell();
    const row = this.#endRow();
    if (row) yield row;
  }

  #take(part: string): void {
    this.#size += part.length;
    if (this.#size > longestRow) {
      throw new Error(
        `line ${this.#row.line}: longer than ${longestRow} characters; a quotation mark may not be closed`,
      );
    }
    this.#cell += part;
  }

  #endCell(): void {
    this.#row.cells.push(this.#cell.trim());
    this.#cell = '';
    this.#state = 'start';
  }

  #endRow(): CsvRow | undefined {
    const row = this.#row;
    this.#line += 1;
    this.#row = { line: this.#line, cells: [] };
    this.#size = 0;
    return row.cells.some((cell) => cell !== '') ? row : undefined;
  }
}
