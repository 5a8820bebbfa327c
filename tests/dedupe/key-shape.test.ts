import { expect, test } from 'vitest';
import { isCopyShape, languageAddress, numericId } from '../../src/dedupe/key-shape.ts';

test.each([
  ['a.kz/2016/02/kitap', 'a.kz/2016/02/kitap/print'],
  ['a.kz/?id=201', 'a.kz/?id=201&lang=ru'],
  ['a.kz/News.aspx?nid=102&lang=kk', 'a.kz/Print.aspx?nid=102&lang=kk'],
  ['a.kz/ru/news/1432', 'a.kz/ru/news/novosti-2018/1432'],
  ['a.kz/qala', 'm.a.kz/qala'],
])('%s and %s look like copies', (a, b) => {
  expect(isCopyShape(a, b)).toBe(true);
  expect(isCopyShape(b, a)).toBe(true);
});

test.each([
  ['a.kz/?id=201', 'a.kz/?id=202'],
  ['a.kz/news/1432', 'a.kz/news/1433'],
  ['a.kz/kk/tarih', 'a.kz/ru/tarih'],
  ['a.kz/News.aspx?nid=102', 'a.kz/Print.aspx?nid=103'],
  ['a.kz/қала', 'b.kz/қала'],
])('%s and %s do not', (a, b) => {
  expect(isCopyShape(a, b)).toBe(false);
});

test.each([
  ['a.kz/kz/zher', 'kk', 'a.kz/zher'],
  ['a.kz/zher', null, 'a.kz/zher'],
  ['a.kz/rus/zher', 'ru', 'a.kz/zher'],
  ['a.kz/?id=5&lang=kz', 'kk', 'a.kz/?id=5'],
  ['kaz.a.kz/zher', 'kk', 'a.kz/zher'],
  ['a.kz/tarih_rus.htm', 'ru', 'a.kz/tarih.htm'],
  ['a.kz/about-en', 'en', 'a.kz/about'],
])('%s is of language %s and else %s', (key, lang, rest) => {
  expect(languageAddress(key)).toEqual({ lang, rest });
});

test('the number of a page stands in its only numeric parameter, else at the end of its path', () => {
  expect(numericId('a.kz/kk/news?ELEMENT_ID=1108')).toBe('element_id=1108');
  expect(numericId('a.kz/zhanalyk/1108-көпір')).toBe('1108');
  expect(numericId('a.kz/x?id=11&year=2015')).toBeUndefined();
  expect(numericId('a.kz/көпір')).toBeUndefined();
});
