import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decodeText, unsureCharset } from '../../src/text/charset.ts';
import { decodeAs } from '../../src/text/encodings.ts';
import { letterOrder, pairCost } from '../../src/text/letter-pairs.ts';
import { hasIconv, labelledPages } from '../support/charset-set.ts';
import { countedPairs } from '../support/letter-pairs.ts';

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

describe.skipIf(!hasIconv())(
  'pages made by the iconv command of prose the table has not seen',
  () => {
    const pages = labelledPages(1048).map((page) => {
      const { text, confidence } = decodeText(page.body, page.contentType);
      return { ...page, isRight: text === page.text, confidence };
    });
    const wrong = pages.filter((page) => !page.isRight);
    const said = (list: typeof pages) =>
      list.map((page) => `${page.encoding} ${page.shape} ${page.length} ${page.contentType}`);

    test('of 80 bytes and more decode to their truth, headings, tables and English pages included', () => {
      expect(pages.length).toBeGreaterThan(2000);
      expect(said(wrong.filter((page) => page.length >= 80))).toEqual([]);
    });

    test('of 40 bytes decode to their truth in 99 of 100 cases', () => {
      const short = pages.filter((page) => page.length === 40);
      const share = wrong.filter((page) => page.length === 40).length / short.length;
      expect(share).toBeLessThanOrEqual(0.01);
    });

    test('have a low confidence where they are read wrongly, and seldom where they are read rightly', () => {
      expect(said(wrong.filter((page) => page.confidence >= unsureCharset))).toEqual([]);
      const doubted = pages.filter((page) => page.isRight && page.confidence < unsureCharset);
      expect(doubted.length / pages.length).toBeLessThanOrEqual(0.01);
    });
  },
);

test.skipIf(!hasIconv())('confidence is what it says it is, down to a word of six bytes', () => {
  const read = [1048, 1049].flatMap((seed) =>
    labelledPages(seed, [6, 10, 16, 24]).map((page) => {
      const { text, confidence } = decodeText(page.body, page.contentType);
      return { isRight: text === page.text, confidence };
    }),
  );
  const right = (from: number, to: number) => {
    const some = read.filter(({ confidence }) => confidence >= from && confidence < to);
    expect(some.length).toBeGreaterThan(50);
    return some.filter(({ isRight }) => isRight).length / some.length;
  };
  expect(right(0.9, 2)).toBeGreaterThan(0.995);
  expect(right(unsureCharset, 0.9)).toBeGreaterThan(0.9);
  expect(right(0, unsureCharset)).toBeLessThan(0.85);
});

test('the table of letter pairs is the one counted on the prose of the fixtures', () => {
  const counted = countedPairs().join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-';
  const gaps = [...counted].map((one, at) =>
    Math.abs(alphabet.indexOf(one) / 6 - (pairCost[at] ?? 99)),
  );
  expect(gaps).toHaveLength(letterOrder.length ** 2);
  // Edited prose may move it a little; counted anew: npx tsx tests/support/letter-pairs.ts
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.3);
});

const kazakh = 'Ауыл тұрғындары көктемгі сенбілікке шықты, өзен жағасы тазартылды. ';
const russian = 'Жители села вышли на весенний субботник и убрали берег реки. ';

test('a stray byte in a UTF-8 page does not make it windows-1251, and is reported', () => {
  const body = Buffer.from(`<p>${kazakh.repeat(3)}</p>`);
  body[20] = 0x97;
  const read = decodeText(body, 'text/html; charset=windows-1251');
  expect(read).toMatchObject({ encoding: 'utf-8', source: 'utf-8-damaged' });
  expect(read.text).toContain('өзен жағасы тазартылды');
  expect(read.damage).toMatch(/are not UTF-8/);
  expect(read.confidence).toBeGreaterThan(0.9);
});

test('an include in windows-1251 on a UTF-8 page is read in its own charset, and is reported', () => {
  const menu = iconv.encode(`<ul><li>${russian}</li></ul>`, 'win1251');
  const body = Buffer.concat([menu, Buffer.from(`<p>${kazakh.repeat(4)}</p>`)]);
  const read = decodeText(body, null);
  expect(read.text).toBe(`<ul><li>${russian}</li></ul><p>${kazakh.repeat(4)}</p>`);
  expect(read.encoding).toBe('utf-8');
  expect(read.damage).toMatch(/mixes two charsets/);
});

test('a UTF-8 include on a page in KZ-1048 is read in its own charset, and the page stays KZ-1048', () => {
  const page = iconv.encode(`<p>${kazakh.repeat(9)}</p>`, 'rk1048');
  const read = decodeText(Buffer.concat([page, Buffer.from(`<b>${kazakh}</b>`)]), null);
  expect(read.text).toBe(`<p>${kazakh.repeat(9)}</p><b>${kazakh}</b>`);
  expect(read.encoding).toBe('kz-1048');
});

test('text that the site encoded twice is kept as it stands, and is reported', () => {
  const twice = iconv.decode(Buffer.from(kazakh), 'win1251');
  const read = decodeText(Buffer.from(`<p>${twice}</p>`), null);
  expect(read.text).toBe(`<p>${twice}</p>`);
  expect(read.damage).toMatch(/twice/);
  expect(decodeText(Buffer.from(kazakh + russian), null).damage).toBeNull();
});

test('a German page of an embassy is read as western text, whatever its server declares', () => {
  const german =
    '<p>Öffnungszeiten täglich außer mittwochs; Anträge müssen persönlich gestellt werden.</p>';
  const body = iconv.encode(german, 'win1252');
  expect(decodeText(body, 'text/html; charset=windows-1251').text).toBe(german);
});

test('UTF-16 without a mark is told by its Cyrillic high bytes', () => {
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const body = iconv.encode(`<p>${kazakh.toUpperCase()}</p>`, encoding, { addBOM: false });
    expect(decodeText(body, 'text/html; charset=utf-8')).toMatchObject({
      encoding,
      text: `<p>${kazakh.toUpperCase()}</p>`,
    });
  }
});

test('a few letters that several charsets read as words get a low confidence', () => {
  expect(decodeText(Buffer.from([0xd2, 0xc1]), null).confidence).toBeLessThan(unsureCharset);
});

test('bytes of any kind decode without an error, all of them', () => {
  for (const encoding of ['windows-1251', 'kz-1048', 'koi8-r', 'ibm866', 'iso-8859-5'] as const) {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = decodeAs(all, encoding);
    expect(text).toHaveLength(256);
    expect(text.slice(0, 128)).toBe(Buffer.from(all.subarray(0, 128)).toString('latin1'));
  }
});
