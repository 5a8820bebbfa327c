import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeValidUtf8 } from '../../src/text/utf8.ts';

const encode = (text: string) => new TextEncoder().encode(text);

test('decodes what TextDecoder decodes, whatever characters a text is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const bytes = encode(text);
      expect(decodeValidUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['Kazakh letters', 'Әкімдік қызметі: өңірдің ғимараты, ұлттық үлгі, һәм іс-шара'],
  ['a byte order mark at the start, which is dropped', '\ufeffШешім күшіне енді'],
  ['a byte order mark inside, which stays', 'Қаулы\ufeffдың мәтіні'],
  ['characters beyond the basic plane', 'Көш 🐫 жолға шықты 𐰚'],
  ['nothing', ''],
  ['a text longer than the memory it begins with', 'ұ'.repeat(70_000)],
  ['a text that is left to TextDecoder', 'Ә'.repeat(600_000)],
])('reads %s', (_, text) => {
  expect(decodeValidUtf8(encode(text))).toBe(text.replace(/^\ufeff/, ''));
});

test('gives texts that later ones leave alone', () => {
  const first = decodeValidUtf8(encode('Құжаттар тізімі'));
  decodeValidUtf8(encode('Список документов'));
  expect(first).toBe('Құжаттар тізімі');
});
