import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CookieJar } from '../../src/crawl/cookie-jar.ts';
import { parseSetCookie } from '../../src/crawl/set-cookie.ts';

const now = Date.UTC(2020, 0, 1);
const url = new URL('http://www.qala.kz/a/b/c');

function sentAfter(setCookies: string[], to = 'http://www.qala.kz/a/b/d', at = now): string {
  const jar = new CookieJar(new Set(['qala.kz', 'www.qala.kz']), new Set(['til']));
  jar.take(url, '', setCookies, now);
  return jar
    .cookiesFor(new URL(to), '', at)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

describe('a cookie jar', () => {
  it.each([
    ['a=1', 'http://www.qala.kz/a/b', 'a=1', 'to its default path'],
    ['a=1', 'http://www.qala.kz/a/bb', '', 'not beside its path'],
    ['a=1; Path=/', 'http://www.qala.kz/', 'a=1', 'to the path it names'],
    ['a=1; Path=a', 'http://www.qala.kz/x', '', 'a path without slash is none'],
    ['a=1; Path=/', 'http://qala.kz/', '', 'not to another name'],
    ['a=1; Path=/; Domain=.qala.kz', 'http://qala.kz/', 'a=1', 'to a name of the mapping it names'],
    ['a=1; Path=/; Domain=qala.kz', 'http://baspa.qala.kz/', 'a=1', 'and under it'],
    ['a=1; Path=/; Domain=kz', 'http://basqa.kz/', '', 'never to a whole country'],
    ['a=1; Path=/; Domain=kz', 'http://www.qala.kz/', 'a=1', 'but back to the host itself'],
    ['a=1; Path=/; Domain=basqa.kz', 'http://www.qala.kz/', '', 'none for somebody else'],
    ['a=1; Path=/; Secure', 'http://www.qala.kz/', '', 'no secure one from an open page'],
    ['__Host-a=1; Path=/; Secure', 'https://www.qala.kz/', '', 'nor one that promises it'],
    ['a=1; Path=/; Max-Age=0', 'http://www.qala.kz/', '', 'none that is over'],
    [
      'a=1; Path=/; Expires=Wed, 01-Jan-20 00:00:10 GMT',
      'http://www.qala.kz/',
      'a=1',
      'until then',
    ],
    ['a=1; Expires=Tue Dec 31 23:59:59 2019; Path=/', 'http://www.qala.kz/', '', 'in asctime too'],
    [
      'a=1; Path=/; Expires=ертең',
      'http://www.qala.kz/',
      'a=1',
      'a date that is none counts for none',
    ],
    ['til=kz; Path=/', 'http://www.qala.kz/', '', 'none that the mapping sets itself'],
    ['=1; Path=/', 'http://www.qala.kz/', '', 'none without a name'],
    ['a; Path=/', 'http://www.qala.kz/', '', 'none without a value'],
    ['a=1\u0007; Path=/', 'http://www.qala.kz/', '', 'none with control characters'],
    [`a=${'x'.repeat(5000)}; Path=/`, 'http://www.qala.kz/', '', 'none of 5,000 characters'],
  ])('%s for %s: %s (%s)', (set, to, sent) => {
    expect(sentAfter([set], to)).toBe(sent);
  });

  it('replaces, forgets, and sends the longer path first', () => {
    const set = [
      'a=1; Path=/',
      'b=1; Path=/a',
      'c=1; Path=/',
      'a=2; Path=/',
      'c=; Max-Age=-1; Path=/',
    ];
    expect(sentAfter(set)).toBe('b=1; a=2');
  });

  it('forgets a cookie when its time is over', () => {
    expect(sentAfter(['a=1; Max-Age=60'], undefined, now + 59_000)).toBe('a=1');
    expect(sentAfter(['a=1; Max-Age=60'], undefined, now + 60_000)).toBe('');
  });

  it('keeps the cookies of variants apart', () => {
    const jar = new CookieJar(new Set(['qala.kz']), new Set());
    jar.take(url, 'cookie:til=kz', ['sid=qazaq; Path=/'], now);
    jar.take(url, '', ['sid=orys; Path=/'], now);
    const values = (variant: string) => jar.cookiesFor(url, variant, now).map(({ value }) => value);
    expect(values('cookie:til=kz')).toEqual(['qazaq']);
    expect(values('')).toEqual(['orys']);
  });

  it('stays small whatever a server sets, and its header too', () => {
    const jar = new CookieJar(new Set(['qala.kz']), new Set());
    for (let i = 0; i < 200; i++) {
      const many = Array.from({ length: 200 }, (_, k) => `n${i}-${k}=${'v'.repeat(900)}; Path=/`);
      jar.take(new URL(`http://h${i % 40}.kz/`), '', many, now);
    }
    expect(jar.changes()?.length).toBeLessThanOrEqual(1000);
    const sent = jar.cookiesFor(new URL('http://h39.kz/'), '', now);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.reduce((sum, { name, value }) => sum + name.length + value.length, 0)).toBeLessThan(
      6144,
    );
  });

  it('counts the same cookie again as no change', () => {
    const jar = new CookieJar(new Set(['qala.kz']), new Set());
    jar.take(url, '', ['a=1; Path=/; Max-Age=60'], now);
    expect(jar.changes()).toHaveLength(1);
    jar.take(url, '', ['a=1; Path=/; Max-Age=60'], now + 5000);
    expect(jar.changes()).toBeUndefined();
    expect(jar.cookiesFor(url, '', now + 64_000)).toHaveLength(1);
  });

  it('never takes what could not be sent in a header, whatever stands in the field', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a=1', '; Path=/', '; Domain=', '=', ';'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const cookie = parseSetCookie(parts.join(''), now);
        if (cookie === undefined) return;
        expect(`${cookie.name}=${cookie.value}`).not.toMatch(/[\0-\x08\x0a-\x1f\x7f;]/);
        expect(cookie.name).not.toBe('');
        expect(Number.isNaN(cookie.expires)).toBe(false);
      }),
    );
  });
});
