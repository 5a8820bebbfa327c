/** Numbers that look random and are the same for the same seed (mulberry32); good enough to make texts, for nothing else. */
export class Random {
  #state: number;

  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9;
    for (const seed of seeds) state = Math.imul(state ^ seed, 0x85ebca6b) ^ (state >>> 13);
    this.#state = state >>> 0;
  }

  /** From 0 to 1, left out. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit`, left out. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** A whole number from `least` to `most`, both taken. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    const chosen = list[this.below(list.length)];
    if (chosen === undefined) throw new Error('an empty list has nothing to choose');
    return chosen;
  }

  /** `count` different whole numbers below `limit`, in no order; all of them when there are no more. */
  different(count: number, limit: number): number[] {
    if (count * 2 > limit) {
      const all = Array.from({ length: limit }, (_, at) => at);
      for (let at = all.length - 1; at > 0; at--) {
        const other = this.below(at + 1);
        [all[at], all[other]] = [all[other] as number, all[at] as number];
      }
      return all.slice(0, count);
    }
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(this.below(limit));
    return [...chosen];
  }
}
