import { describe, expect, it } from 'vitest';
import type { ContentItem, ContentLang } from '../../fixtures/engine/content.ts';
import { scoreMigration } from './score.ts';
import type { OutputItem, OutputShared, OutputVersion, ScoredSite } from './scored-site.ts';

describe('items of a site', () => {
  it('scores a perfect migration as perfect', () => {
    const site = oneSite([truth('a', 'kk'), truth('a', 'ru'), truth('b', 'kk')]);
    site.output = [item('1', out('a', 'kk'), out('a', 'ru')), item('2', out('b', 'kk'))];
    const score = scoreMigration([site], []).sites[0];
    expect(score).toMatchObject({
      items: { paired: 2, precision: 1, recall: 1, missing: [], split: [], merged: [] },
      titles: { right: 3, of: 3 },
      dates: { right: 3, of: 3 },
      languages: { right: 2, of: 2 },
      bodyF1: 1,
    });
  });

  it('counts a missing item, an extra one, and wrong fields', () => {
    const site = oneSite([truth('a', 'kk'), truth('b', 'kk')]);
    const version = { ...out('a', 'kk'), title: ' Тақырып  a\nkk', date: null, markdown: '' };
    site.output = [item('1', version), item('2', out('menu', 'kk'))];
    // 1 pair of 2 truth and 2 output items: P = R = 1/2. The title differs only in white space.
    // Bodies: empty against text 0, missing 0: mean 0.
    expect(scoreMigration([site], []).sites[0]).toMatchObject({
      items: { precision: 0.5, recall: 0.5, missing: ['b'], extra: ['2'] },
      titles: { right: 1, of: 2 },
      dates: { right: 0, of: 2 },
      languages: { right: 1, of: 2 },
      bodyF1: 0,
    });
  });

  it('counts a split item: one pair, one migrated item too many', () => {
    const site = oneSite([truth('a', 'kk'), truth('a', 'ru')]);
    site.output = [item('1', out('a', 'kk')), item('2', out('a', 'ru'))];
    // 1 pair of 1 truth and 2 output items. Titles and bodies of both versions are still right.
    expect(scoreMigration([site], []).sites[0]).toMatchObject({
      items: { precision: 0.5, recall: 1, split: ['a'], merged: [], duplicate: [] },
      titles: { right: 2, of: 2 },
      languages: { right: 0, of: 1 },
      bodyF1: 1,
    });
  });

  it('counts a merged item: one pair, one truth item without one', () => {
    const site = oneSite([truth('a', 'kk'), truth('b', 'kk')]);
    const both = [...out('a', 'kk').addresses, ...out('b', 'kk').addresses];
    site.output = [item('1', { ...out('a', 'kk'), addresses: both })];
    // 1 pair of 2 truth items and 1 output item. Body of a: 1. Body of b against that of a: the
    // truth "b kk сөздері осы жерде тұр" has grams {b kk с о, kk с о ж, с о ж т}, a differs in the
    // first word only: common 2 of 3 and 3, F1 = 4 / 6. Mean (1 + 2/3) / 2 = 5/6.
    const score = scoreMigration([site], []).sites[0];
    expect(score).toMatchObject({
      items: { precision: 1, recall: 0.5, merged: ['1'], missing: [], split: [] },
      titles: { right: 1, of: 2 },
    });
    expect(score?.bodyF1).toBeCloseTo(5 / 6, 10);
    expect(score?.pages.map((page) => page.item)).toEqual(['b', 'a']);
  });

  it('counts a duplicate: the same version migrated twice', () => {
    const site = oneSite([truth('a', 'kk')]);
    site.output = [item('1', out('a', 'kk')), item('2', out('a', 'kk'))];
    expect(scoreMigration([site], []).sites[0]?.items).toMatchObject({
      precision: 0.5,
      recall: 1,
      duplicate: ['a'],
      split: [],
    });
  });

  it('tells the languages of a bilingual page apart', () => {
    const address = '/both.htm';
    const site = oneSite([
      { ...truth('a', 'kk'), address },
      { ...truth('a', 'ru'), address },
    ]);
    const addresses = [`http://a.kz${address}`];
    site.output = [item('1', { ...out('a', 'kk'), addresses }, { ...out('a', 'ru'), addresses })];
    expect(scoreMigration([site], []).sites[0]).toMatchObject({
      items: { precision: 1, recall: 1, duplicate: [] },
      languages: { right: 1, of: 1 },
      bodyF1: 1,
    });
  });
});

