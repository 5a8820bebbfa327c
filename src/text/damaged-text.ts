import { guessCharset } from './charset-score.ts';
import { decodeAs, type Encoding } from './encodings.ts';

/** Text of a body that is UTF-8 only in part. */
export interface DamagedText {
  text: string;
  encoding: Encoding;
  confidence: number;
  damage: string;
}

/** A run of bytes beyond ASCII: `end` is exclusive. */
interface HighRun {
  start: number;
  end: number;
  /** Valid UTF-8 characters in it, and bytes of none. */
  valid: number;
  invalid: number;
}

/** UTF-8 characters in words of four and more; chance does not make twelve of them in another charset. */
const enoughCharacters = 12;
const wordCharacters = 4;
/** Fewer bytes than this are no words of another charset: they become U+FFFD, as browsers show them. */
const strayBytes = 4;
/** More words of another charset than a page has are no page: they are not read one by one. */
const mostRuns = 50_000;

/**
 * Reads a body that is UTF-8 but for some bytes: a page with a stray byte, a character cut by the site's own
 * program, or an include in another charset. Words that are UTF-8 are read so, words of another charset by
 * the charset their bytes tell, a few stray bytes as U+FFFD. undefined: the body is not UTF-8 at all.
 */
export function decodeDamaged(
  bytes: Uint8Array,
  label: Encoding | undefined,
): DamagedText | undefined {
  if (!mayBeUtf8(bytes)) return undefined;
  const found = survey(bytes);
  const { valid, invalid, otherBytes } = found;
  const isMostly = valid >= 4 * invalid && valid > 4;
  if (!isMostly && found.solid < enoughCharacters) return undefined;
  if (otherBytes >= strayBytes && found.others <= mostRuns) {
    return mixed(bytes, otherBytes, valid, label);
  }
  if (!isMostly) return undefined;
  return {
    text: decodeAs(bytes, 'utf-8'),
    encoding: 'utf-8',
    confidence: valid / (valid + invalid),
    damage: `${invalid} of its bytes are not UTF-8, as the rest is.`,
  };
}

/** What stands in a body, in one pass that keeps nothing. */
function survey(bytes: Uint8Array) {
  const found = { valid: 0, invalid: 0, solid: 0, others: 0, otherBytes: 0 };
  let before: HighRun | undefined;
  for (const run of highRuns(bytes)) {
    found.valid += run.valid;
    found.invalid += run.invalid;
    if (run.invalid === 0 && run.valid >= wordCharacters) found.solid += run.valid;
    if (isOther(run, before)) {
      found.others += 1;
      found.otherBytes += run.end - run.start;
    }
    before = run;
  }
  return found;
}

function isOther(run: HighRun, before: HighRun | undefined): boolean {
  if (run.invalid > run.valid) return true;
  // A lone pair may be valid by chance amid words of another charset.
  return run.valid === 1 && before !== undefined && before.invalid > before.valid;
}

function mixed(
  bytes: Uint8Array,
  otherBytes: number,
  valid: number,
  label: Encoding | undefined,
): DamagedText {
  const others = otherRuns(bytes);
  const sample = Buffer.alloc(otherBytes + others.length, 0x20);
  let used = 0;
  for (const run of others) {
    sample.set(bytes.subarray(run.start, run.end), used);
    used += run.end - run.start + 1;
  }
  const guess = guessCharset(sample, label);
  const parts: string[] = [];
  let at = 0;
  for (const run of others) {
    parts.push(decodeAs(bytes.subarray(at, run.start), 'utf-8'));
    parts.push(decodeAs(bytes.subarray(run.start, run.end), guess.encoding));
    at = run.end;
  }
  parts.push(decodeAs(bytes.subarray(at), 'utf-8'));
  return {
    text: parts.join(''),
    encoding: otherBytes > 2 * valid ? guess.encoding : 'utf-8',
    confidence: guess.confidence,
    damage: `The page mixes two charsets: ${valid} characters of UTF-8 and ${otherBytes} bytes of ${guess.encoding}.`,
  };
}

/** Whether more than four pairs may be UTF-8, and not as few as chance makes in another charset. */
function mayBeUtf8(bytes: Uint8Array): boolean {
  let pairs = 0;
  let high = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    high += 1;
    if (byte >= 0xc2 && byte <= 0xf4 && ((bytes[at + 1] ?? 0) & 0xc0) === 0x80) pairs += 1;
  }
  return pairs > 4 && pairs * 50 > high;
}

function otherRuns(bytes: Uint8Array): HighRun[] {
  const others: HighRun[] = [];
  let before: HighRun | undefined;
  for (const run of highRuns(bytes)) {
    if (isOther(run, before)) others.push(run);
    before = run;
  }
  return others;
}

function* highRuns(bytes: Uint8Array): Generator<HighRun> {
  let at = 0;
  while (at < bytes.length) {
    if ((bytes[at] ?? 0) < 0x80) {
      at += 1;
      continue;
    }
    const run = { start: at, end: at, valid: 0, invalid: 0 };
    while (at < bytes.length && (bytes[at] ?? 0) >= 0x80) {
      const length = characterLength(bytes, at);
      if (length === 0) run.invalid += 1;
      else run.valid += 1;
      at += length || 1;
    }
    run.end = at;
    yield run;
  }
}

/** Bytes of the UTF-8 character that starts here (RFC 3629, section 4), 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const second = bytes[at + 1] ?? 0;
  if (second < (secondFrom[lead] ?? 0x80) || second > (secondTo[lead] ?? 0xbf)) return 0;
  for (let next = 2; next < length; next++) {
    if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Leads whose second byte is bound closer, against overlong forms, surrogates and what lies beyond U+10FFFF. */
const secondFrom: Record<number, number> = { 224: 0xa0, 240: 0x90 };
const secondTo: Record<number, number> = { 237: 0x9f, 244: 0x8f };

// «а» (D0 B0) as windows-1251 and as windows-1252 show its two bytes; then six such pairs in a row.
const twiceMarks = ['Р°', 'Ð°'];
const twice =
  /(?:[РСТУ][°±Ііґµ¶·ё№є»јЅѕї\u0402\u0403‚ѓ„…†‡€‰ЉЊЌЋЏ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї]){6}|(?:[ÐÑÒÓ][\u0080-\u00bf]){6}/;

/** Whether text that decodes well still shows UTF-8 read as windows-1251 or windows-1252: the site's own damage. */
export function encodedTwice(text: string): boolean {
  return twiceMarks.some((mark) => text.includes(mark)) && twice.test(text);
}
