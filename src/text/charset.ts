import { isAscii, isUtf8 } from 'node:buffer';
import { guessCharset } from './charset-score.ts';
import { decodeDamaged, encodedTwice } from './damaged-text.ts';
import { decodeAs, type Encoding, encodingOf } from './encodings.ts';
import { decodeValidUtf8 } from './utf8.ts';

/** Text of a body, and how its charset was told. */
export interface Decoded {
  text: string;
  encoding: Encoding;
  source: 'bom' | 'utf-8-valid' | 'utf-8-damaged' | 'ascii' | 'header' | 'meta' | 'bytes';
  /** 0..1, the chance that the text reads so; below `unsureCharset` the bytes could not tell. */
  confidence: number;
  /** What is wrong with the bytes themselves, for a finding; null when nothing is. */
  damage: string | null;
}

/** Confidence (0..1) below which a person should compare the page with the original. */
export const unsureCharset = 0.6;

const headBytes = 4096;
/** Fewer characters beyond ASCII than this may be valid UTF-8 by chance. */
const fewCharacters = 3;

/**
 * Decodes a body as its bytes say: byte order mark, then UTF-16 without one, then strict UTF-8, then UTF-8
 * with damage, then the best-scoring single-byte charset with the declaration as tie-break. Labels lie
 * (measured: the header says utf-8, the bytes are windows-1251).
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): Decoded {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return decoded(bytes, marked, 'bom', 1);
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return decoded(bytes, wide.encoding, 'bytes', wide.confidence);
  const kept = withoutCutCharacter(bytes);
  if (isUtf8(kept)) return strict(bytes, kept, contentType);
  const declared = declarationOf(bytes, contentType);
  const damaged = decodeDamaged(bytes, declared?.encoding);
  if (damaged !== undefined) return { ...damaged, source: 'utf-8-damaged' };
  const { encoding, confidence } = guessCharset(bytes, declared?.encoding);
  const source = declared?.encoding === encoding ? declared.source : 'bytes';
  return decoded(bytes, encoding, source, confidence);
}

function decoded(
  bytes: Uint8Array,
  encoding: Encoding,
  source: Decoded['source'],
  confidence: number,
): Decoded {
  return { text: decodeAs(bytes, encoding), encoding, source, confidence, damage: null };
}

function strict(bytes: Uint8Array, kept: Uint8Array, contentType: string | null): Decoded {
  if (isAscii(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return { text, encoding: 'utf-8', source: 'ascii', confidence: 1, damage: null };
  }
  const text = decodeValidUtf8(kept);
  // A short word of capitals in KZ-1048 («ТІЛ») may be valid UTF-8 too: then the declaration has a say.
  const isFew = bytes.length < headBytes && kept.length - text.length <= fewCharacters;
  const other = isFew ? declarationOf(bytes, contentType) : undefined;
  const isDoubtful = other !== undefined && other.encoding !== 'utf-8';
  return {
    text,
    encoding: 'utf-8',
    source: 'utf-8-valid',
    confidence: isDoubtful ? 0.8 : 1,
    damage: encodedTwice(text) ? 'Text of the page was encoded to UTF-8 twice.' : null,
  };
}

function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** The charset that the Content-Type, or else a meta element or XML declaration in the first 4 KiB names. */
function declarationOf(
  bytes: Uint8Array,
  contentType: string | null,
): { encoding: Encoding; source: 'header' | 'meta' } | undefined {
  const header = encodingOf(/charset\s*=\s*["']?([\w-]+)/i.exec(contentType ?? '')?.[1]);
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1');
  const meta = encodingOf(
    /<meta\b[^>]{1,300}charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
      /^\s*<\?xml[^>]{1,200}encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1],
  );
  // The default of a server says less than what the page itself says.
  if (header !== undefined && (meta === undefined || header !== 'windows-1252')) {
    return { encoding: header, source: 'header' };
  }
  return meta === undefined ? undefined : { encoding: meta, source: 'meta' };
}

/** The body without the bytes of a character that its cut end does not complete. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/**
 * UTF-16 without a mark: every second byte is the high byte of Latin or Cyrillic text, 0 or 4. Text of one
 * byte a character holds neither.
 */
function wideEncoding(
  bytes: Uint8Array,
): { encoding: 'utf-16le' | 'utf-16be'; confidence: number } | undefined {
  const length = Math.min(bytes.length, headBytes) & ~1;
  if (length < 8) return undefined;
  const first = bytes.subarray(0, length).indexOf(0);
  if (first === -1) return undefined;
  const pairs = length / 2;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0 || bytes[at] === 4) even++;
    if (bytes[at + 1] === 0 || bytes[at + 1] === 4) odd++;
  }
  const share = Math.max(even, odd) / pairs;
  if (share < 0.8 || Math.min(even, odd) > pairs * 0.3) return undefined;
  return { encoding: odd > even ? 'utf-16le' : 'utf-16be', confidence: share };
}
