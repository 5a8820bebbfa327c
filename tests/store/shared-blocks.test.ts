import { expect, test } from 'vitest';
import { openPortalDb } from '../../src/store/portal-db.ts';
import {
  blockDecision,
  boilerplateOf,
  type CountedBlock,
  isBoilerplateIn,
  itemsOfBlock,
  listSharedBlocks,
  replaceBoilerplate,
  replaceItemBlocks,
  replaceSharedBlocks,
  setSample,
  sharedBlock,
  wantedSamples,
} from '../../src/store/shared-blocks.ts';

const notice = '00000000000000aa';
const quotation = '00000000000000bb';

function counted(block: Partial<CountedBlock> & Pick<CountedBlock, 'hash'>): CountedBlock {
  return {
    ...{ agencies: 3, pages: 40, words: 12, langs: ['kk', 'ru'], share: 0.2 },
    ...{ nature: 'boilerplate', item: null, decision: 'remove', decidedBy: 'detection' },
    ...{ reason: 'ескерту', sampleAgency: 'aqsu', samplePlace: 4, sampleDigest: 'd1' },
    ...block,
  };
}

test('samples are read once, and again only when the pages they stand on changed', () => {
  const db = openPortalDb(':memory:');
  const blocks = [
    counted({ hash: notice }),
    counted({ hash: quotation, agencies: 5, nature: 'text', decision: 'keep' }),
  ];
  expect(replaceSharedBlocks(db, blocks)).toBe(2);
  expect(wantedSamples(db).map(({ hash }) => hash)).toEqual([notice, quotation]);
  setSample(db, notice, 'Сілтеме міндетті', 'http://aqsu.gov.kz/kz/4');
  setSample(db, quotation, '', '');
  replaceSharedBlocks(db, blocks);
  expect(wantedSamples(db)).toEqual([]);
  replaceSharedBlocks(db, [counted({ hash: notice, sampleDigest: 'd2' })]);
  expect(wantedSamples(db)).toEqual([{ hash: notice, agency: 'aqsu', place: 4 }]);
  expect(sharedBlock(db, quotation)).toBeUndefined();
});

test('blocks are listed with those of most agencies first, and by their decision', () => {
  const db = openPortalDb(':memory:');
  replaceSharedBlocks(db, [
    counted({ hash: notice }),
    counted({ hash: quotation, agencies: 5, nature: 'text', decision: 'keep' }),
  ]);
  const hashes = (filter?: { decision?: string; nature?: string }) =>
    [...listSharedBlocks(db, filter)].map(({ hash }) => hash);
  expect(hashes()).toEqual([quotation, notice]);
  expect(hashes({ decision: 'remove' })).toEqual([notice]);
  expect(hashes({ nature: 'text' })).toEqual([quotation]);
  expect(sharedBlock(db, notice)).toMatchObject({ langs: ['kk', 'ru'], sample: '' });
  expect(blockDecision(db, notice)).toMatchObject({ decision: 'remove', decidedBy: 'detection' });
});

test('boilerplate is known by agency, and blocks of shared items by their item', () => {
  const db = openPortalDb(':memory:');
  replaceBoilerplate(db, [
    { agency: 'aqsu', hash: quotation },
    { agency: 'aqsu', hash: notice },
  ]);
  expect([...boilerplateOf(db, 'aqsu')]).toEqual([notice, quotation]);
  expect(boilerplateOf(db, 'koktal').size).toBe(0);
  expect(isBoilerplateIn(db, 'aqsu', notice)).toBe(true);
  replaceBoilerplate(db, []);
  expect(isBoilerplateIn(db, 'aqsu', notice)).toBe(false);
  replaceItemBlocks(db, [
    { hash: notice, item: 'i2', lang: 'kk' },
    { hash: notice, item: 'i1', lang: 'ru' },
    { hash: notice, item: 'i1', lang: 'ru' },
  ]);
  expect(itemsOfBlock(db, notice)).toEqual([
    { item: 'i1', lang: 'ru' },
    { item: 'i2', lang: 'kk' },
  ]);
});
