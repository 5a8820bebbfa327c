import {
  monthShortForms,
  monthStems,
  monthSuffixes,
  shortWeekdays,
  weekdays,
} from './dates-months.ts';
import { wordEnd } from './letters.ts';

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
  const whole = text.replace(invisible, '');
  const joined = apostrophe.test(whole)
    ? whole.replace(/(?<=[a-zñğş])['’ʼ`´](?!["'’»])/gi, '')
    : whole;
  return foldWords(joined.replace(/\s+/g, ' ').trim().toLowerCase());
}

const apostrophe = /['’ʼ`´]/;

function foldWords(text: string): string {
  let folded = '';
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const end = wordEnd(text, at);
    if (end > at) {
      const word = text.slice(at, end);
      const marked = markWord(isPlainWord(word) ? word : foldWord(word));
      if (marked !== word) {
        folded += text.slice(from, at) + marked;
        from = end;
      }
      at = end;
    } else at++;
  }
  return from === 0 ? text : folded + text.slice(from);
}

/** Nearly all words: of а-я alone or of a-z alone, which folding leaves as they are. */
function isPlainWord(word: string): boolean {
  const first = word.charCodeAt(0);
  const [from, to] = first < 128 ? latin : russian;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code < from || code > to) return false;
  }
  return true;
}

const latin = [0x61, 0x7a] as const;
const russian = [0x430, 0x44f] as const;

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

const weekdayWords = [...weekdays, 'среду', 'пятницу', 'субботу', ...shortWeekdays];
/** Words of months and weekdays with what they are marked by. */
const marks: ReadonlyMap<string, string> = new Map([
  ...buildMonthWords(),
  ...weekdayWords.map((word) => [word, '~'] as const),
]);

function markWord(word: string): string {
  return marks.get(word) ?? word;
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
