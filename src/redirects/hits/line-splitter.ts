/** Lines longer than this many octets are counted and passed over. */
const longestLine = 65_536;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Receives a line without its end, and the offset of its first octet in the log. The octets are good for the call only. */
export type LineTaker = (bytes: Uint8Array, start: number, end: number, offset: number) => void;

/** Octets before the position that are kept, by which a log is known again. */
const tailBytes = 512;

/** Cuts the octets of a log into lines. Memory is bounded by one piece and the longest line. */
export class LineSplitter {
  readonly #take: LineTaker;
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #skipping = false;
  /** In a line whose beginning was taken before. */
  #inLine: boolean;
  #tail: Uint8Array;
  /** Offset behind the last whole line. */
  position: number;
  /** Lines that were too long. */
  overLong = 0;

  /** Begins at an offset of the log; `before` are octets in front of it, empty at its beginning. */
  constructor(position: number, before: Uint8Array, take: LineTaker) {
    this.position = position;
    this.#tail = before;
    this.#inLine = before.length > 0 && before.at(-1) !== lineFeed;
    this.#take = take;
  }

  /** The last octets before the position. */
  get tail(): Uint8Array {
    return this.#tail;
  }

  /** Takes a piece, which may be overwritten after the call. */
  push(piece: Uint8Array): void {
    let from = 0;
    if (this.#restBytes > 0 || this.#inLine) {
      const end = piece.indexOf(lineFeed);
      if (end < 0) {
        this.#keep(piece);
        return;
      }
      this.#endRest(piece.subarray(0, end + 1));
      from = end + 1;
    }
    const rest = this.#takeLines(piece, from);
    if (rest < piece.length) this.#keep(piece.subarray(rest));
  }

  /** Takes the last line, when it has no end, as a line. */
  takeLast(): void {
    if (this.#restBytes === 0) return;
    if (this.#skipping) this.overLong++;
    else if (!this.#inLine) {
      const line = Buffer.concat(this.#rest);
      this.#take(line, 0, endOfLine(line, 0, line.length), this.position);
    }
    this.#endTail(Buffer.concat(this.#rest));
    this.#forget();
    this.#inLine = true;
  }

  /** The last line when it has no end yet; undefined when there is none, or it is too long. */
  get last(): Uint8Array | undefined {
    return this.#restBytes === 0 || this.#skipping ? undefined : Buffer.concat(this.#rest);
  }

  /** Takes all whole lines from an index on; returns the index behind them. */
  #takeLines(piece: Uint8Array, first: number): number {
    const past = piece.lastIndexOf(lineFeed) + 1;
    let from = first;
    while (from < past) from = this.#takeLine(piece, from);
    if (from > first) this.#endTail(piece.subarray(first, from));
    return from;
  }

  /** Takes the line that begins at an index; returns the index behind it. */
  #takeLine(piece: Uint8Array, from: number): number {
    const end = piece.indexOf(lineFeed, from);
    if (end - from > longestLine) this.overLong++;
    else this.#take(piece, from, endOfLine(piece, from, end), this.position);
    this.position += end + 1 - from;
    return end + 1;
  }

  #keep(piece: Uint8Array): void {
    this.#restBytes += piece.length;
    this.#skipping ||= this.#restBytes > longestLine;
    if (this.#skipping) this.#rest = [];
    else this.#rest.push(Uint8Array.from(piece));
  }

  #endRest(piece: Uint8Array): void {
    this.#keep(piece);
    if (this.#skipping) this.overLong++;
    else if (!this.#inLine) {
      const line = Buffer.concat(this.#rest);
      this.#take(line, 0, endOfLine(line, 0, line.length - 1), this.position);
    }
    this.#endTail(this.#skipping ? piece : Buffer.concat(this.#rest));
    this.#forget();
    this.#inLine = false;
  }

  #endTail(octets: Uint8Array): void {
    const all = octets.length < tailBytes ? Buffer.concat([this.#tail, octets]) : octets;
    this.#tail = Uint8Array.from(all.subarray(-tailBytes));
  }

  #forget(): void {
    this.position += this.#restBytes;
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = false;
  }
}

function endOfLine(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === carriageReturn ? end - 1 : end;
}
