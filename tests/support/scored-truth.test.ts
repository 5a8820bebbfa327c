import { expect, it } from 'vitest';
import { parseContent } from '../../fixtures/engine/content.ts';
import { addressKey } from './address-key.ts';
import { scoreLanguages } from './score-languages.ts';
import { oneOfEachLanguage } from './scored-truth.ts';

const ORIGIN = 'http://tilder.example';

/** A content file of an item with further front matter. */
function file(item: string, lang: string, address: string, more = '') {
  const name = `${item}.${lang}${address.replaceAll('/', '-')}.md`;
  return parseContent(
    name,
    `---\nitem: ${item}\nlang: ${lang}\nkind: news\naddress: ${address}\ntitle: Өңір тілі\ndate: null\n${more}---\nҒасырлар үні.\n`,
  );
}

const content = [
  file('a', 'kk', '/qaz/a', 'script: latn-2018\naliases: [/qaz/a/print]\n'),
  file('a', 'kk', '/kz/a'),
  file('a', 'kk', '/tote/a', 'script: arab\n'),
  file('a', 'ru', '/ru/a', 'untranslated: [{ lang: en, address: /en/a }]\n'),
  file('b', 'kk', '/tote/b', 'script: arab\n'),
  file('b', 'kk', '/qaz/b', 'script: latn-2021\n'),
];

it('scores pages in other scripts and untranslated ones as further addresses of the version they belong to', () => {
  const scored = oneOfEachLanguage(content).map(({ address, aliases }) => [address, aliases]);
  expect(scored).toEqual([
    ['/kz/a', ['/qaz/a', '/qaz/a/print', '/tote/a']],
    ['/ru/a', ['/en/a']],
    ['/qaz/b', ['/tote/b']],
  ]);
});

it('tells pages that were joined rightly, wrongly and under another language', () => {
  const version = (lang: string, ...paths: string[]) => ({
    lang,
    addresses: paths.map((path) => ORIGIN + path),
    title: 'Өңір тілі',
    date: null,
    markdown: '',
  });
  const output = [
    {
      id: '1',
      kind: 'news',
      versions: [version('kk', '/kz/a', '/qaz/a', '/qaz/b'), version('ru', '/ru/a', '/en/a')],
    },
    { id: '2', kind: 'news', versions: [version('ru', '/tote/a')] },
  ];
  const score = scoreLanguages(ORIGIN, content, output, {
    untranslated: [`${ORIGIN}/kz/a`],
    missing: [
      { address: `${ORIGIN}/ru/a`, lang: 'en' },
      { address: `${ORIGIN}/kz/a`, lang: 'ru' },
      { address: `${ORIGIN}/qaz/b`, lang: 'ru' },
    ],
  });
  const key = (path: string) => addressKey(ORIGIN + path);
  expect(score).toEqual({
    languages: { right: 2, of: 2 },
    scripts: { right: 1, of: 2 },
    wrong: ['/qaz/a', '/kz/a', '/ru/a', '/en/a'].map((path) => `${key(path)} ${key('/qaz/b')}`),
    misread: [key('/tote/a')],
    untranslated: { right: 0, of: 1, wrong: [key('/kz/a')] },
    missing: { right: 1, of: 1, wrong: ['a ru'] },
  });
});
