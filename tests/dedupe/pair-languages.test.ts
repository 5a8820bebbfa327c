import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCopies } from '../../src/dedupe/fold-copies.ts';
import { pairEvidence } from '../../src/dedupe/pair-evidence.ts';
import { pairLanguages } from '../../src/dedupe/pair-languages.ts';
import type { PairingVerdicts } from '../../src/dedupe/pair-verdicts.ts';
import { MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose, weatherSentencesEn } from './made-texts.ts';

type Idea = Omit<PageIdea, 'text'> & { lang: 'kk' | 'ru' | 'en'; text?: string };

const textOf = {
  kk: prose(librarySentencesKk),
  ru: prose(floodSentencesRu),
  en: prose(weatherSentencesEn),
};

function pair(ideas: Idea[], verdicts?: PairingVerdicts) {
  const site = new MadeSite();
  // A number of its own keeps each page from being a copy of the others.
  const pages = ideas.map((idea, at) =>
    site.settled({ title: `${idea.key} ${at}`, text: textOf[idea.lang], ...idea }),
  );
  const groups = foldCopies(pages, site.texts);
  const { drafts, findings } = pairLanguages(groups, pairEvidence(groups), verdicts);
  return {
    items: drafts.map(({ versions }) =>
      versions.map(({ chosen }) => `${chosen.lang} ${chosen.key}`),
    ),
    confidence: drafts.map(({ pairing }) => pairing?.confidence ?? null),
    by: drafts.map(({ pairing }) => pairing?.by ?? null),
    codes: findings.map(({ code }) => code),
  };
}

test('addresses that differ in their language token alone are versions of one item', () => {
  const { items, by } = pair([
    { key: 'a.kz/kz/tarih', lang: 'kk' },
    { key: 'a.kz/ru/tarih', lang: 'ru' },
    { key: 'a.kz/en/tarih', lang: 'en' },
    { key: 'a.kz/?id=7&lang=kk', lang: 'kk' },
    { key: 'a.kz/?id=7', lang: 'ru' },
  ]);
  expect(items).toEqual([
    ['kk a.kz/?id=7&lang=kk', 'ru a.kz/?id=7'],
    ['kk a.kz/kz/tarih', 'ru a.kz/ru/tarih', 'en a.kz/en/tarih'],
  ]);
  expect(by).toEqual(['address', 'address']);
});

test('hreflang beats an address pattern', () => {
  const { items } = pair([
    {
      key: 'a.kz/kz/zhol',
      lang: 'kk',
      alternates: [{ lang: 'ru', key: 'a.kz/ru/doroga', source: 'hreflang' }],
    },
    { key: 'a.kz/ru/zhol', lang: 'ru' },
    { key: 'a.kz/ru/doroga', lang: 'ru' },
  ]);
  expect(items).toEqual([['kk a.kz/kz/zhol', 'ru a.kz/ru/doroga'], ['ru a.kz/ru/zhol']]);
});

test('switch links of many pages to one page pair nothing', () => {
  const toFront = [{ lang: 'ru', key: 'a.kz/rus/glavnaya', source: 'switch' as const }];
  const { items } = pair([
    { key: 'a.kz/ekinshi', lang: 'kk', alternates: toFront },
    { key: 'a.kz/birinshi', lang: 'kk', alternates: toFront },
    { key: 'a.kz/ushinshi', lang: 'kk', alternates: toFront },
    { key: 'a.kz/rus/glavnaya', lang: 'ru' },
  ]);
  expect(items).toHaveLength(4);
});

test('a mutual switch is surer than a one-sided one', () => {
  const to = (key: string) => [{ lang: '', key, source: 'switch' as const }];
  const mutual = pair([
    { key: 'a.kz/zher', lang: 'kk', alternates: to('a.kz/zemlya') },
    { key: 'a.kz/zemlya', lang: 'ru', alternates: to('a.kz/zher') },
  ]);
  const oneSided = pair([
    { key: 'a.kz/zher', lang: 'kk', alternates: to('a.kz/zemlya') },
    { key: 'a.kz/zemlya', lang: 'ru' },
  ]);
  expect(mutual.items).toEqual([['kk a.kz/zher', 'ru a.kz/zemlya']]);
  expect(oneSided.items).toEqual(mutual.items);
  expect(mutual.confidence[0]).toBeGreaterThan(oneSided.confidence[0] ?? 1);
});

