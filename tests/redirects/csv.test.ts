import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvFiles, emitCsv } from '../../src/redirects/emit/csv.ts';
import { csvRecord } from '../../src/redirects/emit/csv-record.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';

const mapping = mappingWith();
const options = {
  mapping,
  rules: keyRules(mapping),
  portal: settingsWith().portal,
  provisional: true,
  confirmed: false,
};

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

test('every spelling has a row with the status a server should answer', async () => {
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
  const { files, counts } = emitCsv(() => rows, {
    ...options,
    confirmed: true,
    hits: (key) => key.length,
  });
  const written: [name: string, lines: string[]][] = [];
  for await (const { name, lines } of files) written.push([name, [...lines]]);
  const [[name, [head = '', ...records]] = ['', []], ...more] = written;
  expect(name).toBe('sarkol-akimat.csv');
  expect(more).toEqual([]);
  expect(counts).toMatchObject({ rows: 5, provisional: 2, unresolved: 1 });
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

test('what is more than a spreadsheet holds goes on in another file, heading and all', async () => {
  const rows = ['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ'].map((letter) =>
    redirectRow(mapping, [`http://sarkol.gov.kz/${letter}`]),
  );
  const counts = { rows: 0, provisional: 0, held: 0, unresolved: 0, refused: {} };
  const files: [name: string, lines: string[]][] = [];
  for await (const { name, lines } of csvFiles(() => rows, options, counts, 4)) {
    files.push([name, [...lines]]);
  }
  expect(files.map(([name]) => name)).toEqual(['sarkol-akimat.csv', 'sarkol-akimat-2.csv']);
  for (const [, [head, ...records]] of files) {
    expect(head).toBe('\ufeffold_url,new_url,status,type,lang,hits,item_id,note\r');
    expect(records).toHaveLength(3);
  }
  const letters = files.flatMap(([, lines]) => lines.slice(1).map((line) => readRecord(line)[0]));
  expect(letters).toEqual(rows.map((row) => row.spellings[0]));
  expect(counts.rows).toBe(6);
});

test('whatever the rows hold, the table leads to allowed hosts and to the archive alone', async () => {
  const archiveTemplate = 'https://archive.gov.kz/web/{address}';
  const hosts = [...options.portal.allowedHosts, 'archive.gov.kz'];
  await fc.assert(
    fc.asyncProperty(hostileRedirects(mapping, { maxLength: 12 }), async (rows) => {
      const { files, counts } = emitCsv(() => rows, { ...options, archiveTemplate });
      for await (const { lines } of files) {
        const [, ...records] = [...lines].map(readRecord);
        expect(records).toHaveLength(counts.rows);
        for (const [, target = '', status] of records) {
          if (['301', '302'].includes(status ?? '')) expect(target).not.toBe('');
          if (target === '') continue;
          expect(checkTarget(target, hosts).target).toBe(target);
        }
      }
    }),
    { numRuns: 200 },
  );
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
