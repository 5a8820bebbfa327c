import { normalizeText } from './hash.ts';

/** Numbers a sketch keeps; enough to tell texts apart, 96 bytes a page. */
const sketchLength = 24;
const numberPattern = /\d+(?:[.,]\d+)*/g;
const phonePattern = /(?:\+|\b)\d(?:[\s().\u2010-\u2015-]{0,2}\d){5,}/g;
const mailPattern = /[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/g;
/** Stems of the words beside a number that changes while the page stays: counters, times of printing. */
const counterWord =
  /просмотр|посещ|посетит|хит|обращени|запис|комментари|скачив|загруз|распечат|печат|обновл|онлайн|қаралды|қараған|көрілім|келуші|жазба|пікір|жүктел|жаңарт|views|hits|visit|comments?$|downloads?$|updated|printed/;

/** Distinct numbers of a text of two digits and more, as written, ascending by code unit. */
export function numbersOf(text: string): string[] {
  const found = text.match(numberPattern) ?? [];
  return [...new Set(found.filter((one) => one.replace(/\D/g, '').length > 1))].sort();
}

/**
 * The smallest hashes of a text's distinct numbers, ascending: translations keep their numbers, so two
 * sketches tell how likely texts of different languages say the same.
 */
export function numberSketch(text: string): Uint32Array {
  const hashes = Uint32Array.from(numbersOf(text.replaceAll(',', '.')), hashNumber).sort();
  return hashes.slice(0, sketchLength);
}

/** Share of numbers that two sketches have in common, 0..1 (bottom-k estimate of Jaccard), and how many those are. */
export function sketchOverlap(a: Uint32Array, b: Uint32Array): { jaccard: number; shared: number } {
  const both = [...new Set([...a, ...b])].sort((x, y) => x - y).slice(0, sketchLength);
  const inA = new Set(a);
  const inB = new Set(b);
  const shared = both.filter((hash) => inA.has(hash) && inB.has(hash)).length;
  return { jaccard: both.length === 0 ? 0 : shared / both.length, shared };
}

/** Phone numbers (six digits and more, separators dropped) and e-mail addresses of a text, sorted. */
export function contactsOf(text: string): string[] {
  const flat = normalizeText(text);
  const mails = flat.match(mailPattern) ?? [];
  const phones = (flat.match(phonePattern) ?? []).map((one) => one.replace(/\D/g, ''));
  return [...new Set([...mails, ...phones])].sort();
}

/**
 * Numbers of a text that say something, sorted: those within three words of a counter's or clock's name in the
 * same sentence or line are left out.
 */
export function lastingNumbers(text: string): string[] {
  const kept = new Set<string>();
  for (const sentence of text.split(/\n|[.!?](?=\s|$)/)) {
    const words = normalizeText(sentence).match(/[\p{L}\p{M}]{1,1000}|\d+(?:[.,:]\d+)*/gu) ?? [];
    for (const [index, word] of words.entries()) {
      if (/^\d/.test(word) && !isCounted(words, index)) kept.add(word);
    }
  }
  return [...kept].sort();
}

function isCounted(words: readonly string[], index: number): boolean {
  return words.slice(Math.max(0, index - 3), index + 4).some((word) => counterWord.test(word));
}

function hashNumber(number: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < number.length; i++) {
    hash = Math.imul(hash ^ number.charCodeAt(i), 0x01000193);
  }
  // Neighbouring numbers differ in their last digit only: spread that over all bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
