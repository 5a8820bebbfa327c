import { isProgram } from './agents.ts';
import { type Span, spanText } from './log-line.ts';

/** Some sites see a hundred thousand names of agents a month, of which few are asked under often. */
const places = 16_384;

/** Remembers who the names of agents stand for, so that a line costs a look into a table. */
export class AgentMemory {
  readonly #prints = new Int32Array(places);
  readonly #programs = new Uint8Array(places);

  /**
   * See `isProgram`. Names of one length that have every fourth octet in common are taken for the same: they differ in
   * digits of versions, and no program is known by those.
   */
  isProgram(agent: Span): boolean {
    const { bytes, start, end } = agent;
    if (start === end) return false;
    let print = end - start;
    for (let at = end - 1; at >= start; at -= 4) {
      print = Math.imul(print ^ (bytes[at] ?? 0), 0x01000193);
    }
    const place = (print ^ (print >>> 15)) & (places - 1);
    if (this.#prints[place] === print) return this.#programs[place] === 1;
    const program = isProgram(spanText(agent));
    this.#prints[place] = print;
    this.#programs[place] = program ? 1 : 0;
    return program;
  }
}
