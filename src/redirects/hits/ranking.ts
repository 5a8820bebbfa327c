/** The first `most` of many by an order, in little memory. */
export class Ranking<Value> {
  readonly #most: number;
  readonly #compare: (a: Value, b: Value) => number;
  #kept: Value[] = [];
  /** How many were offered. */
  offered = 0;

  constructor(most: number, compare: (a: Value, b: Value) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  offer(value: Value): void {
    this.offered++;
    this.#kept.push(value);
    if (this.#kept.length >= 2 * this.#most + 64) this.#cut();
  }

  /** The first ones, in order. */
  first(): Value[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#most);
  }
}
