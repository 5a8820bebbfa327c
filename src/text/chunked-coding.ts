/** Longest line with a chunk's size that is believed, in bytes. */
const longestLine = 1024;

/**
 * Undoes chunked transfer coding (RFC 9112, 7.1) as bytes come. A body that does not begin with a chunk's size is given
 * back as it is: many archives keep the field and store the body without the coding. What stands behind the
 * last chunk is dropped; where the coding breaks off, `isDamaged` is true and the rest is given back as it is.
 */
export class ChunkedDecoder {
  #line = '';
  #left = 0;
  #state: 'first' | 'size' | 'data' | 'after' | 'end' | 'plain' = 'first';
  #damaged = false;

  get isDamaged(): boolean {
    return this.#damaged || ['size', 'data', 'after'].includes(this.#state);
  }

  /** Decodes the next bytes. */
  push(bytes: Buffer): Buffer[] {
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#state === 'plain') {
        out.push(bytes.subarray(at));
        break;
      }
      if (this.#state === 'end') break;
      if (this.#state === 'data') {
        const part = bytes.subarray(at, at + this.#left);
        out.push(part);
        at += part.length;
        this.#left -= part.length;
        if (this.#left === 0) this.#state = 'after';
      } else {
        const line = this.#takeLine(bytes, at);
        at = line.next;
        if (line.text !== undefined) this.#onLine(line.text, out);
      }
    }
    return out;
  }

  /** What was held back when the bytes end: the start of a plain body without a line break. */
  finish(): Buffer[] {
    return this.#state === 'first' && this.#line !== '' ? [Buffer.from(this.#line, 'latin1')] : [];
  }

  #takeLine(bytes: Buffer, at: number): { text?: string; next: number } {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end + 1;
    this.#line += bytes.toString('latin1', at, stop);
    if (end < 0 && this.#line.length <= longestLine) return { next: stop };
    const text = this.#line;
    this.#line = '';
    return { text, next: stop };
  }

  #onLine(line: string, out: Buffer[]): void {
    if (this.#state === 'after' && /^\r?\n$/.test(line)) {
      this.#state = 'size';
      return;
    }
    const size =
      this.#state === 'after'
        ? undefined
        : /^([0-9a-f]{1,12})[ \t]*(?:;.*)?\r?\n$/i.exec(line)?.[1];
    if (size === undefined) {
      this.#damaged = this.#state !== 'first';
      this.#state = 'plain';
      out.push(Buffer.from(line, 'latin1'));
    } else {
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? 'end' : 'data';
    }
  }
}
