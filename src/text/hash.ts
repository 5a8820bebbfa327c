import { hash } from 'node:crypto';
import { RecentMap } from './recent-map.ts';

/** SHA-256 of bytes or UTF-8 text as 64 hex digits. */
export function sha256Hex(input: Uint8Array | string): string {
  // The one-shot call takes half the time of a hash object (measured).
  return hash('sha256', input, 'hex');
}

/** First 64 bits of the SHA-256 of a text as 16 hex digits: block and text identity, not security. */
export function hash64(text: string): string {
  return sha256Hex(text).slice(0, 16);
}

/** First 52 bits of the SHA-256 of a text as a number: for maps and columns of many keys. */
export function hash52(text: string): number {
  return Number.parseInt(sha256Hex(text).slice(0, 13), 16);
}

/** Every run of digits becomes one `0`, so that counters and dates do not tell texts apart. */
export function maskDigits(text: string): string {
  return text.replace(/\d+/g, '0');
}

/** Text as it is compared: NFC, lower case, white space collapsed, no soft hyphens or zero-width characters. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** A copy of the string that does not pin the page it was sliced from (V8 keeps the parent of a slice alive). */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Units to remember: lines of menus, which the pages of a site share. */
const longestRemembered = 120;
const knownUnits = new RecentMap<string, string>(2_000);

/**
 * Hash of a unit of clean text: compared without case and white space, runs of digits masked. Equal to
 * hashing normalizeText, which has less to do here: clean text is NFC and collapsed but for line ends.
 */
export function unitHash(text: string): string {
  if (text.length > longestRemembered) return freshUnitHash(text);
  const known = knownUnits.get(text);
  if (known !== undefined) return known;
  const hash = freshUnitHash(text);
  knownUnits.set(detached(text), hash);
  return hash;
}

function freshUnitHash(text: string): string {
  const folded = text.includes('\u200d')
    ? normalizeText(text)
    : text.toLowerCase().replace(/\n/g, ' ');
  return hash64(maskDigits(folded));
}
