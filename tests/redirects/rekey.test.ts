import { expect, test } from 'vitest';
import { compareKeys, type NamedDecision, rekeyFindings } from '../../src/redirects/rekey.ts';
import { keyRules } from '../../src/text/url-key.ts';

const site = 'http://balkash.gov.kz';
const mapping = {
  hosts: [{ host: 'balkash.gov.kz', aliases: ['balkash.kz'] }],
  ignoredParameters: [],
  caseInsensitive: false,
};
const open = keyRules(mapping);

function named(path: string, to: string | null = null, source = 'mapping, row 1'): NamedDecision {
  return { source, from: site + path, decision: to === null ? 'gone' : 'redirect', to };
}

const addresses = ['1', '2', '3'].flatMap((id) =>
  ['ru', 'kk'].map((lang) => `${site}/әкімдік.php?id=${id}&lang=${lang}`),
);

test('without a parameter that told pages apart, decisions contradict each other', () => {
  const rules = keyRules({ ...mapping, significantParameters: ['LANG'] });
  const decisions = [
    named('/әкімдік.php?lang=ru&id=1'),
    named('/әкімдік.php?lang=ru&id=2', 'https://www.gov.kz/a', 'Айша, batch b1'),
    named('/әкімдік.php?lang=kk&id=2', 'https://www.gov.kz/b'),
  ];
  const report = compareKeys(addresses, decisions, open, rules);
  expect(report).toMatchObject({
    ...{ addresses: 6, moved: 6, keysBefore: 6, keysAfter: 2, decisions: 3 },
    ...{ died: [], narrowed: [], split: { keys: 0 }, merged: { keys: 2 } },
  });
  expect(report.widened).toHaveLength(3);
  expect(report.conflicts.map((one) => one.key)).toEqual(['balkash.gov.kz/әкімдік.php?lang=ru']);
  const [found] = rekeyFindings(report);
  expect(found).toMatchObject({
    code: 'decisions-merged',
    subject: 'balkash.gov.kz/әкімдік.php?lang=ru',
  });
  expect(found?.detail).toContain('redirect to https://www.gov.kz/a (Айша, batch b1)');
});

test('with a further parameter, a decision that was made without it loses its addresses', () => {
  const narrow = keyRules({ ...mapping, significantParameters: ['id'] });
  const decisions = [named('/әкімдік.php?id=1'), named('/әкімдік.php?id=2&lang=ru')];
  const { died, narrowed, split } = compareKeys(addresses, decisions, narrow, open);
  expect(died.map((one) => one.from)).toEqual([`${site}/әкімдік.php?id=1`]);
  expect(died[0]).toMatchObject({ addressesBefore: 2, addressesAfter: 0 });
  expect(narrowed.map((one) => [one.from, one.lost?.key])).toEqual([
    [`${site}/әкімдік.php?id=2&lang=ru`, 'balkash.gov.kz/әкімдік.php?id=2&lang=kk'],
  ]);
  expect(split.keys).toBe(3);
});

test('an alias that goes, a charset and letter case change keys too; other decisions are not told', () => {
  const alias = keyRules({ ...mapping, hosts: [{ host: 'balkash.gov.kz', aliases: [] }] });
  const old = ['http://balkash.kz/bas', `${site}/%CD%EE%E2`, `${site}/Bas`, `${site}/bas`];
  const decisions = [named('/bas'), named('/never-seen', 'https://www.gov.kz/x')];
  const withoutAlias = compareKeys(old, decisions, open, alias);
  expect(withoutAlias.narrowed[0]?.lost).toEqual({
    address: 'http://balkash.kz/bas',
    key: 'no key of this agency',
  });
  const koi8 = compareKeys(old, decisions, open, keyRules({ ...mapping, queryCharset: 'koi8-r' }));
  expect([koi8.moved, koi8.died.length, rekeyFindings(koi8).length]).toEqual([1, 0, 0]);
  const folded = compareKeys(old, decisions, open, { ...open, caseInsensitive: true });
  expect(folded.merged.examples).toEqual([
    { key: 'balkash.gov.kz/bas', address: `${site}/Bas`, other: 'balkash.gov.kz/Bas' },
  ]);
  expect(folded.widened).toHaveLength(1);
});
