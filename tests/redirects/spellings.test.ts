import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SpellingClass, spellingClasses, spellingsOf } from '../../src/redirects/spellings.ts';
import { requestKey } from '../../src/text/request-key.ts';
import { type KeyRules, keyRules, urlKey } from '../../src/text/url-key.ts';

const aliases = ['www.tobyl.gov.kz', 'tobyl.kz', 'www.tobyl.kz', 'old.tobyl.kz'];
const mapping = {
  hosts: [
    { host: 'tobyl.gov.kz', aliases },
    { host: 'archive.tobyl.gov.kz:8080', aliases: [] },
  ],
  ignoredParameters: [],
  caseInsensitive: false,
};
const open = keyRules(mapping);
const cyrillic = keyRules({ ...mapping, queryCharset: 'windows-1251' });

function spelled(key: string, rules: KeyRules, seen: string[] = []) {
  return [...spellingsOf({ key, spellings: seen }, rules, aliases)];
}

function classesOf(key: string, rules: KeyRules): Set<SpellingClass> {
  return new Set(spelled(key, rules).map((one) => one.class));
}

test('a Cyrillic address with parameters is spelled in every class but those its rules exclude', () => {
  const key = 'tobyl.gov.kz/ru/Новости района?lang=ru&page=2';
  const written = urlKey(`http://${key}`, cyrillic);
  const given = classesOf(written, cyrillic);
  const absent = spellingClasses.filter((name) => !given.has(name));
  expect(absent).toEqual(['seen', 'plus-space', 'letter-case']);
});

test('letters that a charset lacks, and octets that would read as UTF-8, are not spelled in it', () => {
  expect(classesOf('tobyl.gov.kz/жаңалық', cyrillic)).not.toContain('legacy-escapes');
  const kazakh = keyRules({ ...mapping, queryCharset: 'kz-1048' });
  expect(spelled('tobyl.gov.kz/жаңалық', kazakh)).toContainEqual({
    class: 'legacy-escapes',
    host: 'tobyl.gov.kz',
    target: '/%E6%E0%BE%E0%EB%FB%9D',
  });
});

test('what the site seldom tells apart is spelled only where its rules say so', () => {
  const key = 'tobyl.gov.kz/list';
  const picky = keyRules({ ...mapping, significantParameters: ['ID', 'utm_source', 'PHPSESSID'] });
  const targets = spelled(key, picky).map((one) => one.target);
  expect(targets.some((target) => /utm_source|PHPSESSID/.test(target))).toBe(false);
  expect(targets).toContain('/list?ref=1');
  expect(spelled(key, open).some((one) => one.target.includes('ref='))).toBe(false);
  expect(classesOf(key, open)).not.toContain('letter-case');
  expect(classesOf(key, { ...open, caseInsensitive: true })).toContain('letter-case');
  expect(classesOf('tobyl.gov.kz/files/plan.pdf', open)).not.toContain('default-document');
  expect(classesOf('archive.tobyl.gov.kz:8080/', open)).not.toContain('port');
});

test('seen spellings come first, and those that no longer have the key are left out', () => {
  const seen = ['https://tobyl.kz/index.php?lang=kk', 'http://tobyl.gov.kz/?lang=kk&id=1'];
  const [first, ...rest] = spelled('tobyl.gov.kz/?lang=kk', open, seen);
  expect(first).toEqual({ class: 'seen', host: 'tobyl.kz', target: '/index.php?lang=kk' });
  expect(rest.some((one) => one.class === 'seen')).toBe(false);
});

const word = fc.constantFrom(
  'ru',
  'kz',
  'Жаңалықтар',
  'Новости',
  'ӘКІМ',
  'й',
  'a b',
  'news',
  'Ё',
  'üle',
);
const piece = fc.oneof(word, word, fc.string({ unit: 'grapheme', maxLength: 8 }));
const address = fc
  .record({
    host: fc.constantFrom('tobyl.gov.kz', 'www.tobyl.kz', 'archive.tobyl.gov.kz:8080', 'else.kz'),
    path: fc.array(piece, { maxLength: 4 }),
    query: fc.array(fc.tuple(fc.oneof(fc.constantFrom('id', 'lang', 'ID', 'sid'), piece), piece), {
      maxLength: 3,
    }),
  })
  .map(({ host, path, query }) => {
    const pairs = query.map((pair) => pair.map(encodeURIComponent).join('='));
    return `http://${host}/${path.map(encodeURIComponent).join('/')}?${pairs.join('&')}`;
  });
const anyRules = fc
  .record({
    significant: fc.constantFrom<string[] | undefined>(
      undefined,
      ['ID', 'Lang'],
      [],
      ['utm_source'],
    ),
    ignored: fc.constantFrom<string[]>([], ['ref', 'print']),
    charset: fc.constantFrom(undefined, 'windows-1251', 'kz-1048', 'koi8-r'),
    caseInsensitive: fc.boolean(),
  })
  .map(({ significant, ignored, charset, caseInsensitive }) =>
    keyRules({
      ...mapping,
      significantParameters: significant,
      ignoredParameters: ignored,
      caseInsensitive,
      queryCharset: charset,
    }),
  );

test('every spelling, read as a server receives it, has the key of the decision; few a class, the same each time', () => {
  fc.assert(
    fc.property(address, anyRules, (seen, rules) => {
      const key = urlKey(seen, rules);
      const all = spelled(key, rules, [seen]);
      expect(all[0]?.class).toBe('seen');
      expect(all.some((one) => one.class === 'utf8-escapes' || one.target === all[0]?.target)).toBe(
        true,
      );
      const perClass = new Map<SpellingClass, number>();
      for (const { class: name, host, target } of all) {
        expect(requestKey(host, target, rules)).toBe(key);
        expect(target).toMatch(/^\/[\x21-\x7e\x80-\xff]*$/);
        perClass.set(name, (perClass.get(name) ?? 0) + 1);
      }
      expect(Math.max(...perClass.values())).toBeLessThanOrEqual(5);
      expect(new Set(all.map((one) => `${one.host} ${one.target}`)).size).toBe(all.length);
      expect(spelled(key, rules, [seen])).toEqual(all);
    }),
    { numRuns: 400 },
  );
});
