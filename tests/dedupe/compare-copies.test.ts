import fc from 'fast-check';
import { expect, test } from 'vitest';
import { additionsTo, commonToAll, compareCopies } from '../../src/dedupe/compare-copies.ts';
import { edited, librarySentencesKk, prose } from './made-texts.ts';

const library = prose(librarySentencesKk);

test('a text equal to the chosen copy has no differences, whatever its case and line breaks', () => {
  const same = compareCopies(library.toUpperCase().replaceAll('\n\n', ' '), library);
  expect(same).toEqual({ common: 1, added: 0, removed: 0, changes: [], more: 0, whole: true });
});

test('a changed word, an added sentence and a removed one are told with their words', () => {
  const sentences = [...librarySentencesKk];
  sentences.splice(10, 1);
  sentences.push('Көрмеге ауыл тұрғындарының бәрін шақырамыз.');
  const here = prose(sentences).replace('жүзге жуық', 'екі жүзге жуық');
  const diff = compareCopies(here, library);
  expect(diff.changes).toEqual([
    { change: 'added', here: 'екі', there: '' },
    {
      change: 'removed',
      here: '',
      there: 'Үлкен кісілерге компьютермен жұмыс істеуді ерікті студенттер үйретеді.',
    },
    { change: 'added', here: 'Көрмеге ауыл тұрғындарының бәрін шақырамыз.', there: '' },
  ]);
  expect(diff).toMatchObject({ added: 6, removed: 8, more: 0 });
  expect(diff.common).toBeGreaterThan(0.9);
  expect(diff.common).toBeLessThan(1);
});

test('differences are bounded in number and length, and those beyond are counted', () => {
  const far = compareCopies(
    edited(library, [3, 14, 25, 36, 47, 58, 69, 80, 91, 102], 'өзге'),
    library,
  );
  expect(far.changes).toHaveLength(8);
  expect(far.more).toBe(2);
  const long = compareCopies(`${library}\n${'ұзынсөз'.repeat(400)}`, library);
  expect(Math.max(...long.changes.map(({ here }) => here.length))).toBeLessThanOrEqual(160);
});

test('of a text of two million words the beginning is compared, and it is said so', () => {
  const book = 'көш жүрді '.repeat(1_000_000);
  expect(compareCopies(book, library).whole).toBe(false);
});

test('what every copy has is the sentences that none of them changed', () => {
  expect(commonToAll(library, [library, library])).toBe(1);
  const other = prose(librarySentencesKk.slice(0, 8));
  expect(commonToAll(library, [other])).toBeGreaterThan(0.4);
  expect(commonToAll(library, [other])).toBeLessThan(0.6);
  expect(commonToAll(library, [other, prose(librarySentencesKk.slice(8))])).toBe(0);
  expect(commonToAll('', [library])).toBe(1);
});

test('additions are the words in a row that the other text lacks', () => {
  expect(additionsTo(library, `${library} Сурет: баспасөз қызметі.`)).toEqual([
    { words: ['Сурет:', 'баспасөз', 'қызметі.'], isFirst: false },
  ]);
  expect(additionsTo(library, prose(librarySentencesKk.slice(2)))).toEqual([]);
});

test('of any two texts added and removed words swap with the texts', () => {
  const word = fc.constantFrom('өзен', 'вода', 'көпір', 'the', 'ұл', '—', '12.');
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const there = compareCopies(a, b);
      const back = compareCopies(b, a);
      expect(there.common).toBeGreaterThanOrEqual(0);
      expect(there.common).toBeLessThanOrEqual(1);
      expect(there.added - there.removed).toBe(back.removed - back.added);
      if (a === b) expect(there.common).toBe(1);
    }),
  );
});
