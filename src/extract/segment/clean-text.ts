/** Characters that most texts do not have and that need a closer look. */
const suspicious =
  /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]/;
const invisible = /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
// A joiner glues emoji; elsewhere it is rubbish of word processors.
const joiner = /\u200d(?!\p{Extended_Pictographic})/gu;
const loneSurrogate = /\p{Surrogate}/gu;
// Single spaces, by far the most, are no match: replacing each by itself costs seconds on long texts.
const space = /[\s\u0000-\u001f\u007f-\u009f]{2,}|[^\S ]|[\u0000-\u001f\u007f-\u009f]/g;

const plain = 1;
const white = 2;

/** What the characters of nearly all texts are: such as stay as they are, whatever stands beside them, and white ones. */
const codes = codesOf();

function codesOf(): Uint8Array {
  const kinds = new Uint8Array(0x2120);
  const set = (from: number, to: number, kind: number) => kinds.fill(kind, from, to + 1);
  set(0, 0x20, white);
  set(0x21, 0x7e, plain);
  set(0x7f, 0xa0, white);
  set(0xa1, 0x17f, plain);
  kinds[0xad] = 0;
  set(0x400, 0x481, plain);
  set(0x48a, 0x52f, plain);
  for (const sign of '–—‘’“”„•…‹›№') kinds[sign.charCodeAt(0)] = plain;
  return kinds;
}

/**
 * Text as a reader sees it: soft hyphens, zero-width and direction marks gone, every run of white space
 * (non-breaking too) and control characters one space, NFC. Keeps one space at either end.
 */
export function cleanText(text: string): string {
  let clean = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = codes[code];
    if (kind === plain) continue;
    if (kind !== white) return cleanAny(text);
    let end = at + 1;
    while (end < text.length && codes[text.charCodeAt(end)] === white) end++;
    // A lone space is text like any other.
    if (code !== 32 || end - at > 1) {
      clean += `${text.slice(start, at)} `;
      start = end;
    }
    at = end - 1;
  }
  return start === 0 ? text : clean + text.slice(start);
}

/** The same for text with any characters. */
function cleanAny(text: string): string {
  return withoutInvisible(text).replace(space, ' ').normalize('NFC');
}

/** Text without invisible characters and lone surrogates, its white space kept: for preformatted text. */
export function withoutInvisible(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(invisible, '').replace(joiner, '').replace(loneSurrogate, '\ufffd');
}
