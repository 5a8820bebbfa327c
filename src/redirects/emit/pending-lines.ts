import type { EmittedFile } from './emitted-file.ts';

/** Lines that make a piece worth its opening of a file. */
const pieceLines = 2000;

/** Lines of several files as they arise in one pass, handed on in pieces. */
export class PendingLines {
  readonly #lines = new Map<string, string[]>();
  #waiting = 0;

  /** Adds lines to a file. */
  add(name: string, ...lines: readonly string[]): void {
    for (const line of lines) this.addLine(name, line);
    if (lines.length === 0 && !this.#lines.has(name)) this.#lines.set(name, []);
  }

  /** Adds a line to a file. */
  addLine(name: string, line: string): void {
    const waiting = this.#lines.get(name);
    if (waiting) waiting.push(line);
    else this.#lines.set(name, [line]);
    this.#waiting++;
  }

  /** Tells whether so many lines wait that they should be taken. */
  get isDue(): boolean {
    return this.#waiting >= pieceLines;
  }

  /** The pieces that wait; they wait no more. */
  *take(): Generator<EmittedFile> {
    const pieces = [...this.#lines];
    this.#lines.clear();
    this.#waiting = 0;
    for (const [name, lines] of pieces) yield { name, lines };
  }
}
