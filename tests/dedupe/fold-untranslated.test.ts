import { expect, test } from 'vitest';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import { MadeRegistry, MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

const flood = prose(floodSentencesRu);
const library = prose(librarySentencesKk);

function run(ideas: Omit<PageIdea, 'agency'>[]) {
  const site = new MadeSite();
  const result = dedupe({
    agencies: [site.agency('a', ideas)],
    texts: site,
    registry: new MadeRegistry(),
    sharedMinimum: 2,
  });
  const findings = result.findings.get('a') ?? [];
  return {
    items: (result.items.get('a') ?? []).map(({ versions }) =>
      versions.map(({ lang, key, aliases }) => [lang, key, ...aliases].join(' ')),
    ),
    untranslated: findings.filter(({ code }) => code === 'untranslated'),
    missing: findings.filter(({ code }) => code === 'version-missing'),
  };
}

test('the Russian text under Kazakh and English addresses goes to the Russian page, whatever sorts first', () => {
  const { items, untranslated } = run([
    { key: 'a.kz/en/news/14', lang: 'ru', title: 'Flood protection', text: flood },
    { key: 'a.kz/kz/news/14', lang: 'ru', title: 'Су тасқыны', text: flood },
    { key: 'a.kz/ru/news/14', lang: 'ru', title: 'Защита от паводка', text: flood },
  ]);
  expect(items).toEqual([['ru a.kz/ru/news/14 a.kz/en/news/14 a.kz/kz/news/14']]);
  expect(untranslated.map(({ address }) => address)).toEqual([
    'http://a.kz/en/news/14',
    'http://a.kz/kz/news/14',
  ]);
});

test('a few words under a Kazakh address are the Russian page too when they are the same words', () => {
  const text = 'Приём граждан ведётся по вторникам в кабинете акима.';
  const { items, untranslated } = run([
    { key: 'a.kz/kz/kabyldau', lang: 'ru', title: 'Қабылдау', text },
    { key: 'a.kz/ru/kabyldau', lang: 'ru', title: 'Приём', text },
  ]);
  expect(items).toEqual([['ru a.kz/ru/kabyldau a.kz/kz/kabyldau']]);
  expect(untranslated).toHaveLength(1);
});

test('a page with a Kazakh beginning and the Russian rest is told to be partly translated', () => {
  const half = [...librarySentencesKk.slice(0, 4), ...floodSentencesRu.slice(4)];
  const labelled = run([
    { key: 'a.kz/kz/tasqyn', lang: 'kk', text: prose(half) },
    { key: 'a.kz/ru/tasqyn', lang: 'ru', text: flood },
  ]);
  expect(labelled.items).toEqual([['kk a.kz/kz/tasqyn', 'ru a.kz/ru/tasqyn']]);
  expect(labelled.untranslated.map(({ address }) => address)).toEqual(['http://a.kz/kz/tasqyn']);
  expect(labelled.untranslated[0]?.detail).toContain('12 of 16 sentences of the kk page');

  const told = run([
    { key: 'a.kz/kz/tasqyn', lang: 'ru', text: prose(half) },
    { key: 'a.kz/ru/tasqyn', lang: 'ru', text: flood },
  ]);
  expect(told.items).toEqual([['ru a.kz/ru/tasqyn a.kz/kz/tasqyn']]);
  expect(told.untranslated[0]?.detail).toContain('12 of 16 sentences');
});

test('a translation that quotes its original is one', () => {
  const quoting = [...librarySentencesKk, ...floodSentencesRu.slice(0, 5)];
  const { untranslated } = run([
    { key: 'a.kz/kz/tasqyn', lang: 'kk', text: prose(quoting) },
    { key: 'a.kz/ru/tasqyn', lang: 'ru', text: flood },
  ]);
  expect(untranslated).toEqual([]);
});

test('a page with the whole translation under the Russian text is not untranslated', () => {
  const { untranslated } = run([
    { key: 'a.kz/kz/tasqyn', lang: 'kk', text: library },
    { key: 'a.kz/kz/tasqyn', lang: 'ru', text: flood },
    { key: 'a.kz/ru/tasqyn', lang: 'ru', text: flood },
  ]);
  expect(untranslated).toEqual([]);
});

test('an address without a language has the one that the mapping gives it', () => {
  const { items, untranslated } = run([
    {
      key: 'a.kz/archives/369',
      lang: 'ru',
      branch: 'kk',
      title: 'Газопровод',
      text: flood,
      alternates: [{ lang: 'ru', key: 'a.kz/ru/archives/389', source: 'switch' }],
    },
    { key: 'a.kz/ru/archives/389', lang: 'ru', branch: 'ru', title: 'Газопровод', text: flood },
  ]);
  expect(items).toEqual([['ru a.kz/ru/archives/389 a.kz/archives/369']]);
  expect(untranslated.map(({ address }) => address)).toEqual(['http://a.kz/archives/369']);
});
