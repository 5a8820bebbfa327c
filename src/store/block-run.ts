import { closeSync, openSync, readSync } from 'node:fs';
import { type BlockRow, readRow, rowBytes } from './block-record.ts';

const rowsAtOnce = 4096;

/** A file of sorted rows without a header, read from its start. */
export class BlockRun {
  readonly #fd: number;

  constructor(file: string) {
    this.#fd = openSync(file, 'r');
  }

  *rows(): Generator<BlockRow> {
    const buffer = Buffer.alloc(rowsAtOnce * rowBytes);
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    for (;;) {
      const read = readSync(this.#fd, buffer, 0, buffer.length, null);
      for (let at = 0; at + rowBytes <= read; at += rowBytes) yield readRow(view, at);
      if (read < buffer.length) return;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
