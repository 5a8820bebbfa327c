/** Disjoint sets over 0..size-1 that join only when each of one may stand beside each of the other. Sets are small. */
export class GroupSets {
  readonly #sets: number[][];
  readonly #mayStand: (a: number, b: number) => boolean;

  constructor(size: number, mayStand: (a: number, b: number) => boolean) {
    this.#sets = Array.from({ length: size }, (_, index) => [index]);
    this.#mayStand = mayStand;
  }

  /** The set of a member, which is the same array for all its members until it is joined. */
  setOf(member: number): readonly number[] {
    return this.#sets[member] ?? [];
  }

  /** Tells whether two stand in one set. */
  together(a: number, b: number): boolean {
    return this.#sets[a] === this.#sets[b];
  }

  /** Joins two sets if they may be one; tells whether the two stand together now. */
  join(a: number, b: number): boolean {
    const x = this.#sets[a];
    const y = this.#sets[b];
    if (x === undefined || y === undefined) return false;
    if (x === y) return true;
    if (!x.every((one) => y.every((two) => this.#mayStand(one, two)))) return false;
    for (const index of y) this.#sets[index] = x;
    x.push(...y);
    return true;
  }

  /** All sets, by the smallest of their first members; members in the order in which they joined. */
  all(): (readonly number[])[] {
    const sets = [...new Set(this.#sets)];
    return sets.sort((x, y) => Math.min(...x) - Math.min(...y));
  }
}
