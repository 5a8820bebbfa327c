/** Disjoint sets over 0..size-1; the root of a set is its smallest member, whatever the order of joins. */
export class UnionFind {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, index) => index);
  }

  /** Smallest member of the set of `index`. */
  root(index: number): number {
    let at = index;
    for (;;) {
      const parent = this.#parent[at] ?? at;
      if (parent === at) return at;
      const above = this.#parent[parent] ?? parent;
      this.#parent[at] = above;
      at = above;
    }
  }

  /** Joins two sets. */
  join(a: number, b: number): void {
    const x = this.root(a);
    const y = this.root(b);
    if (x !== y) this.#parent[Math.max(x, y)] = Math.min(x, y);
  }

  /** All sets of `members`, each ascending, by smallest member. */
  sets(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (let index = 0; index < this.#parent.length; index++) {
      const root = this.root(index);
      const set = byRoot.get(root);
      if (set) set.push(index);
      else byRoot.set(root, [index]);
    }
    return [...byRoot.values()];
  }
}