describe('shared items', () => {
  const flags = (): ScoredSite[] => [
    {
      truth: { id: 'a', hosts: ['a.kz'], items: [flag('kk'), flag('ru'), truth('x', 'kk')] },
      output: [],
    },
    { truth: { id: 'b', hosts: ['b.kz'], items: [flag('kk')] }, output: [] },
  ];
  const members = ['http://a.kz/flag/kk', 'http://a.kz/flag/ru', 'http://b.kz/flag/kk'];
  const record: OutputShared = { addresses: members, languages: ['ru', 'kk'], title: 'Ту' };

  it('accepts one record with all members and languages, and asks for no item of the agency', () => {
    const score = scoreMigration(flags(), [record]);
    expect(score.shared).toMatchObject({ right: 1, of: 1, wrong: [] });
    // Site b has nothing of its own: nothing of nothing is perfect.
    expect(score.sites[1]?.items).toMatchObject({ truth: 0, precision: 1, recall: 1 });
  });

  it('finds a missing member, a lost language, a foreign page and a copy left behind', () => {
    const sites = flags();
    if (sites[1] !== undefined) {
      const left = { ...out('flag', 'kk'), addresses: ['http://b.kz/flag/kk'] };
      sites[1].output = [item('9', left)];
    }
    const addresses = ['http://a.kz/flag/kk', 'http://a.kz/flag/ru', 'http://a.kz/x/kk'];
    const wrong = { addresses: ['http://a.kz/contacts'], languages: ['kk'], title: 'Байланыс' };
    const bundle = [{ ...record, addresses, languages: ['kk'] }, wrong];
    const score = scoreMigration(sites, bundle);
    expect(score.shared).toEqual({
      right: 0,
      of: 1,
      items: [
        {
          id: 'flag',
          right: false,
          records: 1,
          missing: ['b.kz/flag/kk'],
          foreign: ['a.kz/x/kk'],
          languages: false,
          left: ['b/9'],
        },
      ],
      wrong: ['Байланыс'],
    });
    // The copy left behind is one migrated item where none was due: precision 0 of 1.
    expect(score.sites[1]?.items).toMatchObject({ truth: 0, precision: 0, extra: ['9'] });
  });

  it('finds one shared page in two records', () => {
    const bundle = [
      { ...record, addresses: members.slice(0, 2) },
      { ...record, addresses: members.slice(2) },
    ];
    const score = scoreMigration(flags(), bundle).shared;
    expect(score.right).toBe(0);
    expect(score.items[0]).toMatchObject({ records: 2, missing: ['b.kz/flag/kk'] });
  });

  it('leaves a page marked shared by one site alone to that site', () => {
    const site = oneSite([flag('kk')]);
    site.output = [item('1', out('flag', 'kk'))];
    const score = scoreMigration([site], []);
    expect(score.shared.of).toBe(0);
    expect(score.sites[0]?.items).toMatchObject({ precision: 1, recall: 1 });
  });
});

function truth(id: string, lang: ContentLang): ContentItem {
  return {
    item: id,
    lang,
    kind: 'news',
    address: `/${id}/${lang}`,
    aliases: [],
    script: null,
    foreign: null,
    untranslated: [],
    title: `Тақырып ${id} ${lang}`,
    date: '2018-03-12',
    shown: '12.03.2018',
    section: [],
    shared: null,
    original: false,
    apart: null,
    files: [],
    images: [],
    parts: 1,
    body: `${id} ${lang} **сөздері** осы жерде тұр`,
    file: `${id}.${lang}.md`,
  };
}

function flag(lang: ContentLang): ContentItem {
  return { ...truth('flag', lang), shared: 'flag' };
}

function out(id: string, lang: ContentLang): OutputVersion {
  const { title, date, address, body } = truth(id, lang);
  return { addresses: [`https://a.kz${address}`], lang, title, date, markdown: body };
}

function item(id: string, ...versions: OutputVersion[]): OutputItem {
  return { id, kind: 'news', versions };
}

function oneSite(items: ContentItem[]): ScoredSite {
  return { truth: { id: 'a', hosts: ['a.kz', 'www.a.kz'], items }, output: [] };
}
