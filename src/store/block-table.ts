import { addRow, type BlockRow, readRow, rowBytes, writeRow } from './block-record.ts';

/** Rows by their hash, added up, in memory of a fixed size. */
export class BlockTable {
  readonly #mostRows: number;
  readonly #view: DataView;
  /** Number of a row plus one, 0 where nothing is; twice as many as rows, or more. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  #rows = 0;

  constructor(mostRows: number) {
    this.#mostRows = mostRows;
    this.#view = new DataView(new ArrayBuffer(mostRows * rowBytes));
    const size = 2 ** Math.ceil(Math.log2(mostRows * 2));
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
  }

  get full(): boolean {
    return this.#rows >= this.#mostRows;
  }

  /** Adds to the row of its block; there must be room for one more. */
  add(row: BlockRow): void {
    let slot = row.lo & this.#mask;
    for (;;) {
      const held = this.#slots[slot] ?? 0;
      if (held === 0) break;
      const at = (held - 1) * rowBytes;
      if (
        this.#view.getUint32(at, true) === row.hi &&
        this.#view.getUint32(at + 4, true) === row.lo
      ) {
        const sum = readRow(this.#view, at);
        addRow(sum, row);
        writeRow(this.#view, at, sum);
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
    writeRow(this.#view, this.#rows * rowBytes, row);
    this.#rows += 1;
    this.#slots[slot] = this.#rows;
  }

  /** The rows in the order of their hashes. */
  *sorted(): Generator<BlockRow> {
    const order = new Uint32Array(this.#rows).map((_, index) => index);
    const hi = (row: number) => this.#view.getUint32(row * rowBytes, true);
    const lo = (row: number) => this.#view.getUint32(row * rowBytes + 4, true);
    order.sort((a, b) => hi(a) - hi(b) || lo(a) - lo(b));
    for (const row of order) yield readRow(this.#view, row * rowBytes);
  }

  clear(): void {
    this.#rows = 0;
    this.#slots.fill(0);
  }
}
