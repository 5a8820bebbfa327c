import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import {
  type BlockRow,
  countedLanguages,
  fileMark,
  fileVersion,
  hashNumbers,
  hashText,
  headerBytes,
  readRow,
  rowBytes,
} from './block-record.ts';

/** What the file of an agency says before its rows. */
interface BlockFileHead {
  rows: number;
  /** Pages that were counted, in the order of `countedLanguages`. */
  pages: number[];
  /** Names what was counted. */
  digest: string;
  /** Where the rows of each first octet begin, and their number last. */
  starts: number[];
}

/** An agency that holds a block. */
export type BlockHolder = Omit<BlockRow, 'hi' | 'lo'> & { agency: string };

/** Rows read at once: 24 MB, and as much again to find equal ones. */
const rowsAtOnce = 1_000_000;

/** What the file says before its rows; undefined when there is none, or none of this form. */
export function blockFileHead(file: string): BlockFileHead | undefined {
  if (!existsSync(file)) return undefined;
  const header = Buffer.alloc(headerBytes);
  const fd = openSync(file, 'r');
  try {
    if (readSync(fd, header, 0, headerBytes, 0) < headerBytes) return undefined;
  } finally {
    closeSync(fd);
  }
  if (header.readUInt32LE(0) !== fileMark || header.readUInt32LE(4) !== fileVersion)
    return undefined;
  return {
    rows: header.readUInt32LE(8),
    pages: countedLanguages.map((_, index) => header.readUInt32LE(12 + 4 * index)),
    digest: header.toString('latin1', 32, 48),
    starts: Array.from({ length: 257 }, (_, index) => header.readUInt32LE(48 + 4 * index)),
  };
}

/** The block files of all agencies, merged by reading the same range of hashes of each at a time. */
export class BlockFiles {
  readonly #files: { agency: string; file: string; head: BlockFileHead }[];

  /** In the order of ids; an agency without a file counts for nothing. */
  constructor(files: readonly { agency: string; file: string }[]) {
    this.#files = files.flatMap(({ agency, file }) => {
      const head = blockFileHead(file);
      return head ? [{ agency, file, head }] : [];
    });
  }

  /** Counted pages of each agency, in the order of `countedLanguages`. */
  pages(): Map<string, readonly number[]> {
    return new Map(this.#files.map(({ agency, head }) => [agency, head.pages]));
  }

  /** What each agency's file was counted from, in the order of agencies. */
  digests(): [agency: string, digest: string][] {
    return this.#files.map(({ agency, head }) => [agency, head.digest]);
  }

  /** Rows of all agencies together. */
  get rows(): number {
    return this.#files.reduce((sum, { head }) => sum + head.rows, 0);
  }

  /** Blocks of at least so many words that at least so many agencies hold, by hash; holders in the order of agencies. */
  *shared(
    fewestAgencies: number,
    fewestWords: number,
  ): Generator<{ hash: string; holders: BlockHolder[] }> {
    for (const [from, to] of this.#ranges()) {
      yield* sharedOf(this.#read(from, to), fewestAgencies, fewestWords);
    }
  }

  /** Who holds one block, in the order of agencies. */
  holders(hash: string): BlockHolder[] {
    const [hi] = hashNumbers(hash);
    const found: BlockHolder[] = [];
    for (const [index] of this.#files.entries()) {
      const slice = this.#read(hi >>> 24, (hi >>> 24) + 1, index, index + 1);
      found.push(
        ...[...sharedOf(slice, 1, 0)]
          .filter((one) => one.hash === hash)
          .flatMap((one) => one.holders),
      );
    }
    return found;
  }

  /** Ranges of first octets whose rows fit into memory together; a single octet's always count as one. */
  *#ranges(): Generator<[from: number, to: number]> {
    let from = 0;
    let held = 0;
    for (let octet = 0; octet < 256; octet++) {
      const more = this.#files.reduce(
        (sum, { head }) => sum + (head.starts[octet + 1] ?? 0) - (head.starts[octet] ?? 0),
        0,
      );
      if (held > 0 && held + more > rowsAtOnce) {
        yield [from, octet];
        from = octet;
        held = 0;
      }
      held += more;
    }
    yield [from, 256];
  }

  #read(from: number, to: number, first = 0, last = this.#files.length): Slice {
    const files = this.#files.slice(first, last);
    const counts = files.map(({ head }) => (head.starts[to] ?? 0) - (head.starts[from] ?? 0));
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const buffer = Buffer.allocUnsafeSlow(rows * rowBytes);
    const agencies: string[] = [];
    const ends: number[] = [];
    let at = 0;
    for (const [index, { agency, file, head }] of files.entries()) {
      const bytes = (counts[index] ?? 0) * rowBytes;
      if (bytes > 0)
        readAll(file, buffer, at, bytes, headerBytes + (head.starts[from] ?? 0) * rowBytes);
      at += bytes;
      agencies.push(agency);
      ends.push(at / rowBytes);
    }
    return { buffer, rows, agencies, ends };
  }
}

