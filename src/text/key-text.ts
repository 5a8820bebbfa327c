import { isAscii, isUtf8 } from 'node:buffer';
import { byteTable, type Encoding } from './encodings.ts';

/** How octets of an address are read. */
export interface OctetReading {
  /** Charset of octets that are no UTF-8; `utf-8` leaves them as octets, null: not known, so they are tried as KZ-1048. */
  charset: Encoding | null;
  caseInsensitive: boolean;
}

/**
 * Not declared, octets are tried as KZ-1048: it has the Russian letters where windows-1251 has them, and Kazakh ones
 * where that has letters of languages whose sites are not moved.
 */
const likelyCharset: Encoding = 'kz-1048';

/** Stays escaped beside what would end a part: what is not seen (controls, spaces, marks of direction), so that two keys never look alike. */
const unseen =
  '\\x00-\\x20\\x7f-\\xa0\\xad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufdd0-\\ufdef\\ufeff\\ufff0-\\uffff\\u{e0000}-\\u{e0fff}';

/** What must stay percent-encoded for a key to be readable as an address again. */
export const reservedInPath = new RegExp(`[${unseen}%/?#\\\\"<>^\`{|}]`, 'gu');
export const reservedInQuery = new RegExp(`[${unseen}%&=+#"<>']`, 'gu');

/** Characters that stand for themselves in both. */
const plain = /^[\w\-.~!$*,;:@()]*$/;

/**
 * A part of a path or query in ASCII as it stands in a key: octets read by strict UTF-8, else by the site's charset,
 * else left as upper-case `%XX`; NFC. `references` reads `&#1179;` too, by which browsers send a letter that the charset lacks.
 */
export function keyText(
  part: string,
  { charset, caseInsensitive }: OctetReading,
  reserved: RegExp,
  references = false,
): string {
  // Most parts of addresses: nothing to decode.
  if (plain.test(part)) return caseInsensitive ? part.toLowerCase() : part;
  const octets = octetsOf(part);
  const read = readOctets(octets, charset ?? likelyCharset);
  if (read === undefined) return octetText(octets, caseInsensitive, reserved);
  const text = references && read.includes('&#') ? withoutReferences(read) : read;
  const cased = caseInsensitive ? text.toLowerCase() : text;
  return cased.normalize('NFC').replace(reserved, escaped);
}

/** A `%` without two hex digits stands for itself. */
function octetsOf(part: string): Buffer {
  const octets = Buffer.allocUnsafe(part.length);
  let length = 0;
  for (let at = 0; at < part.length; at++) {
    const code = part.charCodeAt(at);
    const high = code === 0x25 ? hexValue(part.charCodeAt(at + 1)) : -1;
    const low = high < 0 ? -1 : hexValue(part.charCodeAt(at + 2));
    if (low < 0) {
      octets[length++] = code;
    } else {
      octets[length++] = high * 16 + low;
      at += 2;
    }
  }
  return octets.subarray(0, length);
}

/** -1 for what is no hex digit, NaN included. */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function readOctets(octets: Buffer, charset: Encoding): string | undefined {
  if (isAscii(octets)) return octets.toString('latin1');
  if (isUtf8(octets)) return octets.toString('utf8');
  // Wide charsets are none of addresses: their octets hold slashes.
  if (charset.startsWith('utf') || isCutUtf8(octets)) return undefined;
  const table = byteTable(charset);
  let text = '';
  for (const octet of octets) text += String.fromCharCode(table[octet] ?? 0xfffd);
  return text.includes('\ufffd') ? undefined : text;
}

/** Cyrillic in UTF-8 that a system cut in the middle of a letter (measured: Drupal cuts addresses at 100 octets) reads as letters of no language. */
function isCutUtf8(octets: Buffer): boolean {
  let high = 0;
  let paired = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet < 0x80) continue;
    const next = octets[at + 1] ?? 0;
    if (octet >= 0xd0 && octet <= 0xd3 && next >= 0x80 && next < 0xc0) {
      paired += 2;
      at++;
      high++;
    }
    high++;
  }
  return paired * 3 >= high * 2;
}

function octetText(octets: Buffer, caseInsensitive: boolean, reserved: RegExp): string {
  let out = '';
  for (const octet of octets) {
    if (octet >= 0x80) {
      out += percent(octet);
    } else {
      const character = String.fromCharCode(octet);
      const cased = caseInsensitive ? character.toLowerCase() : character;
      out += cased.replace(reserved, escaped);
    }
  }
  return out;
}

/** Letters alone: what stands for ASCII could be anything's own text. */
function withoutReferences(text: string): string {
  return text.replace(/&#(\d{3,6});/g, (reference, digits: string) => {
    const code = Number(digits);
    const isLetter = code >= 0xa0 && (code < 0xd800 || code > 0xdfff);
    return isLetter ? String.fromCodePoint(code) : reference;
  });
}

function escaped(character: string): string {
  return Array.from(Buffer.from(character, 'utf8'), percent).join('');
}

function percent(octet: number): string {
  return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}