test('pages counted separately in each language are not paired by number when their dates are far apart', () => {
  const { items } = pair([
    { key: 'a.kz/kk/news/154', lang: 'kk', kind: 'news', published: '2017-02-01' },
    { key: 'a.kz/ru/news/154', lang: 'ru', kind: 'news', published: '2018-09-12' },
  ]);
  expect(items).toHaveLength(2);
});

test('a file that one page of each language uses joins them', () => {
  const files = ['5f'.repeat(32)];
  const { items, by } = pair([
    { key: 'a.kz/eskertpe', lang: 'kk', assets: files },
    { key: 'a.kz/pamyatka', lang: 'ru', assets: files },
    { key: 'a.kz/basqa', lang: 'kk' },
  ]);
  expect(items).toEqual([['kk a.kz/basqa'], ['kk a.kz/eskertpe', 'ru a.kz/pamyatka']]);
  expect(by[1]).toBe('shared files');
});

test('common numbers alone join on weak evidence, which a person is told', () => {
  const { items, codes } = pair([
    {
      key: 'a.kz/tarihy',
      lang: 'kk',
      text: `${textOf.kk} 1847 жылы бекініс салынып, 1931 жылы мектеп, 1954 жылы аурухана, 1976 жылы стадион ашылды.`,
    },
    {
      key: 'a.kz/rus/istoriya',
      lang: 'ru',
      text: `${textOf.ru} В 1847 году заложена крепость, в 1931 открыта школа, в 1954 больница, в 1976 стадион.`,
    },
  ]);
  expect(items).toEqual([['kk a.kz/tarihy', 'ru a.kz/rus/istoriya']]);
  expect(codes).toEqual(['pairing-unsure']);
});

test('an item has one page a language: the surer pair wins', () => {
  const { items } = pair([
    { key: 'a.kz/kk/ui', lang: 'kk' },
    {
      key: 'a.kz/ru/ui',
      lang: 'ru',
      alternates: [{ lang: 'kk', key: 'a.kz/kk/ui', source: 'switch' }],
    },
    {
      key: 'a.kz/ru/dom',
      lang: 'ru',
      alternates: [{ lang: 'kk', key: 'a.kz/kk/ui', source: 'switch' }],
    },
  ]);
  expect(items).toEqual([['kk a.kz/kk/ui', 'ru a.kz/ru/ui'], ['ru a.kz/ru/dom']]);
});

const page = (key: string, lang: 'kk' | 'ru' | 'en') => ({ agency: 'a', key, lang });

test('pages that a person joined are one item before any address or link is asked', () => {
  const alike: Idea[] = [
    { key: 'a.kz/kz/tarih', lang: 'kk' },
    { key: 'a.kz/ru/tarih', lang: 'ru' },
    { key: 'a.kz/ru/letopis', lang: 'ru' },
  ];
  const { items, by, confidence } = pair(alike, {
    pair: [{ a: page('a.kz/ru/letopis', 'ru'), b: page('a.kz/kz/tarih', 'kk') }],
    unpair: [],
  });
  expect(items).toEqual([['kk a.kz/kz/tarih', 'ru a.kz/ru/letopis'], ['ru a.kz/ru/tarih']]);
  expect(by).toEqual(['a person', null]);
  expect(confidence[0]).toBe(1);
});

test('pages that a person parted stand in no item together, not even by way of a third', () => {
  const versions: Idea[] = [
    { key: 'a.kz/en/tarih', lang: 'en' },
    { key: 'a.kz/kz/tarih', lang: 'kk' },
    { key: 'a.kz/ru/tarih', lang: 'ru' },
  ];
  const { items } = pair(versions, {
    pair: [],
    unpair: [{ a: page('a.kz/kz/tarih', 'kk'), b: page('a.kz/ru/tarih', 'ru') }],
  });
  expect(items).toHaveLength(2);
  expect(items).not.toContainEqual(
    expect.arrayContaining(['kk a.kz/kz/tarih', 'ru a.kz/ru/tarih']),
  );
});

test('a pair that would give an item two pages of a language is reported, and the first one kept', () => {
  const { items, codes } = pair(
    [
      { key: 'a.kz/kz/su', lang: 'kk' },
      { key: 'a.kz/ru/ozero', lang: 'ru' },
      { key: 'a.kz/ru/voda', lang: 'ru' },
    ],
    {
      pair: [
        { a: page('a.kz/kz/su', 'kk'), b: page('a.kz/ru/voda', 'ru') },
        { a: page('a.kz/kz/su', 'kk'), b: page('a.kz/ru/ozero', 'ru') },
        { a: page('a.kz/kz/ketken-bet', 'kk'), b: page('a.kz/ru/voda', 'ru') },
      ],
      unpair: [],
    },
  );
  expect(items).toEqual([['kk a.kz/kz/su', 'ru a.kz/ru/ozero'], ['ru a.kz/ru/voda']]);
  expect(codes).toEqual(['pair-impossible']);
});

