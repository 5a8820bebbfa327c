import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import cases from '../../fixtures/redirects/canonical-keys.json' with { type: 'json' };
import { mappingSchema } from '../../src/model/mapping.ts';
import { readOldAddress } from '../../src/redirects/old-address.ts';
import { parseAddress } from '../../src/text/address.ts';
import { type KeyRules, keyRules, urlKey, wholeKey } from '../../src/text/url-key.ts';

/**
 * Asserted by the UK's tools and not ours: what our key is instead, and why. The same table stands in docs/design.md.
 */
const differing: Record<string, { key: string | null; why: string }> = {
  'url-025': {
    key: 'www.example.com/?c=23;d%3D1;b%3D909;e%3D33;a%3D1',
    why: 'a semicolon is text of a value to PHP, ASP.NET and Java',
  },
  'url-028': { key: 'some.com/a/path?bar=&foo=', why: 'a name without a value has an empty one' },
  'url-029': {
    key: 'www.example.com/?foo=bar',
    why: 'the letter case in which a list names a parameter never matters',
  },
  'url-040': { key: null, why: 'a mail address is no address of a page' },
  'path-002': {
    key: '/about?bar=beer&foo=BAZ',
    why: 'values keep their letter case even where the site ignores that of paths: they are ids and codes',
  },
  'path-003': { key: '/about?foo=BAZ', why: 'values keep their letter case' },
  'path-004': { key: '/', why: 'the home page is decided like any page' },
  'path-005': { key: null, why: 'without a slash it may as well be a host: a fault in lists' },
  'path-011': {
    key: '/an-archived-page?a=&querystring=&weird=&with=',
    why: 'a name without a value has an empty one',
  },
};

/** The UK's tools ignore letter case everywhere, and never read octets. */
function rulesFor(significant: string | readonly string[], hosts: string[]): KeyRules {
  return keyRules({
    hosts: hosts.map((host) => ({ host, aliases: [] })),
    significantParameters: significant === '*' ? undefined : [...significant],
    ignoredParameters: [],
    caseInsensitive: true,
    queryCharset: 'utf-8',
  });
}

/** Both write the same text in escapes of their own choice, and theirs has no slash for a home page. */
function plain(text: string): string {
  const bare = text.replace(/^https?:\/\//, '').replace(/^([^/?]*)\/?(?=\?|$)/, '$1/');
  return bare.replace(/(?:%[0-9a-f]{2})+/gi, (octets) => {
    const bytes = Buffer.from(octets.replaceAll('%', ''), 'hex');
    return isUtf8(bytes) ? bytes.toString('utf8').toLowerCase() : octets.toLowerCase();
  });
}

function keyOrNull(input: string | null, significant: string | readonly string[]): string | null {
  const address = input === null ? undefined : parseAddress(input);
  return address === undefined ? null : wholeOr(address, significant);
}

/** "*" keeps known noise too. */
function wholeOr(address: string, significant: string | readonly string[]): string {
  const rules = rulesFor(significant, []);
  return significant === '*' ? wholeKey(address, rules) : urlKey(address, rules);
}

/** Same as theirs, or as the table says, which then is not the same. */
function holds(id: string, own: string | null, expected: string | null): void {
  const other = differing[id];
  const theirs = expected === null ? null : plain(expected);
  const ours = own === null ? null : plain(own);
  if (other === undefined) {
    expect(ours).toBe(theirs);
  } else {
    expect(own).toBe(other.key);
    expect(ours).not.toBe(theirs);
  }
}

test.each(cases.urls)('$id: $input', ({ id, input, significant, expected }) => {
  holds(id, keyOrNull(input, significant), expected);
});

test.each(cases.paths)('$id: $input', ({ id, input, significant, expected }) => {
  const hosts = ['www.a.gov.uk', 'www.example.com', 'foo.com'];
  const { key } = readOldAddress(input, 'www.a.gov.uk', rulesFor(significant, hosts));
  const path = key === undefined ? null : key.slice(key.indexOf('/'));
  holds(id, path, expected === '' ? null : expected);
});

test.each(cases.hosts)('$id: $input', ({ input, expected }) => {
  const isHost = (host: string) =>
    mappingSchema.safeParse({
      ...{ id: 'aa', entity: 'aa', names: { kk: 'Ә', ru: 'А' } },
      hosts: [{ host }],
    }).success;
  if (expected === null) {
    expect(isHost(input)).toBe(false);
  } else {
    expect(urlKey(`http://${input}/`, rulesFor([], []))).toBe(`${expected}/`);
    expect(isHost(expected)).toBe(true);
  }
});

test('every rule that is not ours is explained in the design', () => {
  const design = readFileSync(new URL('../../docs/design.md', import.meta.url), 'utf8');
  const rows = Object.entries(differing).filter(
    ([id, { why }]) =>
      !design
        .split('\n')
        .some((line) => line.startsWith('| ') && line.includes(id) && line.includes(why)),
  );
  expect(rows).toEqual([]);
});
