import { expect, test } from 'vitest';
import { markKey, marksOf } from '../../src/crawl/language-marks.ts';
import { compileGlob } from '../../src/text/glob.ts';

test.each([
  ['http://aqsu.kz/kz/news/12', 'path /kz/**'],
  ['http://aqsu.kz/portal/page/portal/aqsu/rus/main?id=1', 'path /*/*/*/*/rus/**'],
  ['http://aqsu.kz/index_kz.html', 'path /**_kz.*'],
  ['http://aqsu.kz/docs/zakon-rus.php?id=3', 'path /**-rus.*'],
  ['http://aqsu.kz/page.php?id=7&lang=2', 'parameter lang=2'],
  ['http://aqsu.kz/page?p_lang=kaz', 'parameter p_lang=kaz'],
  ['http://aqsu.kz/kazakhstan/en.pdf?order=en', undefined],
])('%s carries the mark %s', (address, key) => {
  const marks = marksOf(address);
  expect(marks.map(markKey)).toEqual(key === undefined ? [] : [key]);
  const [mark] = marks;
  if (mark?.by === 'path') {
    const { pathname, search } = new URL(address);
    expect(compileGlob(mark.glob)(pathname + search)).toBeDefined();
  }
});
