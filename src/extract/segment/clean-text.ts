/** Characters that most texts do not have and that need a closer look. */
const suspicious =
  /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]/;
const invisible = /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
// A joiner glues emoji; elsewhere it is rubbish of word processors.
const joiner = /\u200d(?!\p{Extended_Pictographic})/gu;
const loneSurrogate = /\p{Surrogate}/gu;
// Single spaces, by far the most, are no match: replacing each by itself costs seconds on long texts.
const space = /[\s\u0000-\u001f\u007f-\u009f]{2,}|[^\S ]|[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Text as a reader sees it: soft hyphens, zero-width and direction marks gone, every run of white space
 * (non-breaking too) and control characters one space, NFC. Keeps one space at either end.
 */
export function cleanText(text: string): string {
  return withoutInvisible(text).replace(space, ' ').normalize('NFC');
}

/** Text without invisible characters and lone surrogates, its white space kept: for preformatted text. */
export function withoutInvisible(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(invisible, '').replace(joiner, '').replace(loneSurrogate, '\ufffd');
}
