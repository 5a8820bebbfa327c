import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import { compareStrength, compareText } from './precedence.ts';
import type { RecordSorter } from './record-sorter.ts';

/** Lower-cases A-Z only, as nginx does with the keys of a map; letters beyond ASCII keep their case. */
export function foldAsciiCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** The stronger of two redirects that a server cannot tell apart; the smaller key on a tie. */
export function strongerRedirect<Row extends Redirect>(a: Row, b: Row): Row {
  return (compareStrength(a, b) || compareText(a.key, b.key)) <= 0 ? a : b;
}

/** Tells whether a server answers both the same way. */
function sameAnswer(a: Redirect, b: Redirect): boolean {
  return answerOf(a) === answerOf(b);
}

function answerOf(redirect: Redirect): string {
  if (redirect.decision === 'redirect' || redirect.decision === 'shared') {
    return `to ${redirect.target}`;
  }
  return redirect.decision === 'unresolved' ? 'not found' : 'gone';
}

/**
 * Finds keys that differ in ASCII letter case alone and have different answers. 8 octets a key in memory; keys whose
 * folded hashes meet, hardly any, are looked at again and sorted.
 */
export class CaseCollisions {
  #hashes = new Float64Array(1024);
  #size = 0;

  /** Every key, once each. */
  add(key: string): void {
    if (this.#size === this.#hashes.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#size++] = foldedHash(key);
  }

  /** One finding for every group with different answers, naming the key that wins; `all` are the decisions of all keys. */
  *findings(all: () => Iterable<Redirect>, newSorter: () => RecordSorter): Generator<Finding> {
    const twice = this.#hashesMetTwice();
    if (twice.size === 0) return;
    const sorter = newSorter();
    for (const redirect of all()) {
      if (!twice.has(foldedHash(redirect.key))) continue;
      sorter.put(foldAsciiCase(redirect.key), JSON.stringify(redirect));
    }
    let group: Redirect[] = [];
    let folded = '';
    for (const [key, record] of sorter.sorted()) {
      if (key !== folded) yield* groupFinding(group);
      if (key !== folded) group = [];
      folded = key;
      group.push(JSON.parse(record) as Redirect);
    }
    yield* groupFinding(group);
  }

  #hashesMetTwice(): Set<number> {
    const sorted = this.#hashes.subarray(0, this.#size).sort();
    const twice = new Set<number>();
    for (let at = 1; at < sorted.length; at++) {
      const hash = sorted[at] ?? 0;
      if (hash === sorted[at - 1]) twice.add(hash);
    }
    return twice;
  }
}

/** 53 bits over a key's code units, A-Z as a-z: two multiplicative hashes side by side. */
function foldedHash(key: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at);
    const folded = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
    high = Math.imul(high ^ folded, 0x9e3779b1);
    low = Math.imul(low ^ folded, 0x5f356495);
  }
  high ^= high >>> 15;
  low ^= low >>> 13;
  return (high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff);
}

function groupFinding(group: readonly Redirect[]): Finding[] {
  const [first, ...rest] = group;
  if (!first || rest.every((other) => sameAnswer(first, other))) return [];
  const winner = rest.reduce(strongerRedirect, first);
  const losers = group.filter((one) => !sameAnswer(one, winner)).map((one) => one.key);
  const detail = `${winner.key} (${winner.decision}) answers for ${losers.sort(compareText).join(', ')} too`;
  return [finding('redirects', 'key-collision', { subject: winner.key }, detail)];
}
