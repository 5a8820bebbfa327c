/**
 * Text as it stands in a bundle: NFC, line feeds, no control characters but tab and line feed, no
 * half surrogate pairs (I-JSON, RFC 7493 section 2.1). The same text always gives the same bytes.
 */
export function canonicalText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/gu, '\ufffd');
}

/** Canonical text on one line, white space collapsed: titles, names, cells. */
export function canonicalLine(text: string): string {
  return canonicalText(text).replace(/\s+/g, ' ').trim();
}

/**
 * A value as one line of JSON, keys in the order given, strings canonical. Line separators that
 * readers other than JSON's split at (U+0085, U+2028, U+2029) and the byte order mark are escaped.
 */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? canonicalText(one) : one,
  );
  return `${escapeSeparators(json)}\n`;
}

/** A string as a double-quoted scalar that JSON and YAML 1.2 read alike. */
export function quotedScalar(text: string): string {
  return escapeSeparators(JSON.stringify(canonicalText(text)));
}

function escapeSeparators(json: string): string {
  return json.replace(
    /[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Compares by UTF-16 code unit, the order of every sorted list in a bundle. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
