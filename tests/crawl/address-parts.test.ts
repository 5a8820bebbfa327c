import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/crawl/address-parts.ts';
import { familiesOf } from '../../src/crawl/families.ts';
import { hasRepeatedParameter, withoutReturn } from '../../src/crawl/traps.ts';
import { verdictOf } from '../../src/crawl/trials.ts';

const state = { part: '?баспа', place: '', tried: 0, same: 0, differs: 0 };

describe('parts of an address', () => {
  it('are its parameters, pairs of them, its first and its last folder', () => {
    const parts = partsOf('http://a.kz/m/қаулы/?tmpl=component&print=1', []);
    expect(Object.fromEntries(parts.map(({ part, base }) => [part, decodeURI(base)]))).toEqual({
      '?tmpl': 'http://a.kz/m/қаулы/?print=1',
      '?print': 'http://a.kz/m/қаулы/?tmpl=component',
      '?print+tmpl': 'http://a.kz/m/қаулы/',
      'm/': 'http://a.kz/қаулы/?tmpl=component&print=1',
      '/қаулы': 'http://a.kz/m/?tmpl=component&print=1',
    });
  });

  it('of a parameter named twice are all but the last', () => {
    const [part] = partsOf('http://a.kz/?lang=kk&b=1&lang=ru', []);
    expect(part).toMatchObject({ part: '?lang×', base: 'http://a.kz/?b=1&lang=ru' });
  });

  it('leave out what the mapping names as content', () => {
    expect(partsOf('http://a.kz/?ID=5', ['id'])).toEqual([]);
  });

  it('hold for the whole host when they are switches or sessions, not numbers', () => {
    const isGeneral = (query: string) => partsOf(`http://a.kz/x?${query}`, [])[0]?.isGeneral;
    expect(isGeneral('print=Y')).toBe(true);
    expect(isGeneral('kiru=4f1d2c3b4a5e')).toBe(true);
    expect(isGeneral('month=3')).toBe(false);
  });

  it.each([
    ['three pages that show the same', { tried: 3, same: 3 }, false, 'noise'],
    ['two that differ', { tried: 2, differs: 2 }, false, 'content'],
    ['one that differs among nine', { tried: 9, same: 8, differs: 1 }, false, 'noise'],
    ['twelve without an answer', { tried: 12 }, false, 'content'],
    ['few pages that are not translated', { tried: 5, same: 5 }, true, 'open'],
    ['one page that is translated', { tried: 11, same: 10, differs: 1 }, true, 'open'],
  ])('are judged by %s', (_name, seen, isLanguage, expected) => {
    expect(verdictOf({ ...state, ...seen }, isLanguage)).toBe(expected);
  });
});

describe('families of templates', () => {
  it('are the folders above, and all queries on the path', () => {
    expect(familiesOf('a.kz/сүзгі/түс-қызыл/?b=0')).toEqual([
      'a.kz/сүзгі/**',
      'a.kz/сүзгі/түс-қызыл/**',
      'a.kz/сүзгі/түс-қызыл/?**',
    ]);
    expect(familiesOf('a.kz/index.php')).toEqual([]);
  });
});

describe('addresses that hold addresses', () => {
  const page = 'http://a.kz/kk/жаңалық/5.html?b=1';
  it.each([
    [`http://a.kz/login?back_url=${encodeURIComponent('/kk/жаңалық/5.html')}`, 'http://a.kz/login'],
    [
      `http://a.kz/login?ReturnUrl=${encodeURIComponent(encodeURIComponent(page))}&act=new`,
      'http://a.kz/login?act=new',
    ],
    ['http://a.kz/view?file=/docs/5.pdf', 'http://a.kz/view?file=/docs/5.pdf'],
  ])('%s is fetched as %s', (address, clean) => {
    expect(withoutReturn(new URL(address).href, new URL(page).href)).toBe(clean);
  });

  it('that name a parameter three times are refused, lists of choices are not', () => {
    expect(hasRepeatedParameter('http://a.kz/?lang=kk&lang=ru&lang=en')).toBe(true);
    expect(hasRepeatedParameter('http://a.kz/?lang=kk&lang=ru')).toBe(false);
    expect(hasRepeatedParameter('http://a.kz/?t%5B%5D=1&t%5B%5D=2&t%5B%5D=3')).toBe(false);
  });
});
