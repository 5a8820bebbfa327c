import { decodeAs, type Encoding, encodingOf } from './encodings.ts';

/** Text of a body, and how its charset was told. */
export interface Decoded {
  text: string;
  encoding: Encoding;
  source: 'bom' | 'utf-8-valid' | 'ascii' | 'header' | 'meta' | 'bytes';
  /** 0..1; below 0.6 the bytes could not tell. */
  confidence: number;
}

const sampleBytes = 64 * 1024;
const declarationBonus = 0.02;
const cyrillicTwins = new Set<Encoding>(['windows-1251', 'kz-1048']);

/**
 * Decodes a body as its bytes say: byte order mark, then strict UTF-8, then the best-scoring Cyrillic
 * charset with the declaration as tie-break. Labels lie (measured: header says utf-8, bytes are windows-1251).
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): Decoded {
  const marked = byteOrderMark(bytes);
  if (marked)
    return {
      text: stripMark(decodeAs(bytes, marked)),
      encoding: marked,
      source: 'bom',
      confidence: 1,
    };
  const header = encodingOf(/charset\s*=\s*["']?([\w-]+)/i.exec(contentType ?? '')?.[1]);
  const meta = encodingOf(declaredInMarkup(bytes));
  const declared = header ?? meta;
  const wide = wideEncoding(bytes);
  if (wide)
    return {
      text: stripMark(decodeAs(bytes, wide)),
      encoding: wide,
      source: 'bytes',
      confidence: 0.9,
    };
  if (!hasHighBytes(bytes)) {
    return { text: decodeAs(bytes, 'utf-8'), encoding: 'utf-8', source: 'ascii', confidence: 1 };
  }
  const strict = strictUtf8(bytes);
  if (strict !== undefined) {
    return { text: strict, encoding: 'utf-8', source: 'utf-8-valid', confidence: 1 };
  }
  return scored(bytes, declared, header === undefined ? 'meta' : 'header');
}

function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function stripMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The charset a meta element or XML declaration in the first 4 KiB names. */
function declaredInMarkup(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return (
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1]
  );
}

function hasHighBytes(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return true;
  return false;
}

/** Text when the body is UTF-8 but for a character cut at its very end, else undefined. */
function strictUtf8(bytes: Uint8Array): string | undefined {
  for (let cut = 0; cut < 4; cut++) {
    try {
      const kept = cut === 0 ? bytes : bytes.subarray(0, bytes.length - cut);
      return new TextDecoder('utf-8', { fatal: true }).decode(kept);
    } catch {
      // One of the last bytes may belong to a character that a truncated body does not complete.
    }
  }
  return undefined;
}

/** UTF-16 without a mark: NUL in every other byte of what is mostly ASCII markup. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  const length = Math.min(bytes.length, 1024) & ~1;
  if (length < 16) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.1) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.1) return 'utf-16be';
  return undefined;
}

/** Earlier ones win ties: windows-1251 and KZ-1048 read Russian text the same. */
const single: readonly Encoding[] = [
  'windows-1251',
  'kz-1048',
  'koi8-r',
  'ibm866',
  'iso-8859-5',
  'windows-1252',
];

function scored(
  bytes: Uint8Array,
  declared: Encoding | undefined,
  source: 'header' | 'meta',
): Decoded {
  const sample = highSample(bytes);
  const scores = single.map((encoding) => {
    const bonus = encoding === declared ? declarationBonus : 0;
    return { encoding, score: cyrillicScore(decodeAs(sample, encoding)) + bonus };
  });
  scores.sort((a, b) => b.score - a.score);
  const best = scores[0] ?? { encoding: 'windows-1251' as const, score: 0 };
  const encoding = best.encoding;
  // The twin of windows-1251 reads the same where no Kazakh letter stands: no rival.
  const rival = scores.find(
    (one) =>
      !(cyrillicTwins.has(one.encoding) && cyrillicTwins.has(encoding)) &&
      one.encoding !== encoding,
  );
  const margin = best.score - (rival?.score ?? 0);
  return {
    text: decodeAs(bytes, encoding),
    encoding,
    source: encoding === declared ? source : 'bytes',
    confidence: Math.max(0, Math.min(1, 0.5 + margin)),
  };
}

/** Bytes around the high ones: markup says nothing about the charset, and text may start late. */
function highSample(bytes: Uint8Array): Uint8Array {
  const out = Buffer.alloc(Math.min(sampleBytes, bytes.length));
  let used = 0;
  let last = 0;
  for (const byte of bytes) {
    const kept = byte >= 0x80 ? byte : 0x20;
    if (kept === 0x20 && last === 0x20) continue;
    if (used === out.length) break;
    out[used++] = kept;
    last = kept;
  }
  return out.subarray(0, used);
}

/** Letters by frequency class in Russian and Kazakh running text; others and impossible sequences count against. */
const frequent = new Set('оеаинтсрвлкмдпуяы');
const lower = /[а-яёәғқңөұүһі]/;
const upper = /[А-ЯЁӘҒҚҢӨҰҮҺІ]/;

function cyrillicScore(text: string): number {
  let score = 0;
  let letters = 0;
  let previous = ' ';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character !== ' ') {
      letters++;
      // A capital standing alone is a quotation mark or dash of another charset (English pages).
      const alone = previous === ' ' && (text[i + 1] ?? ' ') === ' ' && upper.test(character);
      score += alone ? -0.3 : letterScore(character, previous);
    }
    previous = character;
  }
  return letters === 0 ? 0 : score / letters;
}

function letterScore(character: string, previous: string): number {
  if (frequent.has(character)) return 1;
  if (lower.test(character)) return 0.6;
  // A capital after a small letter is how a wrong Cyrillic charset reads.
  if (upper.test(character)) return lower.test(previous) ? -0.6 : 0.4;
  if ('«»—–№…“”„’‘'.includes(character)) return 0.2;
  return -0.8;
}
