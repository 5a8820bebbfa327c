/**
 * One row of a block file: a block and what one agency's pages hold of it. 24 octets, little endian: hash as two numbers,
 * pages, place of the first page, words and languages, sum of shares.
 */
export const rowBytes = 24;

/** Octets before the rows: mark, version, number of rows, pages by language, digest of what was counted, bucket starts. */
export const headerBytes = 4 + 4 + 4 + 5 * 4 + 16 + 257 * 4;

export const fileMark = 0x4b4c424b;
export const fileVersion = 1;

/** Languages as bits of a row, in this order; pages are counted in it too. */
export const countedLanguages = ['kk', 'ru', 'en', 'mul', 'und'] as const;

const mostWords = 0xffff;

/** What one agency's pages hold of a block. */
export interface BlockRow {
  hi: number;
  lo: number;
  pages: number;
  /** Place of the first page that holds it among the agency's chosen pages, by key and language. */
  page: number;
  words: number;
  /** Bits of `countedLanguages`. */
  langs: number;
  /** Sum over its pages of the share of their text that it makes up. */
  shares: number;
}

/** Reads the row that begins at an offset. */
export function readRow(view: DataView, at: number): BlockRow {
  const packed = view.getUint32(at + 16, true);
  return {
    hi: view.getUint32(at, true),
    lo: view.getUint32(at + 4, true),
    pages: view.getUint32(at + 8, true),
    page: view.getUint32(at + 12, true),
    words: packed & mostWords,
    langs: packed >>> 16,
    shares: view.getFloat32(at + 20, true),
  };
}

/** Writes a row at an offset. */
export function writeRow(view: DataView, at: number, row: BlockRow): void {
  view.setUint32(at, row.hi, true);
  view.setUint32(at + 4, row.lo, true);
  view.setUint32(at + 8, row.pages, true);
  view.setUint32(at + 12, row.page, true);
  view.setUint32(at + 16, Math.min(row.words, mostWords) | (row.langs << 16), true);
  view.setFloat32(at + 20, row.shares, true);
}

/** Adds what another run says of the same block. */
export function addRow(to: BlockRow, more: BlockRow): void {
  to.pages += more.pages;
  to.page = Math.min(to.page, more.page);
  to.words = Math.max(to.words, more.words);
  to.langs |= more.langs;
  to.shares += more.shares;
}

/** The two numbers of a hash of 16 hex digits. */
export function hashNumbers(hash: string): [hi: number, lo: number] {
  return [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8, 16), 16)];
}

/** A hash of 16 hex digits of its two numbers. */
export function hashText(hi: number, lo: number): string {
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0');
}
