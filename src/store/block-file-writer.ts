import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  addRow,
  type BlockRow,
  countedLanguages,
  fileMark,
  fileVersion,
  hashNumbers,
  headerBytes,
  rowBytes,
  writeRow,
} from './block-record.ts';
import { BlockRun } from './block-run.ts';
import { BlockTable } from './block-table.ts';

/** A block as one page holds it. */
interface HeldBlock {
  /** 16 hex digits. */
  hash: string;
  words: number;
  /** Share of the page's text that it makes up, 0..1. */
  share: number;
}

/**
 * Counts the blocks of one agency's pages into a file sorted by hash, in memory that does not grow with the site: what a
 * table of 16 MB cannot hold goes to sorted runs beside the file. The new file replaces the old one whole.
 */
export class BlockFileWriter {
  readonly #file: string;
  readonly #table: BlockTable;
  readonly #runs: string[] = [];
  readonly #pages = new Array<number>(countedLanguages.length).fill(0);
  #place = 0;

  constructor(file: string, mostRows = 350_000) {
    this.#file = file;
    this.#table = new BlockTable(mostRows);
    mkdirSync(dirname(file), { recursive: true });
  }

  /** Counts a page, given in the order of chosen pages; each block once. Pages that are not counted pass `skip`. */
  add(lang: (typeof countedLanguages)[number], blocks: readonly HeldBlock[]): void {
    const bit = countedLanguages.indexOf(lang);
    this.#pages[bit] = (this.#pages[bit] ?? 0) + 1;
    for (const { hash, words, share } of blocks) {
      if (this.#table.full) this.#spill();
      const [hi, lo] = hashNumbers(hash);
      this.#table.add({
        hi,
        lo,
        pages: 1,
        page: this.#place,
        words,
        langs: 1 << bit,
        shares: share,
      });
    }
    this.#place += 1;
  }

  /** Passes over a chosen page that is not counted: places count all. */
  skip(): void {
    this.#place += 1;
  }

  /** Writes the file; `digest` (16 characters) names what was counted. */
  close(digest: string): void {
    const fresh = `${this.#file}.new`;
    const to = openSync(fresh, 'w');
    const runs = this.#runs.map((name) => new BlockRun(name));
    try {
      writeSync(to, Buffer.alloc(headerBytes));
      const starts = writeRows(
        to,
        mergedRows([...runs.map((run) => run.rows()), this.#table.sorted()]),
      );
      writeSync(to, this.#header(digest, starts), 0, headerBytes, 0);
      fsyncSync(to);
    } finally {
      closeSync(to);
      for (const run of runs) run.close();
      this.#dropRuns();
    }
    renameSync(fresh, this.#file);
  }

  /** Leaves the old file as it was. */
  abandon(): void {
    this.#dropRuns();
  }

  #dropRuns(): void {
    for (const name of this.#runs) rmSync(name, { force: true });
    this.#runs.length = 0;
  }

  #spill(): void {
    const name = `${this.#file}.run${this.#runs.length}`;
    const to = openSync(name, 'w');
    this.#runs.push(name);
    try {
      writeRows(to, this.#table.sorted());
    } finally {
      closeSync(to);
    }
    this.#table.clear();
  }

  #header(digest: string, starts: readonly number[]): Buffer {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(fileMark, 0);
    header.writeUInt32LE(fileVersion, 4);
    header.writeUInt32LE(starts.at(-1) ?? 0, 8);
    for (const [index, pages] of this.#pages.entries()) header.writeUInt32LE(pages, 12 + 4 * index);
    header.write(digest.slice(0, 16).padEnd(16), 32, 'latin1');
    for (const [index, start] of starts.entries()) header.writeUInt32LE(start, 48 + 4 * index);
    return header;
  }
}

const rowsAtOnce = 4096;

/** Appends rows in their order; gives where the rows of each first octet begin, and their number last. */
function writeRows(to: number, rows: Iterable<BlockRow>): number[] {
  const buffer = Buffer.alloc(rowsAtOnce * rowBytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const starts: number[] = [];
  let written = 0;
  let held = 0;
  for (const row of rows) {
    while (starts.length <= row.hi >>> 24) starts.push(written);
    writeRow(view, held * rowBytes, row);
    written += 1;
    held += 1;
    if (held < rowsAtOnce) continue;
    writeSync(to, buffer);
    held = 0;
  }
  writeSync(to, buffer, 0, held * rowBytes);
  while (starts.length < 257) starts.push(written);
  return starts;
}

/** Rows of sorted runs in one order, those of the same block added up. Runs are few: the least is found by looking. */
function* mergedRows(runs: Iterator<BlockRow>[]): Generator<BlockRow> {
  const heads = runs.map((run) => next(run));
  for (;;) {
    const least = leastOf(heads);
    if (least === undefined) return;
    const sum = { ...least, pages: 0, words: 0, langs: 0, shares: 0 };
    for (const [index, run] of runs.entries()) {
      const head = heads[index];
      if (!head || compare(head, sum) !== 0) continue;
      addRow(sum, head);
      heads[index] = next(run);
    }
    yield sum;
  }
}

function leastOf(heads: readonly (BlockRow | undefined)[]): BlockRow | undefined {
  let least: BlockRow | undefined;
  for (const head of heads) {
    if (head && (least === undefined || compare(head, least) < 0)) least = head;
  }
  return least;
}

function next(run: Iterator<BlockRow>): BlockRow | undefined {
  const step = run.next();
  return step.done ? undefined : step.value;
}

function compare(a: BlockRow, b: BlockRow): number {
  return a.hi - b.hi || a.lo - b.lo;
}
