import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ImportedRow } from '../../src/redirects/plan-input.ts';
import { parseAddress } from '../../src/text/address.ts';
import { item, itemId, mapping, plan, site } from '../support/planned-site.ts';
import { known, mappingWith } from '../support/redirect-plan.ts';

const pieces = [
  ...['//evil.example', '\\', '@evil.example', '/', '?', '#', '%00', '%0d%0a', '\r\n', '"', "'"],
  ...[
    '$',
    '$host',
    '{id}',
    '..',
    '%2e%2e',
    '%2F',
    ':443',
    ' ',
    '\t',
    '\u2028',
    'ә',
    'Қала',
    'a',
    '.',
  ],
] as const;
const tail = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(''));
const starts = [
  ...['https://www.gov.kz', 'https://www.gov.kz/', 'https://www.gov.kz@', 'https://www.gov.kz.'],
  ...['https://evil.example/', '//evil.example/', 'http://www.gov.kz/', 'javascript:', '', site],
] as const;
const anyTarget = fc.tuple(fc.constantFrom(...starts), tail).map(([start, rest]) => start + rest);
const anyAddress = tail
  .map((rest) => parseAddress(`${site}/${rest}`))
  .filter((address) => address !== undefined);

test('whatever mapping, table, id map or old address say, every key is decided once and leads to allowed hosts alone', () => {
  const anyRow = fc.record({
    from: fc.oneof(
      tail.map((rest) => `/${rest}`),
      tail.map((rest) => `/{id}/${rest}`),
    ),
    to: anyTarget,
  });
  const anyKnown = fc.record({
    address: anyAddress,
    status: fc.constantFrom(200, 301, 302, 404),
    location: fc.option(anyTarget),
  });
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 4 }),
      fc.array(anyRow, { maxLength: 4 }),
      fc.array(anyKnown, { maxLength: 6 }),
      fc.option(anyTarget),
      fc.option(anyTarget),
      (rows, given, knowns, portalSays, hostWide) => {
        const own = mappingWith({
          hosts: [
            {
              host: 'sarkol.gov.kz',
              aliases: ['www.sarkol.gov.kz'],
              ...(hostWide === null ? {} : { hostWide: { to: hostWide, reason: 'бүкіл сайт' } }),
            },
          ],
          redirects: rows.map((row) => ({ ...row, reason: 'қолмен' })),
        });
        const addresses = [
          ...new Map(knowns.map((one) => [one.address, known(mapping, one.address, one)])).values(),
        ];
        const imported = given.map(
          (row, line): ImportedRow => ({
            ...row,
            source: line % 2 === 0 ? 'import' : 'hand',
            line,
            decision: 'redirect',
            reason: 'кесте',
          }),
        );
        const portalAddress = (id: string) => (id === itemId ? portalSays : null);
        const { redirects } = plan({ addresses, imported, items: [item()], portalAddress }, own);
        for (const { target, decision } of redirects) {
          if (decision !== 'redirect' && decision !== 'shared') continue;
          const url = new URL(target ?? '');
          expect(url.protocol + url.host + url.username).toBe('https:www.gov.kz');
          expect(target).toMatch(/^https:\/\/www\.gov\.kz\/[\x21-\x7e]*$/);
          expect(target).not.toMatch(/[\s\\]|%0[ad]|%00/i);
        }
        const keys = redirects.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { key } of addresses) expect(keys).toContain(key);
      },
    ),
    { numRuns: 500 },
  );
});

test('a host whose pages are mostly copies is suggested one answer for all', () => {
  const copies = Array.from({ length: 30 }, (_, n) => `sarkol.gov.kz/баспа/${n}`);
  const version = { lang: 'kk', agency: mapping.id, key: 'sarkol.gov.kz/жаңалық' } as const;
  const thin = item({ versions: [{ ...version, aliases: copies }] });
  expect(plan({ items: [thin] }).codes).toEqual(['host-wide-suggested sarkol.gov.kz']);
  const few = item({ versions: [{ ...version, aliases: copies.slice(0, 3) }] });
  expect(plan({ items: [few] }).codes).toEqual([]);
});
