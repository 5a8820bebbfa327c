import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  comparedWords,
  estimateJaccard,
  overlapOf,
  shingleRun,
  signatureOf,
  textPrint,
  textShingles,
} from '../../src/text/shingles.ts';

const vocabulary = [
  'қала',
  'әкім',
  'өзен',
  'ұлт',
  'үй',
  'һәм',
  'іс',
  'таң',
  'дәрігер',
  'жаңбыр',
  'мост',
  'река',
  'school',
];
const words = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 80 });

function shinglesOf(list: readonly string[]): Uint32Array {
  return textShingles(list.join(' '));
}

/** The definition, word by word: what `textPrint` and `shingleRun` have to give, only faster. */
function defined(text: string): { textHash: string; words: number; shingles: number[] } {
  const list = comparedWords(text);
  const hashes = list.map((word) => {
    let hash = 0x811c9dc5n;
    for (let i = 0; i < word.length; i++) {
      hash = ((hash ^ BigInt(word.charCodeAt(i))) * 0x01000193n) % 2n ** 32n;
    }
    return murmur(hash);
  });
  const runs = list.length === 0 ? 0 : Math.max(1, list.length - 4);
  const shingles = Array.from({ length: runs }, (_, at) =>
    Number(
      murmur(
        hashes.slice(at, at + 5).reduce((sum, one) => (sum * 0x9e3779b1n + one) % 2n ** 32n, 0n),
      ),
    ),
  );
  const joined = Buffer.from(list.map((word) => `${word} `).join(''), 'utf16le');
  const textHash = createHash('sha256').update(joined).digest('hex').slice(0, 16);
  return { textHash, words: list.length, shingles };
}

function murmur(value: bigint): bigint {
  let hash = value ^ (value >> 16n);
  hash = (hash * 0x85ebca6bn) % 2n ** 32n;
  hash ^= hash >> 13n;
  hash = (hash * 0xc2b2ae35n) % 2n ** 32n;
  return hash ^ (hash >> 16n);
}

/** Text as hostile pages have it: letters to compose, joiners, surrogates alone and in pairs, digits of other scripts. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      'Қала',
      'ӘКІМ',
      'й',
      'е\u0308',
      '\u0306',
      'İ',
      'ΟΔΟΣ',
      'ΣΑΣ',
      'ﬁ',
      'ǅ',
      'Ⓐ',
      '각',
      '\u1100\u1161',
    ],
    ...[
      '12',
      '7',
      '٣٤',
      '½',
      '\u00ad',
      '\u200b',
      '\u200d',
      '\ufeff',
      ' ',
      '\n',
      '\u00a0',
      '-',
      '.',
      '«',
    ],
    ...[
      '𝒜',
      '😀',
      '\ud800',
      '\udc00',
      '\ud835',
      'تۇر',
      'Áýyl',
      'Ä',
      'A\u0308',
      'һ',
      'Ұлт',
      'ө',
      'ың',
    ],
    ...['\u0958', '\u212b', '\ufb1d', 'ß', 'ς', '\u03a3\u00ad'],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const hostileText = fc.array(pieces, { maxLength: 40 }).map((list) => list.join(''));

test('a text is scanned to the very words, hash and shingles of the definition', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { textHash, words: count, shingles } = defined(text);
      const print = textPrint(text);
      expect([print.textHash, print.words]).toEqual([textHash, count]);
      expect([...shingleRun(text)]).toEqual(shingles);
      expect([...textShingles(text)]).toEqual([...new Set(shingles)].sort((a, b) => a - b));
      expect(print.signature).toEqual(signatureOf(Uint32Array.from(shingles)));
    }),
    { numRuns: 2000 },
  );
});

test('every letter of 16 bits counts as the definition says, alone and between others', () => {
  for (let from = 0; from < 0x10000; from += 64) {
    const letters = Array.from({ length: 64 }, (_, at) => String.fromCharCode(from + at));
    const text = letters.map((letter) => `${letter} ә${letter}қ 1${letter}2`).join(' ');
    expect([from, textPrint(text).textHash]).toEqual([from, defined(text).textHash]);
  }
});

test('letters without a space are cut into words of a thousand, in a text of any length', () => {
  for (const letter of ['ұ', '7ұ', 'и\u0306', '𝒜']) {
    const text = `${letter.repeat(70_001)} бір екі`;
    const { textHash, words: count, shingles } = defined(text);
    const print = textPrint(text);
    expect([print.textHash, print.words]).toEqual([textHash, count]);
    expect([...shingleRun(text)]).toEqual(shingles);
  }
});

test('two million words are fingerprinted in bounded memory, and leave none behind', () => {
  const text = 'Өзен тасыды, 12 үй су астында қалды. '.repeat(300_000);
  const { words: count } = textPrint(text);
  expect(count).toBe(2_100_000);
  expect(textPrint('Өзен тасыды').words).toBe(2);
});

test('texts that differ in digits, letter case, punctuation and line breaks have one print', () => {
  const print = textPrint('Бүгін 12 оқырман келді: «Қош келдіңіз!»');
  expect(textPrint('бүгін 4057 оқырман\nкелді — "ҚОШ КЕЛДІҢІЗ"')).toEqual(print);
  expect(print.words).toBe(6);
});

test('one other word gives another hash', () => {
  expect(textPrint('Өзен тасыды').textHash).not.toBe(textPrint('Өзен қатты').textHash);
});

test('a text without words has no shingles and is like nothing', () => {
  const { signature, words: count } = textPrint(' — … ');
  expect(count).toBe(0);
  expect(estimateJaccard(signature, signature)).toBe(0);
  expect(overlapOf(new Uint32Array(0), new Uint32Array(0))).toEqual({ jaccard: 0, containment: 0 });
});

test('a part of a text is contained in it', () => {
  const part = 'Көшенің бойына жаңа жарық шамдары орнатылды және жол төселді';
  const overlap = overlapOf(
    textShingles(part),
    textShingles(`${part}. Тұрғындар риза болып отыр екен`),
  );
  expect(overlap.containment).toBe(1);
  expect(overlap.jaccard).toBeLessThan(0.7);
});

test('overlap is symmetric, 1 with itself, and containment is never below Jaccard', () => {
  fc.assert(
    fc.property(words, words, (x, y) => {
      const a = shinglesOf(x);
      const b = shinglesOf(y);
      const overlap = overlapOf(a, b);
      expect(overlapOf(b, a)).toEqual(overlap);
      expect(overlapOf(a, a)).toEqual({ jaccard: 1, containment: 1 });
      expect(overlap.containment).toBeGreaterThanOrEqual(overlap.jaccard);
    }),
  );
});

test('the estimate stays near the truth', () => {
  const long = fc.array(fc.constantFrom(...vocabulary), { minLength: 150, maxLength: 300 });
  fc.assert(
    fc.property(long, fc.nat(149), (x, cut) => {
      const y = [...x.slice(cut), ...x.slice(0, cut).reverse()];
      const [a, b] = [shinglesOf(x), shinglesOf(y)];
      const { jaccard } = overlapOf(a, b);
      // 0.25 is five and a half standard errors.
      expect(Math.abs(estimateJaccard(signatureOf(a), signatureOf(b)) - jaccard)).toBeLessThan(
        0.25,
      );
    }),
  );
});
