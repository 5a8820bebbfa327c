import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockFileWriter } from '../../src/store/block-file-writer.ts';
import { BlockFiles, blockFileHead } from '../../src/store/block-files.ts';
import { unitHash } from '../../src/text/hash.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const notice =
  'Сайт материалдарын пайдаланған кезде ауыл әкімі аппаратының сайтына сілтеме жасау міндетті.';

function block(text: string) {
  return { hash: unitHash(text), words: text.split(' ').length, share: 0.25 };
}

/** Pages of one agency, each as the numbers of the blocks it holds. */
type Site = readonly (readonly number[])[];

function writeSite(file: string, site: Site, mostRows?: number): void {
  const writer = new BlockFileWriter(file, mostRows);
  for (const page of site) {
    const blocks = [...new Set(page)].map((number) => block(`${'ө'.repeat(number + 1)} мәтін бар`));
    writer.add('kk', blocks);
  }
  writer.close('digest');
}

test('a block is counted once a page, and found with all who hold it', () => {
  const folder = temporaryFolder();
  const files = ['aqsu', 'koktal', 'tasjol'].map((agency) => ({
    agency,
    file: join(folder, `${agency}.blocks`),
  }));
  for (const [index, { file }] of files.entries()) {
    const writer = new BlockFileWriter(file);
    writer.skip();
    for (let page = 0; page <= index; page++) writer.add('kk', [block(notice)]);
    writer.add('ru', [block(`Приём граждан ведёт аким округа номер ${'икс '.repeat(index + 1)}`)]);
    writer.close(`0123456789abcde${index}`);
  }
  const merged = new BlockFiles([
    ...files,
    { agency: 'zhana', file: join(folder, 'zhana.blocks') },
  ]);
  const [shared, ...others] = [...merged.shared(2, 4)];
  expect(others).toEqual([]);
  expect(shared).toMatchObject({
    hash: unitHash(notice),
    holders: [
      { agency: 'aqsu', pages: 1, page: 1, langs: 1, shares: 0.25, words: 11 },
      { agency: 'koktal', pages: 2, shares: 0.5 },
      { agency: 'tasjol', pages: 3, shares: 0.75 },
    ],
  });
  expect(merged.holders(unitHash(notice))).toEqual(shared?.holders);
  expect(merged.pages().get('tasjol')).toEqual([3, 1, 0, 0, 0]);
  expect(blockFileHead(files[1]?.file ?? '')?.digest).toBe('0123456789abcde1');
});

test('counters that differ in digits are one block', () => {
  const folder = temporaryFolder();
  const counters = [
    'Статистика блога 7 Записей 12 Обращений 118 Посетителей',
    'Статистика блога 112 Записей 0 Обращений 9 Посетителей',
  ];
  const files = counters.map((text, index) => {
    const file = join(folder, `a${index}.blocks`);
    const writer = new BlockFileWriter(file);
    writer.add('ru', [block(text)]);
    writer.close('d');
    return { agency: `a${index}`, file };
  });
  expect([...new BlockFiles(files).shared(2, 5)]).toHaveLength(1);
});

test('what is merged is what a plain count gives, however small the table and whatever the runs', () => {
  const sites = fc.array(fc.array(fc.array(fc.nat(40), { maxLength: 8 }), { maxLength: 12 }), {
    minLength: 1,
    maxLength: 5,
  });
  let round = 0;
  const folder = temporaryFolder();
  fc.assert(
    fc.property(sites, fc.integer({ min: 1, max: 30 }), (all, mostRows) => {
      const here = join(folder, String(round++));
      mkdirSync(here);
      const files = all.map((site, index) => {
        const file = join(here, `a${index}.blocks`);
        writeSite(file, site, mostRows);
        return { agency: `a${index}`, file };
      });
      const plain = new Map<string, string[]>();
      for (const [index, site] of all.entries()) {
        const pages = new Map<number, number>();
        for (const page of site) {
          for (const number of new Set(page)) pages.set(number, (pages.get(number) ?? 0) + 1);
        }
        for (const [number, count] of pages) {
          const { hash } = block(`${'ө'.repeat(number + 1)} мәтін бар`);
          plain.set(hash, [...(plain.get(hash) ?? []), `a${index} ${count}`]);
        }
      }
      const expected = [...plain].filter(([, held]) => held.length >= 2).sort();
      const found = [...new BlockFiles(files).shared(2, 0)].map(({ hash, holders }) => [
        hash,
        holders.map(({ agency, pages }) => `${agency} ${pages}`),
      ]);
      expect(found).toEqual(expected);
      expect(readdirSync(here).sort()).toEqual(files.map((_, index) => `a${index}.blocks`).sort());
    }),
    { numRuns: 30 },
  );
});

test('a hundred thousand different blocks of one page are counted, and one of a megabyte', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'a.blocks');
  const writer = new BlockFileWriter(file, 30_000);
  const many = Array.from({ length: 100_000 }, (_, index) => ({
    hash: index.toString(16).padStart(8, '0').padStart(16, '7'),
    words: 3,
    share: 0,
  }));
  writer.add('mul', [...many, block('ұзақ сөз '.repeat(60_000))]);
  writer.close('d');
  expect(blockFileHead(file)?.rows).toBe(100_001);
  const [longest] = [...new BlockFiles([{ agency: 'a', file }]).shared(1, 4)];
  expect(longest?.holders).toMatchObject([{ agency: 'a', pages: 1, words: 65_535 }]);
});
