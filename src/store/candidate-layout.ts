import { importedKinds } from '../model/kind.ts';
import { languages } from '../model/language.ts';

/** Values of 32 bits in a signature. */
export const signatureWidth = 128;
/** Values of 32 bits that are kept in memory of a candidate: 40 bytes. */
export const factsWidth = 10;
/** Bytes of the head of a file of candidates. */
export const headBytes = 64;
/** First four bytes of a file; told apart from the same in the other order of bytes. */
export const magic = 0x6b34_5e01;
export const layoutVersion = 1;
/** Day of a candidate without a date. */
const noDay = -0x8000_0000;
/** Largest record of key, title and text that is read back, in bytes. */
export const largestText = 1024 * 1024 * 1024;

/** Places of facts among the 10 values of a candidate. */
const at = { agency: 0, item: 1, words: 2, day: 3, lang: 4, kind: 5, high: 6, low: 7, place: 8 };

/** Facts of a candidate as its file holds them; `place` and `bytes` tell where its deflated text stands. */
export interface StoredFacts {
  item: number;
  words: number;
  day: number | null;
  lang: (typeof languages)[number];
  kind: (typeof importedKinds)[number];
  textHash: string;
  /** Offset of its text in the file of texts; the text ends where the next one begins. */
  place: number;
}

/** Writes facts into 10 values from `from` on. */
export function packFacts(into: Int32Array, from: number, facts: StoredFacts): void {
  into[from + at.agency] = 0;
  into[from + at.item] = facts.item;
  into[from + at.words] = facts.words;
  into[from + at.day] = facts.day ?? noDay;
  into[from + at.lang] = languages.indexOf(facts.lang);
  into[from + at.kind] = importedKinds.indexOf(facts.kind);
  into[from + at.high] = Number.parseInt(facts.textHash.slice(0, 8), 16);
  into[from + at.low] = Number.parseInt(facts.textHash.slice(8, 16), 16);
  into[from + at.place] = facts.place % 2 ** 32;
  into[from + at.place + 1] = Math.floor(facts.place / 2 ** 32);
}

/** Offset of the text of the candidate whose values begin at `from`. */
export function placeOf(values: Int32Array, from: number): number {
  return ((values[from + at.place] ?? 0) >>> 0) + (values[from + at.place + 1] ?? 0) * 2 ** 32;
}

/** Facts from 10 values, but for the text's place. */
export function unpackFacts(
  values: Int32Array,
  from: number,
): Omit<StoredFacts, 'place'> & { agency: number } {
  const day = values[from + at.day] ?? noDay;
  return {
    agency: values[from + at.agency] ?? 0,
    item: values[from + at.item] ?? 0,
    words: values[from + at.words] ?? 0,
    day: day === noDay ? null : day,
    lang: languages[values[from + at.lang] ?? 0] ?? 'kk',
    kind: importedKinds[values[from + at.kind] ?? 0] ?? 'page',
    textHash: hex(values[from + at.high] ?? 0) + hex(values[from + at.low] ?? 0),
  };
}

/** Notes the agency in the values of a candidate that was read. */
export function setAgency(values: Int32Array, from: number, agency: number): void {
  values[from + at.agency] = agency;
}

/** Tells what is wrong with the values of a candidate, if anything. */
export function faultOf(values: Int32Array, from: number): string | undefined {
  if (languages[values[from + at.lang] ?? -1] === undefined) return 'an unknown language';
  if (importedKinds[values[from + at.kind] ?? -1] === undefined) return 'an unknown kind';
  if ((values[from + at.item] ?? -1) < 0) return 'a negative item';
  if ((values[from + at.words] ?? -1) < 0) return 'a negative number of words';
  return undefined;
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
