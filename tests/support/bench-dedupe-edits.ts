import type { Language } from '../../src/model/language.ts';
import type { Random } from './bench-dedupe-random.ts';
import { otherNumber, type Sentences } from './bench-dedupe-sentences.ts';

/** The text with `count` of its words changed, anywhere. */
export function editWords(
  sentences: Sentences,
  lang: Language,
  text: string,
  count: number,
  random: Random,
): string {
  const words = wordsAt(text);
  return changeWords(sentences, lang, text, random.different(count, words.length), random);
}

/** The text with words changed at even distances, so many that about this Jaccard of five-word strings is left. */
export function editToJaccard(
  sentences: Sentences,
  lang: Language,
  text: string,
  jaccard: number,
  random: Random,
): string {
  const words = wordsAt(text).length;
  const strings = Math.max(1, words - 4);
  const count = Math.round((strings * (1 - jaccard)) / (5 * (1 + jaccard)));
  const step = words / Math.max(1, count);
  const places = Array.from({ length: count }, (_, at) =>
    Math.min(words - 1, Math.floor((at + 0.5) * step)),
  );
  return changeWords(sentences, lang, text, places, random);
}

/** The text with whole sentences changed for others, so many that about this Jaccard is left. */
export function replaceSentences(
  sentences: Sentences,
  lang: Language,
  text: string,
  jaccard: number,
  random: Random,
): string {
  const parts = text.split(/(?<=[.!?])(\s+)/);
  const count = Math.ceil(parts.length / 2);
  const changed = Math.round((count * (1 - jaccard)) / (1 + jaccard));
  for (const at of random.different(changed, count)) {
    parts[2 * at] = sentences.sentence(lang, random);
  }
  return parts.join('');
}

/** The text with every figure changed, one in three for a figure of another length. */
export function changeFigures(text: string, random: Random): string {
  return text.replace(/\d+/g, (figure) => {
    if (random.chance(1 / 3)) return String(random.between(1, 9999));
    const other = otherNumber(figure, random);
    return other === figure ? String(random.between(1, 9999)) : other;
  });
}

interface Word {
  from: number;
  to: number;
}

function wordsAt(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function changeWords(
  sentences: Sentences,
  lang: Language,
  text: string,
  places: readonly number[],
  random: Random,
): string {
  const words = wordsAt(text);
  let changed = '';
  let at = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    const { from, to } = words[place] as Word;
    if (from < at) continue;
    changed += text.slice(at, from) + sentences.otherWord(lang, text.slice(from, to), random);
    at = to;
  }
  return changed + text.slice(at);
}
