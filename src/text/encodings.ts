import { endianness } from 'node:os';
import iconv from 'iconv-lite';

/** Charsets that kosh tells apart, by their names in findings and captures. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1251',
  'kz-1048',
  'koi8-r',
  'ibm866',
  'iso-8859-5',
  'windows-1252',
] as const;

export type Encoding = (typeof encodings)[number];

const labels: Record<string, Encoding> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1251': 'windows-1251',
  'cp-1251': 'windows-1251',
  cp1251: 'windows-1251',
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
  'x-cp1251': 'windows-1251',
  'kz-1048': 'kz-1048',
  kz1048: 'kz-1048',
  'strk1048-2002': 'kz-1048',
  'strk-1048': 'kz-1048',
  rk1048: 'kz-1048',
  'koi8-r': 'koi8-r',
  koi8r: 'koi8-r',
  koi8: 'koi8-r',
  'koi8-u': 'koi8-r',
  ibm866: 'ibm866',
  cp866: 'ibm866',
  866: 'ibm866',
  'iso-8859-5': 'iso-8859-5',
  cyrillic: 'iso-8859-5',
  'iso-8859-15': 'windows-1252',
  cp1252: 'windows-1252',
  csisolatincyrillic: 'iso-8859-5',
  'iso-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
  latin1: 'windows-1252',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
};

const iconvNames: Partial<Record<Encoding, string>> = { 'kz-1048': 'rk1048' };

/** The encoding a charset label of a header, meta or mapping names; undefined for one kosh does not know. */
export function encodingOf(label: string | null | undefined): Encoding | undefined {
  return label == null ? undefined : labels[label.trim().toLowerCase()];
}

const tables = new Map<Encoding, Uint16Array>();

/** Code unit of each of the 256 bytes of a single-byte charset; U+FFFD where it has none. */
export function byteTable(encoding: Encoding): Uint16Array {
  let table = tables.get(encoding);
  if (table === undefined) {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const text = iconv.decode(bytes, iconvNames[encoding] ?? encoding);
    table = Uint16Array.from({ length: 256 }, (_, byte) => text.charCodeAt(byte));
    tables.set(encoding, table);
  }
  return table;
}

/** Left to TextDecoder; its windows-1252 is ISO-8859-1 in some releases of Node, its ibm866 changes 1A, 1C and 7F. */
const native = new Set<Encoding>([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1251',
  'koi8-r',
  'iso-8859-5',
]);

/** Decodes all bytes; what the encoding lacks becomes U+FFFD. A leading byte order mark of UTF-8 is dropped. */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  if (native.has(encoding)) return new TextDecoder(encoding).decode(bytes);
  const table = byteTable(encoding);
  const units = new Uint16Array(bytes.length);
  for (let at = 0; at < units.length; at++) units[at] = table[bytes[at] ?? 0] ?? 0xfffd;
  if (endianness() === 'BE') return Buffer.from(units.buffer).swap16().toString('utf16le');
  return Buffer.from(units.buffer).toString('utf16le');
}

/** Encodes text; a character the encoding lacks becomes `&#N;` as browsers do in queries (WHATWG URL, percent-encode after encoding). */
export function encodeQueryText(text: string, encoding: Encoding): Uint8Array {
  if (encoding.startsWith('utf')) return Buffer.from(text, 'utf8');
  const name = iconvNames[encoding] ?? encoding;
  const parts: Buffer[] = [];
  for (const character of text) {
    const bytes = iconv.encode(character, name);
    const lacks =
      bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x3f && character !== '?');
    parts.push(lacks ? Buffer.from(`&#${character.codePointAt(0)};`) : bytes);
  }
  return Buffer.concat(parts);
}
