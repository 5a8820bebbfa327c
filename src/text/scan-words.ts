import { createHash, type Hash, hash } from 'node:crypto';
import { normalizeText } from './hash.ts';

/** Longest word, in code points: a longer row of letters counts as several. */
export const longestWord = 1000;

/** Words of a text as numbers. */
export interface ScannedWords {
  /** 32 bits of each word (FNV-1a over UTF-16 units); overwritten by the next scan. */
  hashes: Uint32Array;
  /** First 64 bits, in hex, of the SHA-256 of the words joined by spaces, as UTF-16; empty when not asked for. */
  textHash: string;
}

/** What a UTF-16 unit may be beside a letter; a letter is its small letter, which is always more than these. */
const unit = { separator: 0, digit: 1, invisible: 2, odd: 3 } as const;
const zero = 48;
const space = 32;
/** FNV-1a of 32 bits. */
const basis = 0x811c9dc5;
const prime = 0x01000193;

/** What each unit is: of any text, and of a text that is normalised. */
interface Alphabet {
  any: Uint16Array;
  normalised: Uint16Array;
}

/** Units of words that wait to be hashed; most texts fit. */
const waiting = new Uint16Array(32 * 1024);
const waitingBytes = new Uint8Array(waiting.buffer);
/** Hashes that are kept between scans; those of a longer text are let go. */
const keptHashes = 64 * 1024;

let known: Alphabet | undefined;
let scratch = new Uint32Array(4096);

/**
 * One pass over a text: its words as `comparedWords` gives them, without building them. A text with letters that have
 * to be composed or with letters beyond 16 bits is normalised first, at twice the time.
 */
export function scanWords(text: string, withHash: boolean): ScannedWords {
  if (scratch.length > keptHashes) scratch = new Uint32Array(4096);
  known ??= makeAlphabet();
  const { any, normalised } = known;
  return (
    scan(text, any, withHash) ?? (scan(normalizeText(text), normalised, withHash) as ScannedWords)
  );
}

/** Undefined when the text has an odd unit. One loop over units: calls in it cost a third of the time (measured). */
function scan(text: string, units: Uint16Array, withHash: boolean): ScannedWords | undefined {
  const end = text.length;
  let words = 0;
  let hashed = basis;
  /** Code points of the word so far, and whether it ends in digits. */
  let length = 0;
  let inDigits = false;
  let used = 0;
  let digest: Hash | undefined;
  for (let i = 0; i <= end; i++) {
    // Letters, up to where a word or the batch may be full.
    const room = Math.min(end, i + longestWord - length, i + waiting.length - used);
    const from = i;
    let one: number = unit.separator;
    for (; i < room; i++) {
      one = units[text.charCodeAt(i)] ?? 0;
      if (one <= unit.odd) break;
      hashed = Math.imul(hashed ^ one, prime);
      waiting[used++] = one;
    }
    if (i > from) inDigits = false;
    length += i - from;
    if (used > waiting.length - 8) {
      if (withHash) digest = (digest ?? createHash('sha256')).update(bytesOf(used));
      used = 0;
    }
    let low = 0;
    if (i === room) one = i === end ? unit.separator : (units[text.charCodeAt(i)] ?? 0);
    if (one === unit.odd) {
      if (units === known?.any) return undefined;
      const point = text.codePointAt(i) ?? 0;
      one = isWordPoint(point) ? text.charCodeAt(i) : unit.separator;
      if (one > unit.odd && point > 0xffff) low = text.charCodeAt(++i);
    }
    if (one === unit.invisible || (one === unit.digit && inDigits)) continue;
    if (length > 0 && (one === unit.separator || length === longestWord)) {
      if (words === scratch.length) scratch = grown(scratch);
      scratch[words++] = hashed;
      waiting[used++] = space;
      hashed = basis;
      length = 0;
    }
    inDigits = one === unit.digit;
    if (one === unit.separator) continue;
    const letter = inDigits ? zero : one;
    hashed = Math.imul(hashed ^ letter, prime);
    waiting[used++] = letter;
    length++;
    if (low === 0) continue;
    hashed = Math.imul(hashed ^ low, prime);
    waiting[used++] = low;
  }
  return { hashes: scratch.subarray(0, words), textHash: withHash ? ended(digest, used) : '' };
}

function bytesOf(used: number): Uint8Array {
  return waitingBytes.subarray(0, used * 2);
}

function ended(digest: Hash | undefined, used: number): string {
  const last = bytesOf(used);
  const whole = digest ? digest.update(last).digest('hex') : hash('sha256', last, 'hex');
  return whole.slice(0, 16);
}

function grown(full: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(full.length * 2);
  larger.set(full);
  return larger;
}

const wordPoint = /^[\p{L}\p{M}\p{N}]$/u;

function isWordPoint(point: number): boolean {
  return wordPoint.test(String.fromCodePoint(point));
}

function makeAlphabet(): Alphabet {
  const any = new Uint16Array(0x10000);
  const normalised = new Uint16Array(0x10000);
  for (let code = 0; code < 0x10000; code++) {
    const letter = String.fromCharCode(code);
    const small = letter.toLowerCase();
    normalised[code] = unitOf(code, letter, small);
    any[code] = isOdd(letter, small) ? unit.odd : (normalised[code] ?? 0);
  }
  return { any, normalised };
}

function unitOf(code: number, letter: string, small: string): number {
  if (code >= 48 && code <= 57) return unit.digit;
  if (code >= 0xd800 && code <= 0xdfff) return unit.odd;
  if (/[\u00AD\u200B-\u200D\u2060\uFEFF]/.test(letter)) return unit.invisible;
  if (!wordPoint.test(letter)) return unit.separator;
  return small.length === 1 ? small.charCodeAt(0) : code;
}

/** Letters whose small letter depends on what stands beside them, and what composes with the unit before it. */
const composing = /[\p{M}\u1161-\u1175\u11A8-\u11C2\u03A3]/u;

function isOdd(letter: string, small: string): boolean {
  return small.length !== 1 || composing.test(letter) || letter.normalize('NFC') !== letter;
}
