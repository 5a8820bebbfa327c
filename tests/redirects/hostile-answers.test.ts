import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowRules } from '../../src/pipeline/key-rows.ts';
import { readAnswerRow } from '../../src/redirects/answer-row.ts';
import { readNewAnswer } from '../../src/redirects/new-answer.ts';
import { readOldAddress } from '../../src/redirects/old-address.ts';
import { urlKey } from '../../src/text/url-key.ts';
import { mappingWith, settingsWith } from '../support/redirect-plan.ts';

const settings = settingsWith({ archiveTemplate: 'https://archive.example.kz/2026/{address}' });
const mapping = mappingWith();
const rules = rowRules(mapping, settings);
const ours = new Set(['sarkol.gov.kz', 'www.sarkol.gov.kz']);

const pieces = [
  ...[
    'http://',
    'https://',
    'HTTPS://',
    '//',
    '/',
    '\\',
    'https:/',
    'javascript:',
    'data:text/html,',
  ],
  ...['www.gov.kz', 'gov.kz', 'evil.example', 'sarkol.gov.kz', 'archive.example.kz', 'WWW.GOV.KZ'],
  ...[
    '@',
    ':',
    ':443',
    ':8080',
    '.',
    '..',
    '?',
    '#',
    '&',
    '=',
    '"',
    "'",
    '$',
    '$1',
    '${host}',
    ';',
    '{',
    '}',
    '~',
  ],
  ...[
    '\r\n',
    '\n',
    '\r',
    '\t',
    ' ',
    '\u0000',
    '\u2028',
    '\u00a0',
    '%00',
    '%0d%0a',
    '%2f%2fevil.example',
    '%5c',
  ],
  ...[
    'ә',
    'қала',
    'İ',
    '｡',
    '。',
    'ｗｗｗ',
    'archive',
    'gone',
    '=cmd|',
    '+1',
    '-1',
    '\ufeff',
    '\ufffd',
  ],
] as const;
const hostile = fc
  .array(fc.constantFrom(...pieces), { maxLength: 9, size: 'max' })
  .map((parts) => parts.join(''));
const target = fc.oneof(
  hostile,
  hostile.map((tail) => `https://www.gov.kz${tail}`),
  hostile.map((tail) => `https://www.gov.kz/${tail}`),
  hostile.map((tail) => `https://${tail}@www.gov.kz/`),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

test('no decision enters with a target on a host that is not allowed, whatever a list holds', () => {
  const { allowedHosts } = settings.portal;
  let entered = 0;
  fc.assert(
    fc.property(target, (text) => {
      const read = readNewAnswer(text, 'sarkol.gov.kz/ескі', rules);
      if (read.target === undefined || read.target === null) return;
      entered += 1;
      const url = new URL(read.target);
      const hosts =
        read.decision === 'archive' ? ['archive.example.kz'] : [...allowedHosts, ...ours];
      expect(hosts).toContain(url.host);
      expect(url.username + url.password).toBe('');
      expect(read.target).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
      // Plain http leads to the old site alone, which planning follows and never emits.
      if (read.target.startsWith('http:')) expect([...ours]).toContain(url.host);
    }),
    { numRuns: 4000 },
  );
  expect(entered).toBeGreaterThan(200);
});

test('no decision enters for an address of another host, and its key is that of its address', () => {
  let entered = 0;
  const old = fc.oneof(
    hostile,
    hostile.map((tail) => `/${tail}`),
    hostile.map((tail) => `http://sarkol.gov.kz${tail}`),
  );
  fc.assert(
    fc.property(old, (text) => {
      const read = readOldAddress(text, rules.firstHost, rules.rules);
      if (read.address === undefined) return;
      entered += 1;
      expect([...ours]).toContain(new URL(read.address).hostname.replace(/\.$/, ''));
      expect(urlKey(read.address, rules.rules)).toBe(read.key);
      expect(read.key.startsWith('sarkol.gov.kz/')).toBe(true);
      expect(read.address).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
    }),
    { numRuns: 4000 },
  );
  expect(entered).toBeGreaterThan(400);
});

test('forms of an open redirect that people know are refused one by one', () => {
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https:\\\\evil.example',
    'https://www.gov.kz@evil.example/',
    'https://www.gov.kz\\@evil.example/',
    'https://evil.example\\@www.gov.kz/',
    'https://user@www.gov.kz/',
    'https://www.gov.kz.evil.example/',
    'https://evil.example#www.gov.kz',
    'https://www.gov.kz:8443/',
    'https://www.gov.kz/a\r\nLocation: https://evil.example',
    'https://www.gov.kz/%0d%0aLocation:x',
    'https://www.gov.kz/%00',
    'http://sarkol.gov.kz@evil.example/',
    'http://evil.example\\@sarkol.gov.kz/',
    'javascript:alert(1)',
  ]) {
    const read = readAnswerRow({ old: '/ескі', new: next, reason: '', type: '' }, rules);
    expect(read.fault, next).toBeDefined();
  }
});
