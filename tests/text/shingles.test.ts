import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  comparedWords,
  estimateJaccard,
  overlapOf,
  shinglesOf,
  signatureOf,
  textPrint,
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

function shinglesOfText(text: string): Uint32Array {
  return shinglesOf(comparedWords(text));
}

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
    shinglesOfText(part),
    shinglesOfText(`${part}. Тұрғындар риза болып отыр екен`),
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
