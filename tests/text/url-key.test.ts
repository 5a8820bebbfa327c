import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyRules, keyRulesHash, urlKey } from '../../src/text/url-key.ts';

const rules = keyRules({
  hosts: [{ host: 'aqsu.gov.kz', aliases: ['www.aqsu.gov.kz', 'aqsu.kz'] }],
  ignoredParameters: [],
  caseInsensitive: false,
  queryCharset: 'windows-1251',
});

test('all spellings of one address meet in one key', () => {
  const spellings = [
    'http://aqsu.gov.kz/ru/Новости/',
    'https://www.aqsu.gov.kz/ru/%D0%9D%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8',
    'http://aqsu.kz:80/ru/%d0%9d%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8/index.php',
    'https://aqsu.gov.kz:443//ru/./x/../%CD%EE%E2%EE%F1%F2%E8/index.php?utm_source=mail&PHPSESSID=1',
    'http://AQSU.gov.kz/ru/Новости;jsessionid=AB12?print=Y',
  ];
  expect(new Set(spellings.map((one) => urlKey(one, rules)))).toEqual(
    new Set(['aqsu.gov.kz/ru/Новости']),
  );
});

test('composed and decomposed Kazakh letters meet, and parameters are sorted by name', () => {
  const composed = urlKey('http://aqsu.kz/әкімдік/й?id=1&lang=kk', rules);
  const decomposed = urlKey(`http://aqsu.kz/әкімдік/${'й'.normalize('NFD')}?lang=kk&id=1`, rules);
  expect(decomposed).toBe(composed);
  expect(composed).toBe('aqsu.gov.kz/әкімдік/й?id=1&lang=kk');
});

test('reserved octets stay upper-case escapes and octets of no charset stay octets', () => {
  expect(urlKey('http://a.kz/a%2fb%3f?q=1%262', { ...rules, charset: null })).toBe(
    'a.kz/a%2Fb%3F?q=1%262',
  );
  expect(urlKey('http://a.kz/%ed%ee', { ...rules, charset: null })).toBe('a.kz/%ED%EE');
});

test('named significant parameters win over noise, in any letter case', () => {
  const picky = keyRules({
    hosts: [{ host: 'dep.kz', aliases: [] }],
    significantParameters: ['ID', 'print'],
    ignoredParameters: [],
    caseInsensitive: true,
  });
  expect(urlKey('http://dep.kz/Default.ASPX?Id=7&lang=ru&print=1', picky)).toBe(
    'dep.kz/?id=7&print=1',
  );
  expect(keyRulesHash(picky)).not.toBe(keyRulesHash(rules));
});

const segment = fc.oneof(
  fc.constantFrom(
    'index.php',
    'ә',
    'Қ',
    '%',
    '%2',
    '%D0',
    '%d0%b0',
    '%ED',
    'a b',
    '..',
    '.',
    ';sid=1',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

test('the key is idempotent: the key of a key read as an address is the key', () => {
  const address = fc
    .tuple(
      fc.array(segment, { maxLength: 5 }),
      fc.array(fc.tuple(segment, segment), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(([path, query, insensitive]) => {
      const pairs = query.map(([name, value]) => `${name}=${value}`).join('&');
      return { raw: `http://aqsu.kz/${path.join('/')}?${pairs}`, insensitive };
    });
  fc.assert(
    fc.property(address, ({ raw, insensitive }) => {
      let parsed: string;
      try {
        parsed = new URL(raw).href;
      } catch {
        return;
      }
      const used = { ...rules, caseInsensitive: insensitive };
      const key = urlKey(parsed, used);
      expect(urlKey(`http://${key}`, used)).toBe(key);
    }),
    { numRuns: 2000 },
  );
});
