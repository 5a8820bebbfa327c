import type { EmittedFile } from './emitted-file.ts';

/** Lines of several files as they arise in one pass, handed on in pieces. */
export class PendingLines {
  readonly #lines = new Map<string, string[]>();
  #waiting = 0;

  /** Adds lines to a file. */
  add(name: string, ...lines: readonly string[]): void {
    const waiting = this.#lines.get(name);
    if (waiting) for (const line of lines) waiting.push(line);
    else this.#lines.set(name, [...lines]);
    this.#waiting += lines.length;
  }

  /** The pieces that wait, once there are `least` lines; they wait no more. */
  *take(least = 0): Generator<EmittedFile> {
    if (this.#waiting < least) return;
    const pieces = [...this.#lines];
    this.#lines.clear();
    this.#waiting = 0;
    for (const [name, lines] of pieces) yield { name, lines };
  }
}