/** Rows of some agencies, one agency's after another's; `ends` are the numbers of the rows after each. */
interface Slice {
  buffer: Buffer;
  rows: number;
  agencies: string[];
  ends: number[];
}

function readAll(file: string, buffer: Buffer, at: number, bytes: number, position: number): void {
  const fd = openSync(file, 'r');
  try {
    for (let done = 0; done < bytes; ) {
      const read = readSync(fd, buffer, at + done, bytes - done, position + done);
      if (read === 0) throw new Error(`${file}: shorter than its header says`);
      done += read;
    }
  } finally {
    closeSync(fd);
  }
}

/** Rows of the same hash as chains. */
interface Chains {
  /** Number of a hash's last row plus one, 0 where nothing is. */
  heads: Uint32Array;
  /** Rows of the hash at the same slot. */
  counts: Uint32Array;
  /** Number of the row of the same hash before a row, plus one. */
  before: Uint32Array;
}

function chainRows(view: DataView, rows: number): Chains {
  const size = 2 ** Math.max(4, Math.ceil(Math.log2(rows * 2 || 1)));
  const heads = new Uint32Array(size);
  const counts = new Uint32Array(size);
  const before = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const hi = view.getUint32(row * rowBytes, true);
    const lo = view.getUint32(row * rowBytes + 4, true);
    let slot = lo & (size - 1);
    for (let held = heads[slot] ?? 0; held !== 0; held = heads[slot] ?? 0) {
      const at = (held - 1) * rowBytes;
      if (view.getUint32(at, true) === hi && view.getUint32(at + 4, true) === lo) break;
      slot = (slot + 1) & (size - 1);
    }
    before[row] = heads[slot] ?? 0;
    heads[slot] = row + 1;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return { heads, counts, before };
}

function* sharedOf(
  { buffer, rows, agencies, ends }: Slice,
  fewestAgencies: number,
  fewestWords: number,
): Generator<{ hash: string; holders: BlockHolder[] }> {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const { heads, counts, before } = chainRows(view, rows);
  const found: { head: number; row: BlockRow }[] = [];
  for (const [slot, count] of counts.entries()) {
    if (count === 0 || count < fewestAgencies) continue;
    const head = heads[slot] ?? 0;
    const row = readRow(view, (head - 1) * rowBytes);
    if (row.words >= fewestWords) found.push({ head, row });
  }
  found.sort((a, b) => a.row.hi - b.row.hi || a.row.lo - b.row.lo);
  for (const { head, row } of found) {
    const holders: BlockHolder[] = [];
    for (let at = head; at !== 0; at = before[at - 1] ?? 0) {
      const { hi: _hi, lo: _lo, ...counted } = readRow(view, (at - 1) * rowBytes);
      holders.push({ agency: agencies[agencyAt(ends, at - 1)] ?? '', ...counted });
    }
    yield { hash: hashText(row.hi, row.lo), holders: holders.reverse() };
  }
}

/** Place of the agency that a row belongs to. */
function agencyAt(ends: readonly number[], row: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
