import { randomInt } from 'node:crypto';
import type { Span } from './log-line.ts';

/** How much is remembered. */
interface Room {
  /** Texts at most; all are forgotten when there are more. */
  texts: number;
  /** Octets of all texts together, at most. */
  octets: number;
  /** Longer texts are not remembered. */
  longest: number;
}

/**
 * Numbers of texts that were met lately, found by their octets: a hash table over one array of octets. No string or object
 * is made for a text that is known, which a log of millions of lines needs. `site` sets equal texts apart.
 */
export class OctetNumbers {
  readonly #room: Room;
  readonly #mask: number;
  readonly #places: Int32Array;
  /** Hash, site, start and length of each text, side by side: memory is slower than all else here. */
  readonly #records: Int32Array;
  readonly #octets: Uint8Array;
  /** Nobody can make up texts that all fall on one place; nothing that is counted depends on it. */
  readonly #seed = randomInt(2 ** 31);
  #count = 0;
  #used = 0;

  constructor(room: Room) {
    this.#room = room;
    // At most half full.
    const places = 2 ** Math.ceil(Math.log2(2 * room.texts));
    this.#mask = places - 1;
    this.#places = new Int32Array(places);
    this.#records = new Int32Array(4 * (room.texts + 1));
    this.#octets = new Uint8Array(room.octets);
  }

  /** Number of a text, from 1; 0 when it is not known. */
  find(site: number, text: Span): number {
    const hash = this.#hashOf(site, text);
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const number = this.#places[place] ?? 0;
      if (number === 0) return 0;
      if (this.#records[4 * number] === hash && this.#isSame(number, site, text)) return number;
    }
  }

  /**
   * Remembers a text that is not known. Its number is 1 more than the last one's, or 1 again when there was no more room and
   * all others were forgotten; 0 when it is too long to be remembered.
   */
  add(site: number, text: Span): number {
    const { bytes, start, end } = text;
    if (end - start > this.#room.longest) return 0;
    const length = end - start;
    if (this.#count === this.#room.texts || this.#used + length > this.#room.octets) {
      this.clear();
    }
    const number = ++this.#count;
    const hash = this.#hashOf(site, text);
    this.#octets.set(bytes.subarray(start, end), this.#used);
    this.#records.set([hash, site, this.#used, length], 4 * number);
    this.#used += length;
    let place = hash & this.#mask;
    while (this.#places[place] !== 0) place = (place + 1) & this.#mask;
    this.#places[place] = number;
    return number;
  }

  /** Forgets all. */
  clear(): void {
    this.#count = 0;
    this.#used = 0;
    this.#places.fill(0);
  }

  #isSame(number: number, site: number, { bytes, start, end }: Span): boolean {
    const records = this.#records;
    if (records[4 * number + 1] !== site || records[4 * number + 3] !== end - start) return false;
    const shift = (records[4 * number + 2] ?? 0) - start;
    const octets = this.#octets;
    for (let at = start; at < end; at++) if (bytes[at] !== octets[shift + at]) return false;
    return true;
  }

  /** FNV-1a over four octets at a time, begun with a seed; never below 0. */
  #hashOf(site: number, { bytes, start, end }: Span): number {
    let hash = this.#seed ^ site ^ Math.imul(end - start, 0x9e3779b1);
    let at = start;
    for (; at + 3 < end; at += 4) {
      const four =
        (bytes[at] ?? 0) |
        ((bytes[at + 1] ?? 0) << 8) |
        ((bytes[at + 2] ?? 0) << 16) |
        ((bytes[at + 3] ?? 0) << 24);
      hash = Math.imul(hash ^ four, 0x01000193);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    return (hash ^ (hash >>> 15)) & 0x7fffffff;
  }
}
