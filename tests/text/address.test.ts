import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  legacyPathAddress,
  parseAddress,
  pathAndQuery,
  resolveAddress,
} from '../../src/text/address.ts';
import { compileGlob, globFault } from '../../src/text/glob.ts';

const base = 'http://aqsu.gov.kz/ru/news/';

test('a link is resolved as browsers do: backslashes, dots, white space, fragment apart', () => {
  expect(resolveAddress(' ..\\foto\\әкім.jpg#1 ', base)).toEqual({
    address: 'http://aqsu.gov.kz/ru/foto/%D3%99%D0%BA%D1%96%D0%BC.jpg',
    fragment: '1',
  });
});

test('the query is encoded in the charset of the linking page', () => {
  expect(resolveAddress('/s?q=да', base, 'windows-1251')?.address).toBe(
    'http://aqsu.gov.kz/s?q=%E4%E0',
  );
  expect(resolveAddress('/s?q=қ', base, 'windows-1251')?.address).toBe(
    'http://aqsu.gov.kz/s?q=%26%231179%3B',
  );
  expect(resolveAddress('/s?q=қ', base, 'kz-1048')?.address).toBe('http://aqsu.gov.kz/s?q=%9D');
});

test('what is no web address has none', () => {
  for (const href of ['mailto:a@b.kz', 'javascript:void(0)', 'tel:+7', 'http://', 'ftp://a.kz/']) {
    expect(resolveAddress(href, base)).toBeUndefined();
  }
  expect(parseAddress(`http://a.kz/${'a'.repeat(3000)}`)).toBeUndefined();
  expect(parseAddress('http://user:pw@a.kz/?#x')).toBe('http://a.kz/');
});

test('globs capture segments and match queries only when they name one', () => {
  expect(compileGlob('/news/{id}/*')('/news/12/қала?x=1')).toEqual({ id: '12' });
  expect(compileGlob('/news/*')('/news/a/b')).toBeUndefined();
  expect(compileGlob('/news/**')('/news/a/b')).toEqual({});
  expect(compileGlob('/Default.aspx?id={id}&**')('/Default.aspx?id=7&lang=kk')).toEqual({
    id: '7',
  });
  expect(globFault('/a/{1x}')).toContain('1x');
  expect(globFault('/a/{x}/{x}')).toContain('twice');
  expect(globFault('/a/{x')).toContain('close');
  expect(pathAndQuery('http://a.kz/b?c=1')).toBe('/b?c=1');
});

test('letters in a path are also tried as bytes of the page, as browsers of the 2000s sent them', () => {
  expect(legacyPathAddress('/doc/Шешім 5.doc', base, 'kz-1048')).toBe(
    'http://aqsu.gov.kz/doc/%D8%E5%F8%B3%EC%205.doc',
  );
  expect(legacyPathAddress('/doc/5.doc?a=ә', base, 'kz-1048')).toBeUndefined();
  expect(legacyPathAddress('/doc/Шешім.doc', base, 'utf-8')).toBeUndefined();
});

test('a plain path, name or address is resolved to just what the URL parser says', () => {
  const piece = fc.constantFrom(
    'a',
    'Қ',
    '/',
    '.',
    '..',
    '%2e',
    '%D2',
    '?',
    '=',
    '&',
    ';',
    ':',
    '@',
    '~',
    '#',
    '\\',
    ' ',
    "'",
    '|',
    '1',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const start of [
        '/x',
        'x',
        'http://a-1.b.kz/',
        'https://a.xn--kz',
        'http://1.kz',
        'http:',
      ]) {
        const href = start + pieces.join('');
        if (!URL.canParse(href, base)) continue;
        const url = new URL(href, base);
        url.hash = '';
        url.username = '';
        url.password = '';
        const isWeb = url.protocol.startsWith('http');
        const expected = url.href.endsWith('?') ? url.href.slice(0, -1) : url.href;
        expect(resolveAddress(href, base)?.address).toBe(isWeb ? expected : undefined);
      }
    }),
    { numRuns: 2000 },
  );
  expect(resolveAddress('/a', 'ftp://a.kz/')).toBeUndefined();
});
