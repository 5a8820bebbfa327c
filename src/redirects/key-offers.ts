import { compareKeys } from '../text/key-order.ts';
import type { Candidate } from './candidate.ts';
import { isSpelling, offerOf } from './offer-record.ts';
import type { KnownAddress } from './plan-input.ts';
import { compareStrength, compareText } from './precedence.ts';
import type { KeyedRecord } from './record-sorter.ts';

/** Spellings kept with a decision; the others are counted. */
const mostSpellings = 50;

/** What is known of one key: the strongest offer, the strongest that needs no other key, and raw addresses seen. */
export class KeyOffers {
  readonly key: string;
  best: Candidate | null = null;
  own: Candidate | null = null;
  /** All offers, for people who ask; empty unless kept. */
  readonly beaten: Candidate[] = [];
  /** Whether every offer is remembered, not the strongest alone. */
  readonly keepsBeaten: boolean;
  readonly #named = new Set<string>();
  readonly #seen: string[] = [];
  #moreSeen = 0;

  constructor(key: string, keepsBeaten = false) {
    this.key = key;
    this.keepsBeaten = keepsBeaten;
  }

  add(said: Candidate): void {
    if (this.keepsBeaten) this.beaten.push(said);
    if (this.best === null || compareStrength(said, this.best) < 0) this.best = said;
    if (said.follow === null && (this.own === null || compareStrength(said, this.own) < 0)) {
      this.own = said;
    }
  }

  addRecord(record: string): void {
    if (isSpelling(record)) this.#named.add(record);
    else this.add(offerOf(record));
  }

  /** Takes an address that the crawl saw, which come in order and once each, after all records. */
  addSeen(address: string): void {
    this.#named.delete(address);
    if (this.#seen.length < mostSpellings) this.#seen.push(address);
    else this.#moreSeen++;
  }

  /** The first raw addresses by code unit, at most 50, and how many more there are. */
  spellings(): { spellings: string[]; moreSpellings: number } {
    if (this.#named.size === 0 && this.#seen.length <= 1) {
      return { spellings: this.#seen, moreSpellings: this.#moreSeen };
    }
    const all = [...this.#seen, ...this.#named].sort(compareText);
    const moreSpellings = Math.max(0, all.length - mostSpellings) + this.#moreSeen;
    return { spellings: all.slice(0, mostSpellings), moreSpellings };
  }
}

/**
 * Brings together, key after key, what the crawl saw and what other sources offer. `addresses` come by key, then
 * address, as `compareKeys` orders them; throws when they do not, since a key would be decided twice.
 */
export function* keyGroups(
  addresses: Iterable<KnownAddress>,
  records: Iterable<KeyedRecord>,
): Generator<{ group: KeyOffers; seen: KnownAddress[] }> {
  const left = addresses[Symbol.iterator]();
  const right = records[Symbol.iterator]();
  let address = left.next();
  let record = right.next();
  while (!address.done || !record.done) {
    const key = smallest(address.done ? undefined : address.value.key, record.value?.[0]);
    const group = new KeyOffers(key);
    while (!record.done && record.value[0] === key) {
      group.addRecord(record.value[1]);
      record = right.next();
    }
    const seen: KnownAddress[] = [];
    while (!address.done && address.value.key === key) {
      seen.push(address.value);
      address = left.next();
    }
    if (!address.done && compareKeys(address.value.key, key) < 0) {
      throw new Error(`addresses are not sorted at ${address.value.key}`);
    }
    yield { group, seen };
  }
}

function smallest(a: string | undefined, b: string | undefined): string {
  if (a === undefined || b === undefined) return a ?? b ?? '';
  return compareKeys(a, b) <= 0 ? a : b;
}
