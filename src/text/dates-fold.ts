import {
  monthShortForms,
  monthStems,
  monthSuffixes,
  shortWeekdays,
  weekdays,
} from './dates-months.ts';

const invisible = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;
const foldedLetters: Readonly<Record<string, string>> = {
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  һ: 'х',
  і: 'и',
  ё: 'е',
  ı: 'i',
};
const latinTwins = 'aceopxyktmhbikñ';
const cyrillicTwins = 'асеорхуктмнвікн';

/**
 * Text in which dates can be told by simple patterns: lower case, Kazakh letters and Latin diacritics
 * folded to their plain relatives, invisible characters gone, words of mixed alphabets made whole,
 * months written `@03n` (case n nominative, g genitive, l locative, a short form) and weekdays `~`.
 */
export function foldDateText(text: string): string {
  const plain = text
    .replace(invisible, '')
    .replace(/(?<=[a-zñğş])['’ʼ`´](?!["'’»])/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return plain.replace(/[\p{L}\p{M}]+/gu, (word) => markWord(foldWord(word)));
}

function foldWord(word: string): string {
  const whole = unmix(word);
  const letters = whole.replace(/[ёәғқңөұүһіı]/g, (letter) => foldedLetters[letter] ?? letter);
  return /[a-z]/.test(letters) ? letters.normalize('NFD').replace(/\p{M}/gu, '') : letters;
}

/** A word with letters of both alphabets: the look-alikes go over to the alphabet that has others too. */
function unmix(word: string): string {
  if (!/[a-z]/.test(word) || !/[а-яёәғқңөұүһі]/.test(word)) return word;
  const allCyrillicHaveTwins = [...word].every(
    (letter) => /[a-z]/.test(letter) || cyrillicTwins.includes(letter),
  );
  const allLatinHaveTwins = [...word].every(
    (letter) => !/[a-z]/.test(letter) || latinTwins.includes(letter),
  );
  if (allLatinHaveTwins) return mapLetters(word, latinTwins, cyrillicTwins);
  return allCyrillicHaveTwins ? mapLetters(word, cyrillicTwins, latinTwins) : word;
}

function mapLetters(word: string, from: string, to: string): string {
  return [...word].map((letter) => to[from.indexOf(letter)] ?? letter).join('');
}

const monthWords = buildMonthWords();
const weekdayWords = new Set([...weekdays, 'среду', 'пятницу', 'субботу']);
const shortWeekdayWords = new Set(shortWeekdays);

function markWord(word: string): string {
  if (weekdayWords.has(word) || shortWeekdayWords.has(word)) return '~';
  return monthWords.get(word) ?? word;
}

function buildMonthWords(): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [index, stems] of monthStems.entries()) {
    const month = String(index + 1).padStart(2, '0');
    for (const stem of stems) {
      for (const [suffix, code] of Object.entries(monthSuffixes)) {
        words.set(stem + suffix, `@${month}${code}`);
      }
    }
    for (const short of monthShortForms[index] ?? []) {
      if (!words.has(short)) words.set(short, `@${month}a`);
    }
  }
  return words;
}
