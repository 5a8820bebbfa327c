import { expect, test } from 'vitest';
import { pageBlocks, textWithout, wordCount } from '../../src/dedupe/page-blocks.ts';
import { unitHash } from '../../src/text/hash.ts';

const flag =
  'Мемлекеттік ту – көгілдір түсті тік бұрышты мата, ортасында арайлы күн, оның астында қалықтаған қыран.';
const visitors = 'Статистика блога 14 Записей 3 Обращений 2051 Посетителей';

test('the blocks of a page come with their texts, each once', () => {
  const hashes = [flag, visitors, flag].map(unitHash);
  const found = pageBlocks({ text: [flag, visitors, flag].join('\n\n'), blockHashes: hashes });
  expect(found).toEqual([
    { hash: unitHash(flag), text: flag },
    { hash: unitHash(visitors), text: visitors },
  ]);
});

test('pictures between texts put no text under a wrong hash', () => {
  const picture = 'ffffffffffffffff';
  const blockHashes = [picture, unitHash(flag), picture, unitHash(visitors)];
  const found = pageBlocks({ text: `${flag}\n\n${visitors}`, blockHashes });
  expect(found.map(({ hash, text }) => [hash, unitHash(text)])).toEqual([
    [unitHash(flag), unitHash(flag)],
    [unitHash(visitors), unitHash(visitors)],
  ]);
  expect(pageBlocks({ text: '', blockHashes: [picture] })).toEqual([]);
});

test('words are counted in every script, numbers too', () => {
  expect(wordCount('Ғимаратта 12 бөлме, әрқайсысы – 20 м²')).toBe(6);
  expect(wordCount('Қ')).toBe(1);
  expect(wordCount('— — …')).toBe(0);
});

test('a page is compared without what is proven boilerplate, whatever its digits', () => {
  const text = `${flag}\n\n${visitors}`;
  const page = { text, blockHashes: [unitHash(flag), unitHash(visitors)] };
  const counter = unitHash('Статистика блога 1 Записей 9 Обращений 7 Посетителей');
  expect(textWithout(page, new Set([counter]))).toBe(flag);
  expect(textWithout(page, new Set(['0000000000000000']))).toBe(text);
});
