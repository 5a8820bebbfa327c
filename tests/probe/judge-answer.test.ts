import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameTarget, judgeAnswer } from '../../src/probe/judge-answer.ts';
import type { Answer } from '../../src/probe/server-client.ts';

const target = 'https://www.gov.kz/memleket/entities/sarkol/page/1?lang=kk';

function answer(parts: Partial<Answer>): Answer {
  return {
    failure: null,
    status: 302,
    location: target,
    cacheControl: null,
    retryAfter: null,
    contentType: null,
    contentCoding: null,
    body: Buffer.alloc(0),
    ...parts,
  };
}

describe('targets', () => {
  it('are the same when only needless escapes differ', () => {
    expect(isSameTarget('https://www.gov.kz/a%24b', 'https://www.gov.kz/a$b')).toBe(true);
    expect(isSameTarget('https://www.gov.kz/%d2%9b', 'https://www.gov.kz/%D2%9B')).toBe(true);
    expect(isSameTarget('https://www.gov.kz/%7Ea', 'https://www.gov.kz/~a')).toBe(true);
    expect(isSameTarget('HTTPS://WWW.gov.kz/a', 'https://www.gov.kz/a')).toBe(true);
  });

  it.each([
    ['a slash that was escaped', 'https://www.gov.kz/a%2Fb', 'https://www.gov.kz/a/b'],
    [
      'an ampersand that was escaped',
      'https://www.gov.kz/?a=1%26b=2',
      'https://www.gov.kz/?a=1&b=2',
    ],
    ['letter case of the path', 'https://www.gov.kz/A', 'https://www.gov.kz/a'],
    ['the scheme', 'http://www.gov.kz/a', 'https://www.gov.kz/a'],
    ['the port', 'https://www.gov.kz:8443/a', 'https://www.gov.kz/a'],
    ['credentials', 'https://gov.kz@evil.example/', 'https://gov.kz/'],
    ['a backslash', 'https://www.gov.kz\\@evil.example/', 'https://www.gov.kz/@evil.example/'],
    ['no scheme', '//www.gov.kz/a', 'https://www.gov.kz/a'],
    ['raw octets', 'https://www.gov.kz/\xd2\x9b', 'https://www.gov.kz/%D2%9B'],
    ['a blank', 'https://www.gov.kz/a b', 'https://www.gov.kz/a%20b'],
  ])('differ by %s', (_name, location, wanted) => {
    expect(isSameTarget(location, wanted)).toBe(false);
  });

  it('are never the same as anything on another host', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (location) => {
        fc.pre(new URL(location).host !== 'www.gov.kz');
        expect(isSameTarget(location, target)).toBe(false);
      }),
    );
  });
});

describe('caching', () => {
  const confirmed = [{ status: 301, location: target, maxAge: 3600 }] as const;
  const first = [{ status: 302, location: target, maxAge: null }] as const;
  const kindOf = (cacheControl: string | null, status: number) =>
    judgeAnswer(answer({ status, cacheControl }), status === 301 ? confirmed : first).kind;

  it('of a confirmed redirect is an hour', () => {
    expect(kindOf('max-age=3600', 301)).toBe('right');
    expect(kindOf('public, max-age=3600', 301)).toBe('right');
    expect(kindOf(null, 301)).toBe('wrong-caching');
    expect(kindOf('max-age=31536000', 301)).toBe('wrong-caching');
  });

  it('of one that is not is an hour at most', () => {
    expect(kindOf(null, 302)).toBe('right');
    expect(kindOf('no-store', 302)).toBe('right');
    expect(kindOf('max-age=31536000', 302)).toBe('wrong-caching');
    expect(kindOf('immutable', 302)).toBe('wrong-caching');
  });
});

it('of several allowed answers any is right, and the verdict names all of them', () => {
  const either = [
    { status: 404, location: null, maxAge: null },
    { status: 302, location: target, maxAge: null },
  ] as const;
  expect(judgeAnswer(answer({}), either).kind).toBe('right');
  expect(judgeAnswer(answer({ status: 404, location: null }), either).kind).toBe('right');
  const { kind, expected, got } = judgeAnswer(answer({ status: 410, location: null }), either);
  expect({ kind, expected, got }).toEqual({
    kind: 'wrong-status',
    expected: `404 or 302 ${target}`,
    got: '410',
  });
});
