/** Pairs before they are first thinned out. */
const firstLimit = 4 * 1024 * 1024;

/** Pairs of texts, each once, in 8 bytes; when many wait, those that are found unlike are dropped. */
export class PairList {
  readonly #size: number;
  readonly #likely: (a: number, b: number) => boolean;
  #codes = new Float64Array(1024);
  #used = 0;
  /** Pairs up to here are distinct and likely. */
  #settled = 0;
  #limit = firstLimit;

  /** `size`: number of texts. `likely`: whether a pair is worth being kept; asked once for each. */
  constructor(size: number, likely: (a: number, b: number) => boolean) {
    this.#size = size;
    this.#likely = likely;
  }

  /** Adds a pair of different texts. */
  add(a: number, b: number): void {
    if (this.#used === this.#codes.length) {
      if (this.#used >= this.#limit) this.#settle();
      if (this.#used > this.#codes.length / 2) {
        const larger = new Float64Array(this.#codes.length * 2);
        larger.set(this.#codes.subarray(0, this.#used));
        this.#codes = larger;
      }
    }
    this.#codes[this.#used++] = a < b ? a * this.#size + b : b * this.#size + a;
  }

  /** All likely pairs, ascending. */
  *pairs(): Generator<[a: number, b: number]> {
    this.#settle();
    for (let at = 0; at < this.#used; at++) {
      const code = this.#codes[at] ?? 0;
      yield [Math.floor(code / this.#size), code % this.#size];
    }
  }

  #settle(): void {
    const settled = this.#codes.slice(0, this.#settled);
    const fresh = this.#codes.subarray(this.#settled, this.#used).slice().sort();
    let used = 0;
    let old = 0;
    const keep = (code: number) => {
      this.#codes[used++] = code;
    };
    for (let at = 0; at < fresh.length; at++) {
      const code = fresh[at] ?? 0;
      if (at > 0 && fresh[at - 1] === code) continue;
      while (old < settled.length && (settled[old] ?? 0) < code) keep(settled[old++] ?? 0);
      if (settled[old] === code) continue;
      if (this.#likely(Math.floor(code / this.#size), code % this.#size)) keep(code);
    }
    while (old < settled.length) keep(settled[old++] ?? 0);
    this.#used = used;
    this.#settled = used;
    this.#limit = Math.max(firstLimit, used * 2);
  }
}
