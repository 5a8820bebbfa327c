/** Characters that may begin a construct anywhere in a line of Markdown (CommonMark 0.31, GFM 0.29). */
const special = /[\\`*_[\]<&~]/;
const specials = /[\\`*[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~|(?<![^\W_])_|_(?![^\W_])/gu;

/** Escapes plain text so that it renders as itself within a line. White space is left alone. */
export function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(specials, (match, offset: number) => escapeOne(match, text, offset));
}

function escapeOne(match: string, text: string, offset: number): string {
  // `_` inside a word never opens emphasis; \w knows ASCII only, so Cyrillic neighbours are looked at here.
  if (match === '_' && isWord(text[offset - 1]) && isWord(text[offset + 1])) return '_';
  return `\\${match}`;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/**
 * Escapes what would begin a block at the start of a line: heading, list, quote, rule, setext underline,
 * the delimiter row of a table. `text` is escaped by escapeText already.
 */
export function escapeLineStart(text: string): string {
  const first = text.charCodeAt(0);
  // Most lines start with a letter.
  if (first > 0x7e || (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a)) {
    return text;
  }
  if (/^(?:[-+](?:[\s|:-]|$)|#{1,6}(?:\s|$)|>|=+\s*$|[|]|:-)/.test(text)) return `\\${text}`;
  return text.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** Text as HTML content or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => htmlEscapes[character] ?? character);
}

/** A target of links: GFM has none but HTML. */
export function anchorHtml(name: string): string {
  return `<a id="${escapeHtml(name)}"></a>`;
}

const htmlEscapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** A link destination for `(...)`: percent-encodes what would end it, in angle brackets when it has parentheses. */
export function linkDestination(href: string): string {
  if (plainDestination.test(href)) return href;
  const ascii = /^(?:mailto|tel):/i.test(href) ? encodeText(href) : href;
  const safe = ascii.replace(unsafeInDestination, encodeCharacter).replace(/&(?=#?\w+;)/g, '&amp;');
  return /[()]/.test(safe) || safe === '' ? `<${safe}>` : safe;
}

/** A web address without anything to encode: nearly all are. */
const plainDestination = /^https?:[\w\-./:?=%~+,;@!$*#']*$/;
const unsafeInDestination = /[\s\u0000-\u0020<>\\`"|\u007f]/g;

function encodeCharacter(character: string): string {
  return encodeURIComponent(character);
}

/** Letters beyond ASCII percent-encoded, as renderers would; addresses of the web are so already. */
function encodeText(href: string): string {
  const whole = href.replace(/\p{Surrogate}/gu, '');
  return whole.replace(/[^\x20-\x7e]+/gu, (text) => encodeURIComponent(text));
}
