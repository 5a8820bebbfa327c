/** Something wrong with a bundle: the file in the bag, its line (from 1) where it has lines, and what. */
export interface Fault {
  path: string;
  line: number | null;
  message: string;
}

/** Gathers faults; beyond the limit they are only counted, and the count is the last fault. */
export class FaultList {
  readonly #faults: Fault[] = [];
  #more = 0;

  add(path: string, message: string, line: number | null = null): void {
    if (this.#faults.length < mostFaults) this.#faults.push({ path, line, message });
    else this.#more += 1;
  }

  /** All faults in the order in which they were found. */
  all(): Fault[] {
    if (this.#more === 0) return [...this.#faults];
    return [...this.#faults, { path: '', line: null, message: `${this.#more} more faults` }];
  }
}

const mostFaults = 10_000;
