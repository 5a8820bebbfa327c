import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeQueryText } from '../../src/text/encodings.ts';
import { requestKey } from '../../src/text/request-key.ts';
import { type KeyRules, keyRules, urlKey } from '../../src/text/url-key.ts';

const hosts = [
  { host: 'zhaiyq.gov.kz', aliases: ['www.zhaiyq.gov.kz', 'zhaiyq.kz'] },
  { host: 'old.zhaiyq.kz:8080', aliases: [] },
];

const anyRules: fc.Arbitrary<KeyRules> = fc
  .record({
    significant: fc.constantFrom<string[] | undefined>(undefined, undefined, ['ID', 'Lang'], []),
    charset: fc.constantFrom(undefined, 'utf-8', 'windows-1251', 'kz-1048', 'koi8-r', 'utf-16'),
    caseInsensitive: fc.boolean(),
  })
  .map(({ significant, charset, caseInsensitive }) =>
    keyRules({
      hosts,
      significantParameters: significant,
      ignoredParameters: ['Ref'],
      caseInsensitive,
      queryCharset: charset,
    }),
  );

/** What breaks keys: half escapes, dots and sessions behind escapes, letters that compose, fold or turn into marks of addresses. */
const hostilePiece = fc.constantFrom(
  ...[
    'index.php',
    'Default.ASPX',
    '%69ndex.php',
    '..',
    '.',
    '%2e%2E',
    '..;sid=1',
    '.;sid=',
    '%2E.;jsessionid=9',
  ],
  ...[
    '%3Bsid=1',
    '%CD%BEsid=1',
    ';cfid=',
    '(S(ab))',
    '%28S(ab)%29',
    '(s(A)f(b))',
    '((',
    '%',
    '%2',
    '%%41',
    '%2541',
  ],
  ...[
    '%D0',
    '%d0%b0',
    '%ED%EE',
    '%ED%41',
    '%98',
    '%C2%98',
    '%00',
    '%0a',
    '%0D%0A',
    '\t',
    '\n',
    '\\',
    '%5c',
    '%2F',
    '%2f..',
  ],
  ...[
    '%C4%B0',
    'İ',
    'K',
    'Å',
    '\u0338',
    '=\u0338',
    '%3C%CC%B8',
    '\u037e',
    '\u1fef',
    'ﬁ',
    'ς',
    'Σ',
    '\u200d',
    '\u202e',
    '\ufeff',
    '%EF%BF%BD',
  ],
  ...[
    '+',
    '%2B',
    '&',
    '&amp;',
    '%26%231179%3B',
    '&#38;',
    '=',
    '#',
    '?',
    ';',
    '@',
    ':',
    '//',
    "'",
    '"',
    '<',
    '|',
    '^',
    '[',
    ']',
    '~',
    '$',
    '{',
  ],
  ...['ID', 'id', 'utm_source', 'PHPSESSID', 'Ref', 'constructor', '__proto__'],
);
const piece = fc.oneof(
  hostilePiece,
  hostilePiece,
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const part = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const anyHost = fc.constantFrom(
  ...[
    'zhaiyq.gov.kz',
    'WWW.Zhaiyq.GOV.kz',
    'zhaiyq.kz.',
    'zhaiyq.kz:443',
    'zhaiyq.kz.:80',
    'old.zhaiyq.kz:8080',
  ],
  ...[
    'old.zhaiyq.kz',
    'user:pw@zhaiyq.kz',
    'жайық.қаз',
    'constructor',
    '__proto__',
    '[::1]:81',
    '1.2.3',
    'a..',
    'foreign.kz:81',
  ],
);
const hostile = fc
  .tuple(
    fc.constantFrom('http', 'https', 'HTTP'),
    anyHost,
    fc.array(part, { maxLength: 4 }),
    fc.array(fc.tuple(part, part), { maxLength: 4 }),
  )
  .map(([scheme, host, path, query]) => {
    const pairs = query.map(([name, value]) => `${name}=${value}`).join('&');
    return `${scheme}://${host}/${path.join('/')}?${pairs}`;
  });

test('a key is an address whose key it is, whatever the address; it throws only on what is none', () => {
  fc.assert(
    fc.property(hostile, anyRules, (address, rules) => {
      if (!URL.canParse(address)) {
        expect(() => urlKey(address, rules)).toThrow(TypeError);
        return;
      }
      const key = urlKey(address, rules);
      expect(urlKey(`http://${key}`, rules)).toBe(key);
      expect(urlKey(`https://${key}`, rules)).toBe(key);
      for (const one of key.split(/[/?&=]/)) expect(one.normalize('NFC')).toBe(one);
      expect(key).not.toMatch(/[\x00-\x20\x7f-\xa0\u2028\u202e\ufeff]/);
      expect(urlKey(new URL(address).href, rules)).toBe(key);
    }),
    { numRuns: 5000 },
  );
});

test('a request as a server receives it has the key of the address that a browser made it of', () => {
  fc.assert(
    fc.property(hostile, anyRules, (address, rules) => {
      if (!URL.canParse(address)) return;
      const { host, pathname, search } = new URL(address);
      const key = urlKey(address, rules);
      expect(requestKey(host, pathname + search, rules)).toBe(key);
      expect(requestKey('other.kz', `http://${host}${pathname}${search}`, rules)).toBe(key);
    }),
    { numRuns: 2000 },
  );
});

test('any octets of Host and request target have a key that is stable, or none', () => {
  const octets = fc
    .uint8Array({ maxLength: 40 })
    .map((bytes) => Buffer.from(bytes).toString('latin1'));
  fc.assert(
    fc.property(octets, octets, anyRules, (host, target, rules) => {
      for (const name of [host, 'zhaiyq.kz']) {
        const key = requestKey(name, `/${target}`, rules);
        if (key !== undefined) expect(urlKey(`http://${key}`, rules)).toBe(key);
      }
    }),
    { numRuns: 3000 },
  );
});

const russian = ['Новости', 'Ёлки', 'объявления', 'О-нас', 'Приёмная', 'Щучинск', 'яблоко', 'Й'];
const kazakh = [
  'Жаңалықтар',
  'Әкімдік',
  'құрылыс',
  'Ғылым',
  'ҮКІМЕТ',
  'өңір',
  'һәм',
  'Тұрғындар',
  'ІС',
];

/** The same words in the octets and forms in which they are met; `raw` is one latin1 character an octet. */
function forms(text: string, charset: 'windows-1251' | 'kz-1048'): string[] {
  const escapes = (octets: Uint8Array) =>
    Array.from(octets, (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
  const utf8 = Buffer.from(text);
  const legacy = encodeQueryText(text, charset);
  return [
    escapes(utf8),
    escapes(utf8).toUpperCase(),
    escapes(Buffer.from(text.normalize('NFD'))),
    utf8.toString('latin1'),
    escapes(legacy),
    Buffer.from(legacy).toString('latin1'),
  ];
}

test('Kazakh and Russian words meet in one key, each part of a path in octets of its own', () => {
  const sample = fc.record({
    words: fc.array(
      fc.oneof(
        fc.record({
          text: fc.constantFrom(...russian),
          charset: fc.constantFrom('windows-1251' as const, 'kz-1048' as const),
        }),
        fc.record({ text: fc.constantFrom(...kazakh), charset: fc.constant('kz-1048' as const) }),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    picks: fc.array(fc.nat(5), { minLength: 5, maxLength: 5 }),
  });
  const rules = keyRules({ hosts, ignoredParameters: [], caseInsensitive: false });
  fc.assert(
    fc.property(sample, ({ words, picks }) => {
      const spelled = words.map(({ text, charset }, at) => forms(text, charset)[picks[at] ?? 0]);
      const value = forms(words[0]?.text ?? '', words[0]?.charset ?? 'kz-1048')[picks[4] ?? 0];
      const key = requestKey('zhaiyq.kz', `/${spelled.join('/')}?q=${value}`, rules);
      const text = words.map((word) => word.text).join('/');
      expect(key).toBe(`zhaiyq.gov.kz/${text}?q=${words[0]?.text}`);
    }),
    { numRuns: 1000 },
  );
});
