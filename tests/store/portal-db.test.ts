import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Item, SharedItem } from '../../src/model/item.ts';
import { appendIdMap, idMapHistory, PortalAnswers, portalAddress } from '../../src/store/id-map.ts';
import { takeLease } from '../../src/store/lease.ts';
import {
  agencyState,
  nextGeneration,
  openPortalDb,
  type PortalDb,
  portalGeneration,
  setAgencyState,
} from '../../src/store/portal-db.ts';
import {
  agencyItems,
  agencyItemsByKind,
  findAddress,
  listSharedItems,
  replaceAgencyItems,
  replaceSharedItems,
} from '../../src/store/portal-items.ts';
import { dnsNamespace, uuidV5 } from '../../src/text/uuid.ts';
import { sharedMember, untoldStory } from '../support/shared-member.ts';

let db: PortalDb;
beforeEach(() => {
  db = openPortalDb(':memory:');
});
afterEach(() => {
  db.close();
});

const idOf = (name: string) => uuidV5(dnsNamespace, name);

function itemOf(agency: string, key: string, aliases: string[] = []): Item {
  return {
    id: idOf(`${agency} ${key}`),
    agency,
    kind: 'page',
    anchor: key,
    versions: [{ lang: 'kk', agency, key, aliases }],
    pairing: null,
  };
}

const shared: SharedItem = {
  item: { ...itemOf('aral', 'aral.kz/көктем', ['aral.kz/?p=7']), agency: 'shared' },
  members: [
    sharedMember({ agency: 'aral', key: 'aral.kz/көктем', aliases: ['aral.kz/?p=7'] }),
    sharedMember({ agency: 'oral', key: 'oral.kz/наурыз', similarity: 0.81 }),
  ],
  ...untoldStory,
  titles: { kk: 'Көктем келді' },
  since: { date: '2018-03-21', agency: 'aral', key: 'aral.kz/көктем' },
  decision: 'adopt',
  reason: '2 agencies hold it.',
};

test('the generation counts up by one', () => {
  expect(portalGeneration(db)).toBe(0);
  expect([nextGeneration(db), nextGeneration(db)]).toEqual([1, 2]);
  expect(portalGeneration(db)).toBe(2);
});

test('shared items come back as they went in, by anchor', () => {
  const second = { ...shared, item: { ...shared.item, id: idOf('ә'), anchor: 'a/ә' } };
  replaceSharedItems(db, [shared, second]);
  expect(listSharedItems(db)).toEqual([second, shared]);
  replaceSharedItems(db, [shared]);
  expect(listSharedItems(db)).toEqual([shared]);
});

test('a row that is no shared item is an error, not a shared item', () => {
  replaceSharedItems(db, [shared]);
  db.exec(`UPDATE shared_items SET members = '[{"agency":"aral"}]'`);
  expect(() => listSharedItems(db)).toThrow();
});

test('every address of an agency says what it became, and a later result replaces it', () => {
  const item = itemOf('aral', 'aral.kz/үй', ['aral.kz/үй/print']);
  replaceAgencyItems(
    db,
    'aral',
    [item],
    [{ key: 'aral.kz/?p=7', lang: 'kk', itemId: shared.item.id }],
  );
  const found = (key: string) =>
    findAddress(db, 'aral', key).map(({ itemId, decision }) => [itemId, decision]);
  expect(found('aral.kz/үй')).toEqual([[item.id, 'item']]);
  expect(found('aral.kz/үй/print')).toEqual([[item.id, 'alias']]);
  expect(found('aral.kz/?p=7')).toEqual([[shared.item.id, 'shared']]);
  expect(found('oral.kz/наурыз')).toEqual([]);
  expect([...agencyItems(db, 'aral')]).toEqual([item]);
  replaceAgencyItems(db, 'aral', [], []);
  expect(found('aral.kz/үй')).toEqual([]);
  expect([...agencyItems(db, 'aral')]).toEqual([]);
});

test('only what differs from before is a change', () => {
  const item = itemOf('aral', 'aral.kz/үй', ['aral.kz/үй/print']);
  const page = { key: 'aral.kz/?p=7', lang: 'kk', itemId: shared.item.id } as const;
  expect(replaceAgencyItems(db, 'aral', [item], [page])).toBe(true);
  expect(replaceAgencyItems(db, 'aral', [item], [page])).toBe(false);
  expect(replaceAgencyItems(db, 'aral', [item], [{ ...page, itemId: idOf('ә') }])).toBe(true);
  expect(replaceAgencyItems(db, 'aral', [{ ...item, kind: 'service' }], [])).toBe(true);
  expect(replaceSharedItems(db, [shared])).toBe(true);
  expect(replaceSharedItems(db, [shared])).toBe(false);
  expect(replaceSharedItems(db, [{ ...shared, decision: 'ask' }])).toBe(true);
  expect(replaceSharedItems(db, [])).toBe(true);
});

test('items are read in batches by id without losing one', () => {
  const items = Array.from({ length: 1203 }, (_, at) => itemOf('aral', `aral.kz/хабар/${at}`));
  replaceAgencyItems(db, 'aral', items, []);
  const ids = [...agencyItems(db, 'aral')].map(({ id }) => id);
  expect(ids).toEqual(items.map(({ id }) => id).sort());
});

