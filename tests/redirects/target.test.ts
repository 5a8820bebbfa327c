import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkForm, checkTarget, fillTemplate, sectionTarget } from '../../src/redirects/target.ts';
import { encodeCapture } from '../../src/text/redirect-pattern.ts';

const allowed = ['www.gov.kz', 'gov.kz'];

test.each([
  ['http://www.gov.kz/x', 'is no absolute https address'],
  ['//evil.example/x', 'is no absolute https address'],
  ['/memleket', 'is no absolute https address'],
  ['javascript:alert(1)', 'is no absolute https address'],
  ['https:///evil.example', 'is no absolute https address'],
  ['https:\\\\evil.example', 'holds a space, control character or backslash'],
  ['https://www.gov.kz\\@evil.example', 'holds a space, control character or backslash'],
  ['https://www.gov.kz@evil.example/', 'holds credentials'],
  ['https://user:pw@www.gov.kz/', 'holds credentials'],
  ['https://@www.gov.kz/', 'holds credentials'],
  ['https://www.gov.kz.evil.example/', 'www.gov.kz.evil.example is not among portal.allowedHosts'],
  ['https://evil.example/www.gov.kz', 'evil.example is not among portal.allowedHosts'],
  ['https://www.gov.kz:8443/', 'www.gov.kz:8443 is not among portal.allowedHosts'],
  ['https://www.gov.kz./', 'www.gov.kz. is not among portal.allowedHosts'],
  ['https://gоv.kz/', 'xn--gv-fmc.kz is not among portal.allowedHosts'],
  ['https://www.gov.kz/a\r\nSet-Cookie: x', 'holds a space, control character or backslash'],
  ['https://www.gov.kz/a%0D%0ALocation:', 'holds an encoded control character'],
  ['https://www.gov.kz/%00', 'holds an encoded control character'],
  [`https://www.gov.kz/${'ә'.repeat(400)}`, 'longer than 2048 characters'],
])('refuses the target %s', (target, fault) => {
  expect(checkTarget(target, allowed)).toEqual({ fault });
});

test('takes an allowed target in its WHATWG form, Kazakh letters encoded', () => {
  expect(checkTarget('https://WWW.gov.kz:443/memleket/әкімдік?lang=kk', allowed)).toEqual({
    target: 'https://www.gov.kz/memleket/%D3%99%D0%BA%D1%96%D0%BC%D0%B4%D1%96%D0%BA?lang=kk',
  });
});

test('an archive link may lead to any host, but has the same form', () => {
  expect(checkForm('https://archive.kz/2026/http://sarkol.kz/a?b=1').fault).toBeUndefined();
  expect(checkForm('http://archive.kz/').fault).toBe('is no absolute https address');
});

test('whatever stands in a target, what passes is https on an allowed host', () => {
  const piece = fc.constantFrom(
    ...['https:', 'http:', '//', '/', '\\', '@', ':', '?', '#', '.', '%00', '%0a', '\r\n', '\t'],
    ...['www.gov.kz', 'gov.kz', 'evil.example', 'қаз', '$host', '"', ';', '{', '}', ' '],
  );
  const soup = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
  const prefixed = soup.map((text) => `https://www.gov.kz${text}`);
  fc.assert(
    fc.property(fc.oneof(soup, prefixed, fc.webUrl(), fc.string()), (raw) => {
      const { target } = checkTarget(raw, allowed);
      if (target === undefined) return;
      expect(target).toMatch(/^https:\/\/(?:www\.)?gov\.kz\/[\x21-\x7e]*$/);
      expect(checkTarget(target, allowed)).toEqual({ target });
    }),
    { numRuns: 2000 },
  );
});

test('what stands in the form that needs no parsing is what the parser would make of it', () => {
  const piece = fc.constantFrom(
    '/',
    '/',
    '.',
    '..',
    'a',
    'B',
    '1',
    '-',
    '~',
    '?',
    '&',
    '=',
    ':',
    '@',
    '%2e',
    '*',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const raw = `https://www.gov.kz/${pieces.join('')}`;
      expect(checkTarget(raw, allowed)).toEqual(checkForm(raw));
    }),
    { numRuns: 3000 },
  );
});

test('templates encode every value but the base', () => {
  expect(
    fillTemplate('{base}/memleket/entities/{entity}/page/{id}?lang={lang}&x={y}', {
      base: 'https://www.gov.kz/',
      entity: 'a/../b',
      id: 'ұ?1',
      lang: 'kk',
    }),
  ).toBe('https://www.gov.kz/memleket/entities/a%2F..%2Fb/page/%D2%B1%3F1?lang=kk&x={y}');
});

test('a section stands below the home and keeps its query', () => {
  expect(sectionTarget('https://www.gov.kz/memleket/entities/sarkol?lang=ru', '/press/news/')).toBe(
    'https://www.gov.kz/memleket/entities/sarkol/press/news?lang=ru',
  );
});

test('a captured piece stays one segment and never climbs', () => {
  expect(encodeCapture('қала%2fауыл?a=1&b "c"')).toBe(
    '%D2%9B%D0%B0%D0%BB%D0%B0%2F%D0%B0%D1%83%D1%8B%D0%BB%3Fa%3D1%26b%20%22c%22',
  );
  expect(encodeCapture('..')).toBe('');
  expect(encodeCapture('%2e.')).toBe('');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(encodeCapture(value)).toMatch(/^(?:[A-Za-z0-9\-_.!~*'()]|%[0-9A-F]{2})*$/);
    }),
  );
});

test('what is told quickly of a plain target is what the URL parser gives', () => {
  const pieces = [
    '/',
    '.',
    '..',
    '/./',
    'a',
    'ә',
    '%41',
    '%0d',
    '?',
    '&',
    '=',
    '@',
    ':',
    ';',
    '$',
    "'",
    '~',
    '*',
  ];
  const tail = fc
    .array(fc.constantFrom(...pieces), { maxLength: 8 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.constantFrom('https://www.gov.kz', 'https://www.gov.kz/x'),
      tail,
      (start, rest) => {
        const { target } = checkTarget(start + rest, allowed);
        if (target !== undefined) expect(target).toBe(checkForm(start + rest).target);
      },
    ),
    { numRuns: 2000 },
  );
});
