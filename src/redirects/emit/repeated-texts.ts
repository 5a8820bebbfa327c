/**
 * Tells which of many texts come more than once, in some 20 bytes a text: only hashes are kept. A text that comes once
 * may be told as repeated (about once in a billion sites of a million texts); one that comes twice always is.
 */
export class RepeatedTexts {
  #slots = new Float64Array(1 << 10);
  #used = 0;
  readonly #repeated = new Set<number>();

  /** Takes note of a text. */
  add(text: string): void {
    const hash = hashOf(text);
    if (!this.#insert(this.#slots, hash)) {
      this.#repeated.add(hash);
      return;
    }
    if (++this.#used * 3 > this.#slots.length * 2) this.#grow();
  }

  /** Tells whether no text was added more than once. */
  get isEmpty(): boolean {
    return this.#repeated.size === 0;
  }

  /** Tells whether a text was added more than once. */
  has(text: string): boolean {
    return this.#repeated.has(hashOf(text));
  }

  /** False when the hash is there already. */
  #insert(slots: Float64Array, hash: number): boolean {
    const last = slots.length - 1;
    for (let at = hash & last; ; at = (at + 1) & last) {
      const found = slots[at];
      if (found === hash) return false;
      if (found === 0) {
        slots[at] = hash;
        return true;
      }
    }
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2);
    for (const hash of this.#slots) if (hash !== 0) this.#insert(larger, hash);
    this.#slots = larger;
  }
}

/** 52 bits of a text, never 0: two multiplicative hashes of 26 bits each with different primes. */
function hashOf(text: string): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (low >>> 16), 0x7feb352d);
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  low ^= low >>> 15;
  high ^= high >>> 16;
  return (high & 0x3ffffff) * 0x4000000 + (low & 0x3ffffff) + 1;
}
