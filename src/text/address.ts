import { type Encoding, encodeQueryText, encodingOf } from './encodings.ts';

/** An address and the fragment that stood behind it (without `#`, percent-decoded where that is UTF-8). */
export interface Resolved {
  address: string;
  fragment: string;
}

/** Longest address kosh follows; longer ones are traps or data (measured: real ones stay under 1,000). */
export const longestAddress = 2048;

/** The absolute http(s) address by the WHATWG rules, without fragment and credentials; undefined for anything else. */
export function parseAddress(raw: string): string | undefined {
  return resolveAddress(raw, undefined)?.address;
}

/**
 * Resolves a link as browsers do (WHATWG URL): white space and control characters trimmed, backslashes
 * as slashes, the query percent-encoded in the linking page's charset, the rest in UTF-8.
 */
export function resolveAddress(
  href: string,
  base: string | undefined,
  encoding: string = 'utf-8',
): Resolved | undefined {
  if (href.length > 4 * longestAddress) return undefined;
  const plain = plainAddress(href, base);
  if (plain !== undefined) return { address: plain, fragment: '' };
  const charset = encodingOf(encoding) ?? encoding;
  const encoded = charset.startsWith('utf') ? href : encodeQueryOf(href, charset as Encoding);
  let url: URL;
  try {
    url = new URL(encoded, base);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.hostname === '') return undefined;
  const fragment = url.hash.slice(1);
  // Each of these parses the whole address anew.
  if (url.href.includes('#')) url.hash = '';
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
  // `new URL('http://a/x?')` keeps the empty query's question mark; it names the same resource everywhere met.
  const address = url.href.endsWith('?') ? url.href.slice(0, -1) : url.href;
  if (address.length > longestAddress) return undefined;
  return { address, fragment: decodeFragment(fragment) };
}

/** A path and query in characters that the URL parser leaves as they are, in both alike. */
const plainPath = /^\/[\w\-./?=&%~+,;:@!$()*]*$/;
/** The same below the page's own folder: no scheme, no query alone. */
const plainName = /^\w[\w\-./?=&%~+,;@!$()*]*$/;
/** Web address whose host the parser leaves as it is: labels that begin with a letter, so that it is no number. */
const plainHost = /^https?:\/\/[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+(?=\/|$)/;
/** Dot segments, which the parser removes: `/./`, `/..`, and the same percent-encoded. */
const dots = /\/\.|%2e/i;
let lastBase = '';
let lastOrigin = '';
/** Folder of the last base, from the root to its last slash. */
let lastFolder = '';

/** What `new URL` gives for most links of a page, a tenth as dear: it is asked for a hundred links a page. */
function plainAddress(href: string, base: string | undefined): string | undefined {
  if (dots.test(href) || (base !== undefined && !isWebBase(base))) return undefined;
  const isWhole = href.startsWith('http');
  const plain = isWhole ? plainWhole(href) : base && plainRelative(href);
  if (!plain || plain.length > longestAddress) return undefined;
  return plain.endsWith('?') ? plain.slice(0, -1) : plain;
}

/** Tells whether a base is http(s), and keeps its origin and folder at hand. */
function isWebBase(base: string): boolean {
  if (base !== lastBase) {
    if (!URL.canParse(base)) return false;
    const { origin, protocol, pathname } = new URL(base);
    lastBase = base;
    lastOrigin = protocol === 'http:' || protocol === 'https:' ? origin : '';
    lastFolder = pathname.slice(0, pathname.lastIndexOf('/') + 1);
  }
  return lastOrigin !== '';
}

function plainWhole(href: string): string | undefined {
  const host = plainHost.exec(href)?.[0];
  if (host === undefined || host.includes('xn--')) return undefined;
  if (host.length === href.length) return `${href}/`;
  return plainPath.test(href.slice(host.length)) ? href : undefined;
}

function plainRelative(href: string): string | undefined {
  if (!href.startsWith('/')) {
    return plainName.test(href) ? lastOrigin + lastFolder + href : undefined;
  }
  return href.startsWith('//') || !plainPath.test(href) ? undefined : lastOrigin + href;
}

/**
 * The address that a browser of the 2000s made of a link with letters outside ASCII in its path: bytes of the
 * page's own charset. Files named so then are found under no other address; browsers today ask in UTF-8.
 * Undefined where that is the same address.
 */
export function legacyPathAddress(
  href: string,
  base: string,
  encoding: string,
): string | undefined {
  const charset = encodingOf(encoding);
  if (charset === undefined || charset.startsWith('utf')) return undefined;
  const end = href.search(/[?#]/);
  const path = end < 0 ? href : href.slice(0, end);
  if (!/[^\x00-\x7f]/.test(path)) return undefined;
  const encoded = encodeLetters(path, charset) + (end < 0 ? '' : href.slice(end));
  return resolveAddress(encoded, base, encoding)?.address;
}

/** Host (with port when it is not the scheme's own) and everything behind it. */
export function splitAddress(address: string): {
  scheme: string;
  host: string;
  path: string;
  query: string;
} {
  const url = new URL(address);
  return {
    scheme: url.protocol.slice(0, -1),
    host: url.host,
    path: url.pathname,
    query: url.search.startsWith('?') ? url.search.slice(1) : '',
  };
}

/** Path and query of an address, as globs of mappings see them. */
export function pathAndQuery(address: string): string {
  const { path, query } = splitAddress(address);
  return query === '' ? path : `${path}?${query}`;
}

/** Percent-encodes the non-ASCII characters of the query in a legacy charset (WHATWG URL, query state). */
function encodeQueryOf(href: string, encoding: Encoding): string {
  const start = href.indexOf('?');
  if (start < 0) return href;
  const hash = href.indexOf('#', start);
  const end = hash < 0 ? href.length : hash;
  return href.slice(0, start) + encodeLetters(href.slice(start, end), encoding) + href.slice(end);
}

function encodeLetters(text: string, encoding: Encoding): string {
  return text.replace(/[^\x00-\x7f]+/g, (letters) =>
    [...encodeQueryText(letters, encoding)].map(percent).join(''),
  );
}

/** Digits stand bare, as in the `%26%231179%3B` that browsers send for a letter the charset lacks. */
function percent(byte: number): string {
  if (byte >= 0x30 && byte <= 0x39) return String.fromCharCode(byte);
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
