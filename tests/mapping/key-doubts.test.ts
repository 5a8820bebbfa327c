import { expect, test } from 'vitest';
import { keyDoubts } from '../../src/mapping/key-doubts.ts';
import { mappingSchema } from '../../src/model/mapping.ts';

function doubtsOf(extra: Record<string, unknown>) {
  const mapping = mappingSchema.parse({
    ...{ id: 'aqkol', entity: 'aqkol', names: { kk: 'Ақкөл әкімдігі', ru: 'Акимат Акколя' } },
    hosts: [{ host: 'aqkol.gov.kz' }],
    ...extra,
  });
  return keyDoubts(mapping).map(({ path, message }) => `${path.join('.')} ${message}`);
}

const languages = [
  { lang: 'kk', parameter: { name: 'Lang', value: '2' } },
  { lang: 'ru', path: '/ru/**' },
];
const redirects = [
  { from: '/бет?id=1&print=Y', gone: true, reason: 'ескірген' },
  { from: '/news/{id}?print=Y', gone: true, reason: 'ескірген' },
  { from: 'http://aqkol.gov.kz/?ID=4&lang=kk', gone: true, reason: 'ескірген' },
];

test('a language that keys drop and rows that name what keys drop are doubted', () => {
  expect(doubtsOf({ languages, redirects, significantParameters: ['id'] })).toEqual([
    'languages.0 keys drop the parameter Lang, so all languages of a page share one decision: name it in significantParameters',
    'redirects.0 keys drop the parameter print, so this row answers for every value of it',
    'redirects.2 keys drop the parameter lang, so this row answers for every value of it',
  ]);
});

test('a list in any letter case is no doubt, and without one known noise alone is dropped', () => {
  expect(
    doubtsOf({ languages, redirects, significantParameters: ['LANG', 'Id', 'PRINT'] }),
  ).toEqual([]);
  expect(doubtsOf({ languages, redirects })).toEqual([
    'redirects.0 keys drop the parameter print, so this row answers for every value of it',
  ]);
});
