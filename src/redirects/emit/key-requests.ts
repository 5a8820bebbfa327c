import { isUtf8 } from 'node:buffer';
import { byteTable, type Encoding } from '../../text/encodings.ts';
import type { KeyRules } from '../../text/url-key.ts';

/** A url key taken apart; texts as they stand in the key. */
export interface KeyParts {
  host: string;
  path: string;
  query: string;
  pairs: { name: string; value: string }[];
}

/** The host of a url key. */
export function hostOfKey(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
}

/** Takes a url key apart. */
export function keyParts(key: string): KeyParts {
  const slash = key.indexOf('/');
  const start = slash < 0 ? key.length : slash;
  const mark = key.indexOf('?', start);
  const end = mark < 0 ? key.length : mark;
  const query = key.slice(end + 1);
  const pairs = query === '' ? [] : query.split('&').map(splitPair);
  return { host: key.slice(0, start), path: key.slice(start, end), query, pairs };
}

/** Name and value of a parameter; the value of one without `=` is empty. */
export function splitPair(pair: string): { name: string; value: string } {
  const cut = pair.indexOf('=');
  return cut < 0
    ? { name: pair, value: '' }
    : { name: pair.slice(0, cut), value: pair.slice(cut + 1) };
}

/** Path and query of an absolute address as browsers send them. */
export function requestOf(address: string): string {
  const plain = plainAddress.exec(address)?.[1];
  if (plain !== undefined) return plain;
  const url = new URL(address);
  return url.pathname + url.search;
}

/** Addresses that the URL parser would leave as they are; dot segments begin with `/.` or an escape. */
const plainAddress =
  /^https?:\/\/[^/?#@\\]+((?:\/(?!\.|%2e)[\w\-.~!$*,;:@()=&+%]*)+(?:\?[\w\-.~!$*,;:@()=&+/%?]+)?)$/i;

const beyondAscii = /[^\x00-\x7f]/;

/**
 * Requests that a key stands for in every encoding that its octets come in: UTF-8 composed and decomposed, the site's charset
 * (where its octets do not read as UTF-8), raw octets in the query, `+` for a space. Latin1, one character an octet.
 */
export function keyRequests({ path, query }: KeyParts, rules: KeyRules): string[] {
  const target = query === '' ? path : `${path}?${query}`;
  const requests = beyondAscii.test(target) ? encodings(target, path.length, rules) : [target];
  if (!query.includes('%20')) return requests;
  return requests.flatMap((one) => {
    const cut = one.indexOf('?');
    return [one, one.slice(0, cut) + one.slice(cut).replaceAll('%20', '+')];
  });
}

function encodings(target: string, pathLength: number, rules: KeyRules): string[] {
  const texts = [target, target.normalize('NFD')];
  // Letters beyond ASCII are folded by no server: capitals have rows of their own.
  const upper = capitals(target, pathLength);
  if (rules.caseInsensitive && upper.toLowerCase() === target.toLowerCase()) texts.push(upper);
  const requests = new Set(texts.map((text) => escapeOctets(utf8Octets(text))));
  if (rules.charset !== null && rules.charset !== 'utf-8') {
    const octets = legacyOctets(target, rules.charset);
    if (octets !== undefined) requests.add(escapeOctets(octets));
  }
  if (beyondAscii.test(target.slice(pathLength))) requests.add(utf8Octets(target));
  return [...requests];
}

/** Tells whether browsers would send letters of a query as character references, since the site's charset lacks them. */
export function needsReferences({ query }: KeyParts, { charset }: KeyRules): boolean {
  if (charset === null || charset.startsWith('utf-') || !beyondAscii.test(query)) return false;
  const octetOf = inverseOf(charset);
  return [...query].some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code >= 0x80 && !octetOf.has(code);
  });
}

/** The path in capitals, escapes left alone; values keep their case. */
function capitals(target: string, pathLength: number): string {
  return target.slice(0, pathLength).toUpperCase() + target.slice(pathLength);
}

function utf8Octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Escapes octets beyond ASCII; escapes that stand in the text stay. */
function escapeOctets(octets: string): string {
  return octets.replace(
    /[\x80-\xff]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const inverses = new Map<Encoding, Map<number, number>>();

/** The text in a single-byte charset; undefined where it lacks a letter, or where octets of a part would be read as UTF-8. */
function legacyOctets(text: string, charset: Encoding): string | undefined {
  if (charset.startsWith('utf-')) return undefined;
  const octetOf = inverseOf(charset);
  let octets = '';
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const octet = code < 0x80 ? code : octetOf.get(code);
    if (octet === undefined) return undefined;
    octets += String.fromCharCode(octet);
  }
  const misread = octets
    .split(/[/?&=]/)
    .some((part) => beyondAscii.test(part) && isUtf8(Buffer.from(part, 'latin1')));
  return misread ? undefined : octets;
}

function inverseOf(charset: Encoding): Map<number, number> {
  const known = inverses.get(charset);
  if (known) return known;
  const inverse = new Map<number, number>();
  byteTable(charset).forEach((code, octet) => {
    if (code >= 0x80 && code !== 0xfffd && !inverse.has(code)) inverse.set(code, octet);
  });
  inverses.set(charset, inverse);
  return inverse;
}
