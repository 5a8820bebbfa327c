/** Longest head of a record that is read, in bytes; real ones are under 4 KiB. */
const longestHead = 256 * 1024;

const blankLine = Buffer.from('\r\n\r\n', 'latin1');

/** Reads a stream of bytes piece by piece: heads that end with an empty line, and blocks of known length. */
export class ChunkReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #read = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes handed out or skipped so far. */
  get position(): number {
    return this.#read;
  }

  /** Skips line breaks; false when nothing follows. */
  async skipLineBreaks(): Promise<boolean> {
    for (;;) {
      let at = 0;
      while (this.#rest[at] === 13 || this.#rest[at] === 10) at += 1;
      this.#advance(at);
      if (this.#rest.length > 0) return true;
      if (!(await this.#more())) return false;
    }
  }

  /** Bytes up to and with the next empty line; undefined when the stream ends or 256 KiB pass without one. */
  async head(): Promise<Buffer | undefined> {
    for (let from = 0; ; ) {
      const at = this.#rest.indexOf(blankLine, from);
      if (at >= 0) return this.#advance(at + blankLine.length);
      if (this.#rest.length > longestHead) return undefined;
      from = Math.max(0, this.#rest.length - blankLine.length);
      if (!(await this.#more())) return undefined;
    }
  }

  /** The next bytes, at most so many; fewer when the stream ends before. */
  async *take(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return;
      const part = this.#advance(Math.min(left, this.#rest.length));
      left -= part.length;
      yield part;
    }
  }

  /** Releases the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #advance(length: number): Buffer {
    const part = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#read += length;
    return part;
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
