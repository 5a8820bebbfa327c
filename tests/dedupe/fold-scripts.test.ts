import { expect, test } from 'vitest';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import { draftOf, draftRecord } from '../../src/dedupe/draft-record.ts';
import { itemVersion } from '../../src/dedupe/item-version.ts';
import type { Verdicts } from '../../src/dedupe/verdicts.ts';
import { noVerdicts } from '../../src/dedupe/verdicts.ts';
import { inAlphabet, kazakhAlphabets } from '../support/kazakh-alphabets.ts';
import { MadeRegistry, MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

const library = prose(librarySentencesKk);
const flood = prose(floodSentencesRu);
const notice = (day: number, hall: number) =>
  `Құрметті тұрғындар! Ағымдағы жылғы ${day} маусымда сағат 15:00-де мәдениет үйінің ${hall}-залында ауыл жиналысы өтеді.
  Жиналыста ауыз су құбырын жөндеу, мал жайылымын бөлу және көшелерді жарықтандыру мәселелері қаралады, кіру еркін.`;

function versionsOf(ideas: Omit<PageIdea, 'agency'>[], verdicts: Partial<Verdicts> = {}) {
  const site = new MadeSite();
  const pages = ideas.map((idea, at) => ({ title: `${idea.key} ${at}`, ...idea }));
  const result = dedupe({
    agencies: [site.agency('a', pages)],
    texts: site,
    registry: new MadeRegistry(),
    sharedMinimum: 2,
    verdicts: { ...noVerdicts, ...verdicts },
  });
  return {
    items: (result.items.get('a') ?? []).map(({ versions }) => versions),
    findings: result.findings.get('a') ?? [],
  };
}

const codes = (findings: { code: string }[]) =>
  findings.map(({ code }) => code).filter((code) => code !== 'version-missing');

test('a page in Latin letters is a version of its Cyrillic page, whose address takes its own', () => {
  const { items, findings } = versionsOf([
    { key: 'a.kz/kz/kitaphana', lang: 'kk', text: library },
    { key: 'a.kz/qaz/kitaphana', lang: 'kk', text: inAlphabet(library, '2018') },
    { key: 'a.kz/tote/kitaphana', lang: 'kk', text: inAlphabet(library, 'arabic') },
    { key: 'a.kz/ru/kitaphana', lang: 'ru', text: flood },
  ]);
  expect(items).toEqual([
    [
      {
        lang: 'kk',
        agency: 'a',
        key: 'a.kz/kz/kitaphana',
        aliases: ['a.kz/qaz/kitaphana', 'a.kz/tote/kitaphana'],
        scripts: [
          { script: 'Cyrl', key: 'a.kz/kz/kitaphana' },
          { script: 'Latn', key: 'a.kz/qaz/kitaphana' },
          { script: 'Arab', key: 'a.kz/tote/kitaphana' },
        ],
      },
      { lang: 'ru', agency: 'a', key: 'a.kz/ru/kitaphana', aliases: [] },
    ],
  ]);
  expect(codes(findings)).toEqual([]);
});

test('where addresses and links say nothing, the text itself does, in every alphabet', () => {
  for (const alphabet of kazakhAlphabets) {
    const { items, findings } = versionsOf([
      { key: 'a.kz/page-11', lang: 'kk', text: library },
      { key: 'a.kz/page-52', lang: 'kk', text: notice(4, 2) },
      { key: 'a.kz/new/5f3a', lang: 'kk', text: inAlphabet(library, alphabet) },
      { key: 'a.kz/new/77ce', lang: 'kk', text: inAlphabet(notice(4, 2), alphabet) },
    ]);
    expect(
      items.map(([one]) => [one?.key, ...(one?.aliases ?? [])]),
      alphabet,
    ).toEqual([
      ['a.kz/page-11', 'a.kz/new/5f3a'],
      ['a.kz/page-52', 'a.kz/new/77ce'],
    ]);
    expect(codes(findings), alphabet).toEqual([]);
  }
});

test('notices that differ in their figures only each go to their own page', () => {
  const days = [3, 10, 17, 24];
  const { items } = versionsOf(
    days.flatMap((day) => [
      { key: `a.kz/kz-${day}`, lang: 'kk' as const, text: notice(day, 1) },
      { key: `a.kz/x/${100 - day}`, lang: 'kk' as const, text: inAlphabet(notice(day, 1), '2021') },
    ]),
  );
  expect(items.map(([one]) => [one?.key, one?.aliases]).sort()).toEqual(
    days.map((day) => [`a.kz/kz-${day}`, [`a.kz/x/${100 - day}`]]).sort(),
  );
  const alone = versionsOf([
    { key: 'a.kz/kz-3', lang: 'kk', text: notice(3, 1) },
    { key: 'a.kz/x/90', lang: 'kk', text: inAlphabet(notice(10, 1), '2021') },
  ]);
  expect(alone.items).toHaveLength(2);
});

test('a Latin page that says something else is led to the Cyrillic one, and a person is told what differs', () => {
  const old = prose([
    'Аудандық кітапхана ескі мектептің екінші қабатында орналасқан.',
    ...librarySentencesKk.slice(9),
  ]);
  const { items, findings } = versionsOf([
    { key: 'a.kz/kz/kitaphana', lang: 'kk', text: library },
    { key: 'a.kz/kz-lat/kitaphana', lang: 'kk', text: inAlphabet(old, '2018') },
  ]);
  expect(items).toHaveLength(1);
  const [differs] = findings.filter(({ code }) => code === 'script-differs');
  expect(differs?.address).toBe('http://a.kz/kz-lat/kitaphana');
  expect(differs?.subject).toBe('a.kz/kz/kitaphana');
  expect(differs?.detail).toContain('Aýdandyq');
  expect(differs?.detail).toContain('орталық');
});

test('Kazakh that exists in Latin letters only is the Kazakh version, and a person is told', () => {
  const { items, findings } = versionsOf([
    { key: 'a.kz/qaz/kitaphana', lang: 'kk', text: inAlphabet(library, '2021') },
    { key: 'a.kz/ru/kitaphana', lang: 'ru', text: flood },
  ]);
  expect(items[0]?.map(({ lang }) => lang)).toEqual(['kk', 'ru']);
  expect(items[0]?.[0]?.scripts).toEqual([{ script: 'Latn', key: 'a.kz/qaz/kitaphana' }]);
  expect(codes(findings)).toEqual(['cyrillic-missing']);
});

test('what people say of scripts wins over addresses and texts', () => {
  const page = (key: string) => ({ agency: 'a', key, lang: 'kk' as const });
  const pages: PageIdea[] = [
    { key: 'a.kz/kz/kitaphana', lang: 'kk', text: library },
    { key: 'a.kz/kz-lat/kitaphana', lang: 'kk', text: inAlphabet(library, '2018') },
    { key: 'a.kz/kz-lat/zhinalys', lang: 'kk', text: inAlphabet(notice(5, 1), '2018') },
  ];
  const parted = versionsOf(pages, {
    unpair: [{ a: page('a.kz/kz/kitaphana'), b: page('a.kz/kz-lat/kitaphana') }],
  });
  expect(parted.items).toHaveLength(3);
  const joined = versionsOf(pages, {
    unpair: [{ a: page('a.kz/kz/kitaphana'), b: page('a.kz/kz-lat/kitaphana') }],
    pair: [{ a: page('a.kz/kz/kitaphana'), b: page('a.kz/kz-lat/zhinalys') }],
  });
  expect(joined.items.map(([one]) => one?.aliases)).toEqual([[], ['a.kz/kz-lat/zhinalys']]);
  expect(codes(joined.findings)).toContain('script-differs');
});

test('a draft that was put away still knows the script of its pages', () => {
  const site = new MadeSite();
  const page = site.settled({
    key: 'a.kz/qaz/tarih',
    lang: 'kk',
    text: inAlphabet(library, '2018'),
  });
  const version = { chosen: page, aliases: [], pages: [page] };
  const draft = { agency: 'a', versions: [version], pairing: null };
  const [read] = draftOf(draftRecord(draft)).versions;
  expect(read && itemVersion(read)).toEqual(itemVersion(version));
  expect(read?.chosen.script).toBe('Latn');
});
