import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeText } from '../../src/text/charset.ts';

interface Row {
  id: string;
  declared_header: string | null;
  length: number;
  body_base64: string;
  text: string;
}

const rows: Row[] = gunzipSync(
  readFileSync(new URL('../../fixtures/charsets/labelled.ndjson.gz', import.meta.url)),
)
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

function wrongOf(selected: Row[]): string[] {
  return selected
    .filter((row) => {
      const header = row.declared_header;
      const type = header === null ? 'text/html' : `text/html; charset=${header}`;
      return decodeText(Buffer.from(row.body_base64, 'base64'), type).text !== row.text;
    })
    .map((row) => row.id);
}

test('every labelled page of about 150 bytes and more decodes to its truth, whatever was declared', () => {
  const long = rows.filter((row) => row.length >= 100);
  expect(long.length).toBeGreaterThan(300);
  expect(wrongOf(long)).toEqual([]);
});

test('at least 97 of 100 pages of about 40 bytes decode to their truth', () => {
  const short = rows.filter((row) => row.length < 100);
  expect(wrongOf(short).length / short.length).toBeLessThanOrEqual(0.03);
});

test('Kazakh letters in KZ-1048 under a windows-1251 label are read as Kazakh', () => {
  // «Қазақстан» and «әкімдік» in STRK 1048-2002
  const bytes = Buffer.from('8de0e7e09df1f2e0ed20bce af7'.replaceAll(' ', ''), 'hex');
  const body = Buffer.concat([Buffer.from('<meta charset=windows-1251><p>'), bytes]);
  expect(decodeText(body, null)).toMatchObject({ encoding: 'kz-1048' });
  expect(decodeText(body, null).text).toContain('Қазақстан');
});

test('a UTF-8 body cut in the middle of its last letter is still UTF-8', () => {
  const body = Buffer.from('<p>Тұрғындарға хабарлама').subarray(0, -1);
  expect(decodeText(body, 'text/html; charset=windows-1251').encoding).toBe('utf-8');
});
