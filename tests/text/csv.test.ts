import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from '../../src/text/csv.ts';

test('rows with quoted cells, line breaks and doubled quotation marks keep their lines', () => {
  const text = 'host;ru\r\naqsu.gov.kz;"Акимат ""Ақсу""\r\nрайона"\r\n\r\nbalqash.kz;Балқаш\r\n';
  expect(readCsv(`\ufeff${text}`)).toEqual([
    { line: 1, cells: ['host', 'ru'] },
    { line: 2, cells: ['aqsu.gov.kz', 'Акимат "Ақсу"\r\nрайона'] },
    { line: 5, cells: ['balqash.kz', 'Балқаш'] },
  ]);
});

test('any cells, quoted by RFC 4180, are read as they were', () => {
  const cell = fc
    .string({ unit: fc.constantFrom(...'әғқңөұүһі ,;"\n\tа1') })
    .map((one) => `x${one}x`);
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), (cells, delimiter) => {
      const quote = (one: string) => `"${one.replaceAll('"', '""')}"`;
      const body = cells.map((row) => row.map(quote).join(delimiter)).join('\r\n');
      const read = readCsv(`a${delimiter}b\r\n${body}\r\n`);
      expect(read.slice(1).map((row) => row.cells)).toEqual(cells);
    }),
  );
});

test('a quotation that is not closed is named with its line', () => {
  expect(() => readCsv('host,kk\naqsu.gov.kz,"Ақсу')).toThrow('line 2');
});