const langs = ['kk', 'ru', 'en'] as const;
const numbered = fc.tuple(fc.nat(8), fc.nat(8));

test('whatever the evidence: parted pages never meet, joined ones do or are reported, order does not matter', () => {
  const site = new MadeSite();
  const pages = Array.from({ length: 9 }, (_, at) => {
    const lang = langs[at % 3] ?? 'kk';
    return site.settled({
      key: `a.kz/${lang}/${at}`,
      lang,
      title: `Бет ${at}`,
      text: textOf[lang],
    });
  });
  const groups = foldCopies(pages, site.texts);
  const refs = groups.map(({ chosen }) => page(chosen.key, chosen.lang));
  const verdict = (all: [number, number][]) =>
    all.flatMap(([x, y]) => {
      const a = refs[x];
      const b = refs[y];
      return a && b && x !== y ? [{ a, b }] : [];
    });
  const evidence = fc.array(fc.tuple(numbered, fc.double({ min: 0, max: 1, noNaN: true })));
  fc.assert(
    fc.property(evidence, fc.array(numbered), fc.array(numbered), (signs, joined, parted) => {
      const found = signs
        .filter(([[a, b]]) => a !== b)
        .map(([[a, b], confidence]) => ({
          a: Math.min(a, b),
          b: Math.max(a, b),
          confidence,
          by: '',
        }));
      const verdicts = { pair: verdict(joined), unpair: verdict(parted) };
      const { drafts, findings } = pairLanguages(groups, found, verdicts);
      const holder = new Map(
        drafts.flatMap((draft) => draft.versions.map(({ chosen }) => [chosen.key, draft] as const)),
      );
      for (const { a, b } of verdicts.unpair) expect(holder.get(a.key)).not.toBe(holder.get(b.key));
      const reported = findings
        .filter(({ code }) => code === 'pair-impossible')
        .map(({ address, subject }) => [address.slice('http://'.length), subject].sort().join());
      for (const { a, b } of verdicts.pair) {
        const together = holder.get(a.key) === holder.get(b.key);
        expect(together).toBe(!reported.includes([a.key, b.key].sort().join()));
      }
      const turned = pairLanguages(groups, [...found].reverse(), {
        pair: [...verdicts.pair].reverse(),
        unpair: [...verdicts.unpair].reverse(),
      });
      const names = (all: typeof drafts) =>
        all.map(({ versions }) => versions.map(({ chosen }) => chosen.key));
      expect(names(turned.drafts)).toEqual(names(drafts));
    }),
  );
});

test('the only news of a day in two languages with one number in common are versions, and a person is told', () => {
  const kk = { lang: 'kk', kind: 'news', published: '2016-05-24' } as const;
  const ru = { lang: 'ru', kind: 'news', published: '2016-05-24' } as const;
  const text = {
    kk: `${textOf.kk} Шегірткеге қарсы 9 200 гектар өңделді.`,
    ru: `${textOf.ru} От саранчи обработано 9 200 гектаров.`,
  };
  const other = {
    kk: `${textOf.kk} Көшеге 231 белгі ілінді.`,
    ru: `${textOf.ru} Закрыто 48 колодцев.`,
  };
  const later = { published: '2016-06-14' };
  const { items, codes } = pair([
    { key: 'a.kz/habar108.html', ...kk, text: text.kk },
    { key: 'a.kz/novost12.html', ...ru, text: text.ru },
    { key: 'a.kz/habar109.html', ...kk, ...later, text: other.kk },
    { key: 'a.kz/novost13.html', ...ru, ...later, text: other.ru },
  ]);
  expect(items).toContainEqual(['kk a.kz/habar108.html', 'ru a.kz/novost12.html']);
  expect(items).toHaveLength(3);
  expect(codes).toContain('pairing-unsure');
  // With a second one that day nobody knows which is which.
  const two = pair([
    { key: 'a.kz/habar108.html', ...kk, text: text.kk },
    { key: 'a.kz/novost12.html', ...ru, text: text.ru },
    { key: 'a.kz/novost14.html', ...ru, text: other.ru },
  ]);
  expect(two.items).toHaveLength(3);
});
