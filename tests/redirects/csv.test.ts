import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecord, emitCsv } from '../../src/redirects/emit/csv.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';

const mapping = mappingWith();

/** A reader of one RFC 4180 record, written apart from the writer. */
function readRecord(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r$)/gy;
  for (let match = cell.exec(line); match; match = cell.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r') return cells;
  }
  throw new Error(`no record: ${line}`);
}

test('every spelling has a row with the status a server should answer', () => {
  const rows = [
    redirectRow(mapping, ['http://sarkol.gov.kz/ә', 'http://www.sarkol.gov.kz/ә'], {
      provisional: true,
    }),
    redirectRow(mapping, ['http://sarkol.gov.kz/б'], {
      decision: 'archive',
      target: null,
      reason: 'сот, іс',
    }),
    redirectRow(mapping, ['http://sarkol.gov.kz/в'], {
      decision: 'unresolved',
      target: null,
      moreSpellings: 3,
    }),
    redirectRow(mapping, ['http://sarkol.gov.kz/г'], { lang: 'kk' }),
  ];
  const { name, lines } = emitCsv('sarkol-akimat', rows, {
    confirmed: true,
    hits: (key) => key.length,
  });
  const [head = '', ...records] = [...lines];
  expect(name).toBe('sarkol-akimat.csv');
  expect(head).toBe('\ufeffold_url,new_url,status,type,lang,hits,item_id,note\r');
  const target = 'https://www.gov.kz/memleket/entities/sarkol?lang=kk';
  expect(records.map(readRecord)).toEqual([
    [
      'http://sarkol.gov.kz/ә',
      target,
      '302',
      'redirect',
      '',
      '15',
      '',
      'item: the page moved; provisional',
    ],
    [
      'http://www.sarkol.gov.kz/ә',
      target,
      '302',
      'redirect',
      '',
      '15',
      '',
      'item: the page moved; provisional',
    ],
    ['http://sarkol.gov.kz/б', '', '410', 'archive', '', '15', '', 'item: сот, іс'],
    [
      'http://sarkol.gov.kz/в',
      '',
      '404',
      'unresolved',
      '',
      '15',
      '',
      'item: the page moved; 3 more spellings',
    ],
    ['http://sarkol.gov.kz/г', target, '301', 'redirect', 'kk', '15', '', 'item: the page moved'],
  ]);
});

test('cells read back, and none starts a formula', () => {
  const hostile = fc.array(
    fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        '"',
        ',',
        "'",
        ' ',
        'ә',
        'қ',
        'A',
        '1',
      ),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(hostile, (cells) => {
      const read = readRecord(csvRecord(cells));
      expect(
        read.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell)),
      ).toEqual(cells);
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});
