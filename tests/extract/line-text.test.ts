import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from '../../src/extract/segment/clean-text.ts';
import { normaliseLine } from '../../src/extract/title-text.ts';

/** Pieces of lines as pages have them, with all that is rare among them. */
const piece = fc.oneof(
  fc.constantFrom(
    'Әкімдік',
    'қаулысы',
    'Приказ',
    'ё',
    'Zażółć',
    'é',
    'e\u0301',
    '№',
    '12',
    '«',
    '»',
    ' ',
    '  ',
    '\n',
    '\t',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200d',
    '—',
    '…',
    'ﬁ',
    '½',
    'ſ',
    'İ',
    '\u0483',
    '\ud83d\ude00',
    '\ud83d',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const line = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));

test('a line is compared by the letters and digits that NFKC and lower case leave of it', () => {
  fc.assert(
    fc.property(line, (text) => {
      const expected = text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
      expect(normaliseLine(text)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test('clean text has each run of white space and control characters as one space, and no marks of no width', () => {
  fc.assert(
    fc.property(line, (text) => {
      const expected = text
        .replace(
          /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g,
          '',
        )
        .replace(/\u200d(?!\p{Extended_Pictographic})/gu, '')
        .replace(/\p{Surrogate}/gu, '\ufffd')
        .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
        .normalize('NFC');
      expect(cleanText(text)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});