test('people read items by kind, then by anchor', () => {
  const items: Item[] = [
    { ...itemOf('aral', 'aral.kz/қызмет'), kind: 'service' },
    itemOf('aral', 'aral.kz/үй'),
    { ...itemOf('aral', 'aral.kz/жаңалық/2'), kind: 'news' },
    { ...itemOf('aral', 'aral.kz/жаңалық/1'), kind: 'news' },
  ];
  replaceAgencyItems(db, 'aral', items, []);
  replaceAgencyItems(db, 'oral', [{ ...itemOf('oral', 'oral.kz/а'), kind: 'news' }], []);
  expect([...agencyItemsByKind(db, 'aral')].map(({ anchor }) => anchor)).toEqual([
    'aral.kz/жаңалық/1',
    'aral.kz/жаңалық/2',
    'aral.kz/үй',
    'aral.kz/қызмет',
  ]);
});

test('the address of a language is taken before the one for all languages, and the newest holds', () => {
  const said = { actor: 'Айгүл', at: '2026-03-19T09:10:00.000Z', origin: 'жауап.csv:2' };
  const put = (agency: string, id: string, lang: string, address: string) =>
    appendIdMap(db, agency, [{ id, lang, address, ...said }]);
  put('aral', 'x', '', 'https://portal.example/x');
  put('aral', 'x', 'kk', 'https://portal.example/old');
  put('aral', 'x', 'kk', 'https://portal.example/x?lang=kk');
  put('shared', 's', '', 'https://portal.example/s');
  put('aral', 'home', '', 'https://portal.example/aral');
  put('shared', 'home', '', 'https://portal.example/');
  expect(portalAddress(db, 'aral', 'x', 'kk')).toBe('https://portal.example/x?lang=kk');
  expect(portalAddress(db, 'aral', 'x', 'ru')).toBe('https://portal.example/x');
  expect(portalAddress(db, 'aral', 'x', '')).toBe('https://portal.example/x');
  expect(portalAddress(db, 'oral', 'x', 'ru')).toBeNull();
  expect(portalAddress(db, 'oral', 's', 'ru')).toBe('https://portal.example/s');
  expect(portalAddress(db, 'oral', 'home', 'kk')).toBeNull();
  expect(idMapHistory(db, 'aral', 'x').map(({ address }) => address)).toHaveLength(3);
  expect(() => db.exec('DELETE FROM id_map_entries')).toThrow('never removed');
  expect(() => db.exec("UPDATE id_map_entries SET address = ''")).toThrow('never changed');
});

test('the state of an agency is kept by name', () => {
  setAgencyState(db, 'aral', 'pages', '5c0f');
  setAgencyState(db, 'aral', 'pages', '77aa');
  setAgencyState(db, 'aral', 'bundle', 'b1');
  setAgencyState(db, 'aral', 'bundle', null);
  expect([...agencyState(db, 'aral')]).toEqual([['pages', '77aa']]);
});

test('a lease guards the database', () => {
  const lease = takeLease(db, 'portal.db');
  expect(() => takeLease(db, 'portal.db')).toThrow(UserError);
  lease.release();
  expect(() => takeLease(db, 'portal.db').release()).not.toThrow();
});

test('a database of a newer kosh is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-'));
  const file = join(folder, 'data', 'portal.db');
  try {
    const made = openPortalDb(file);
    made.pragma('user_version = 999');
    made.close();
    expect(() => openPortalDb(file)).toThrow(UserError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('answers read ahead are those of a query each, in whatever order they are asked for', () => {
  const said = { actor: 'Ұлан', at: '2026-03-19T09:10:00.000Z', origin: 'жауап.csv:3' };
  const ids = Array.from({ length: 1500 }, (_, n) => uuidV5(dnsNamespace, `әкімдік ${n}`)).sort();
  const answer = (id: string, at: number, lang: string, word = 'жаңа') => ({
    ...{ id, lang, ...said },
    address: `https://portal.example/${word}/${at}?lang=${lang}`,
  });
  const records = ids.flatMap((id, at) => [
    ...(at % 3 === 0 ? [answer(id, at, 'kk', 'ескі'), answer(id, at, 'kk')] : []),
    ...(at % 5 === 0 ? [] : [answer(id, at, '')]),
    ...(at % 7 === 0 ? [answer(id, at, 'ru')] : []),
  ]);
  appendIdMap(db, 'aral', records);
  appendIdMap(db, 'shared', [answer(ids[10] ?? '', 10, 'en', 'ортақ')]);
  // One id that was answered more often than answers are read at once.
  const often = ids[700] ?? '';
  appendIdMap(
    db,
    'aral',
    Array.from({ length: 1200 }, (_, n) => answer(often, n, 'kk')),
  );
  const hashes = ['0d'.repeat(32), 'fe'.repeat(32)];
  appendIdMap(
    db,
    'aral',
    hashes.slice(0, 1).map((id) => answer(id, 0, '')),
  );
  const scattered = ids.map((_, n) => ids[(n * 677) % ids.length] ?? '');
  for (const order of [ids, [...ids].reverse(), scattered, [...hashes, ...ids, ...hashes]]) {
    const answers = new PortalAnswers(db, 'aral');
    const given = order.map((id) =>
      ['kk', 'ru', 'en', ''].map((lang) => answers.address(id, lang)),
    );
    expect(given).toEqual(
      order.map((id) => ['kk', 'ru', 'en', ''].map((lang) => portalAddress(db, 'aral', id, lang))),
    );
  }
});
