import { expect, test } from 'vitest';
import type { SharedItem } from '../../src/model/item.ts';
import { entity, item, itemId, mapping, plan, site } from '../support/planned-site.ts';
import { known, mappingWith } from '../support/redirect-plan.ts';
import { sharedMember, untoldStory } from '../support/shared-member.ts';

test('each language version leads to its own provisional address, copies follow', () => {
  const { row } = plan({
    items: [item()],
    addresses: [
      known(mapping, `${site}/басу?print=1`),
      known(mapping, `http://www.sarkol.gov.kz/жаңалық/`),
    ],
  });
  expect(row('/жаңалық')).toMatchObject({
    decision: 'redirect',
    target: `${entity}/press/news/details/${itemId}?lang=kk`,
    itemId,
    lang: 'kk',
    provisional: true,
    source: 'item',
    spellings: ['http://www.sarkol.gov.kz/жаңалық/'],
  });
  expect(row('/ru/жаңалық').target).toBe(`${entity}/press/news/details/${itemId}?lang=ru`);
  expect(row('/басу')).toMatchObject({
    source: 'alias',
    target: row('/жаңалық').target,
    reason: 'shows the same content: sarkol.gov.kz/жаңалық',
  });
});

test('the id map makes a target final, in one language or in all', () => {
  const { row } = plan({
    items: [item()],
    portalAddress: (id, lang) =>
      id !== itemId ? null : `${entity}/press/news/details/901${lang === 'kk' ? '?lang=kk' : ''}`,
  });
  expect(row('/жаңалық')).toMatchObject({
    provisional: false,
    target: `${entity}/press/news/details/901?lang=kk`,
  });
  expect(row('/ru/жаңалық').target).toBe(`${entity}/press/news/details/901`);
});

test('an address of the id map outside the allowed hosts is refused and told', () => {
  const { redirects, codes } = plan({
    items: [item()],
    addresses: [known(mapping, `${site}/жаңалық`)],
    portalAddress: () => 'https://evil.example/901',
  });
  expect(redirects.map((one) => one.target)).toEqual([null, null]);
  expect(codes).toContain('row-refused sarkol.gov.kz/жаңалық');
});

test('a split bilingual page leads to the language its address has', () => {
  const both = item({
    versions: (['kk', 'ru'] as const).map((lang) => ({
      lang,
      agency: mapping.id,
      key: 'sarkol.gov.kz/ru/екі-тіл',
      aliases: [],
    })),
  });
  expect(plan({ items: [both] }).row('/ru/екі-тіл').lang).toBe('ru');
});

test('later parts of a page lead to the page', () => {
  const { row } = plan({
    items: [item()],
    pages: [
      {
        key: 'sarkol.gov.kz/жаңалық',
        address: `${site}/жаңалық`,
        parts: [`${site}/жаңалық`, `${site}/жаңалық?page=2`],
        lang: 'kk',
        kind: 'news',
        personal: [],
      },
    ],
    addresses: [known(mapping, `${site}/жаңалық?page=2`)],
  });
  expect(row('/жаңалық?page=2')).toMatchObject({ source: 'alias', itemId });
});

test('files that are carried over lead to their bytes', () => {
  const sha256 = 'ab'.repeat(32);
  const { row, foreign } = plan({
    addresses: [
      known(mapping, `${site}/files/%D0%91%D2%B1%D0%B9%D1%80%D1%8B%D2%9B.pdf`, { asset: sha256 }),
      known(mapping, 'https://cdn.example/a.pdf', { asset: sha256 }),
    ],
  });
  expect(row('/files/Бұйрық.pdf')).toMatchObject({
    target: `https://www.gov.kz/uploads/${sha256}`,
    itemId: sha256,
    lang: null,
  });
  expect(foreign).toBe(1);
});

test('pages that a shared item replaces lead to it, unless it was not adopted', () => {
  const shared: SharedItem = {
    item: item({ agency: 'shared', kind: 'page', versions: [] }),
    members: [
      sharedMember({
        agency: mapping.id,
        key: 'sarkol.gov.kz/рәміздер',
        aliases: ['sarkol.gov.kz/гимн'],
      }),
      sharedMember({ agency: 'aqsu-akimat', key: 'aqsu.gov.kz/рәміздер' }),
    ],
    ...untoldStory,
    decision: 'adopt',
    reason: 'in all agencies',
  };
  const { redirects } = plan({ shared: [shared] });
  expect(redirects.map(({ key, decision, source }) => [key, decision, source])).toEqual([
    ['sarkol.gov.kz/гимн', 'shared', 'alias'],
    ['sarkol.gov.kz/рәміздер', 'shared', 'shared'],
  ]);
  expect(redirects[1]?.target).toBe(
    `https://www.gov.kz/memleket/entities/shared/page/${itemId}?lang=kk`,
  );
  expect(plan({ shared: [{ ...shared, decision: 'ask' }] }).redirects).toEqual([]);
});

const page = (
  path: string,
  kind: 'home' | 'listing' | 'search',
  lang: 'kk' | 'ru' | 'und' = 'kk',
) => ({
  key: `sarkol.gov.kz${path}`,
  address: site + path,
  parts: [site + path],
  lang,
  kind,
  personal: [],
});

test('a home page leads to the entity in its language', () => {
  const { row } = plan({ pages: [page('/', 'home'), page('/ru', 'home', 'und')] });
  expect(row('/')).toMatchObject({
    target: `${entity}?lang=kk`,
    source: 'rule',
    provisional: true,
  });
  expect(row('/ru').target).toBe(`${entity}?lang=ru`);
});

test('a home page whose old redirect leads nowhere still leads home', () => {
  const { row } = plan({
    pages: [page('/', 'home')],
    addresses: [
      known(mapping, `${site}/`),
      known(mapping, 'http://www.sarkol.gov.kz/', { status: 302, location: `${site}/кіру` }),
      known(mapping, `${site}/кіру`, { status: 404 }),
    ],
  });
  expect(row('/').target).toBe(`${entity}?lang=kk`);
});

test('a listing leads to the section its rule names, or says that none does', () => {
  const own = mappingWith({ rules: [{ match: '/ru/news/**', portalSection: 'press/news' }] });
  const { row, codes } = plan(
    {
      pages: [
        page('/ru/news/all', 'listing', 'ru'),
        page('/тізім', 'listing'),
        page('/іздеу', 'search'),
      ],
    },
    own,
  );
  expect(row('/ru/news/all').target).toBe(`${entity}/press/news?lang=ru`);
  expect(row('/тізім').decision).toBe('unresolved');
  expect(codes).toEqual(['target-missing sarkol.gov.kz/тізім']);
});

test('a page that waits for a person has no target, and the reason says why', () => {
  const personal = [{ sort: 'iin' as const, count: 1, sample: '90••••••••••' }];
  const { row } = plan({ pages: [{ ...page('/кезек', 'home'), kind: 'page', personal }] });
  expect(row('/кезек')).toMatchObject({ decision: 'unresolved' });
  expect(row('/кезек').reason).toContain('personal data');
});
