import { expect, test } from 'vitest';
import { lintRedirects } from '../../src/redirects/lint.ts';
import { compareText } from '../../src/redirects/precedence.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';

const mapping = mappingWith();
const site = 'https://sarkol.gov.kz';
const options = {
  allowedHosts: ['www.gov.kz', 'sarkol.gov.kz'],
  keyOf: (address: string) =>
    address.startsWith(site) ? urlKey(address, keyRules(mapping)) : undefined,
  hasArchive: false,
};

function faults(rows: readonly (readonly [from: string, to: string | null])[]): string[] {
  const redirects = rows.map(([from, to]) =>
    redirectRow(mapping, [`${site}${from}`], {
      target: to,
      decision: to === null ? 'gone' : 'redirect',
    }),
  );
  const decided = new Map(redirects.map((one) => [one.key, one]));
  const found = [
    ...lintRedirects(redirects, { ...options, decided: (key) => decided.get(key) }),
  ].sort((a, b) => compareText(a.subject, b.subject) || compareText(a.code, b.code));
  return found.map(
    ({ code, subject, detail }) =>
      `${code} ${subject.slice(13)}: ${detail.replaceAll('sarkol.gov.kz', '')}`,
  );
}

test('a sound set has no faults', () => {
  expect(
    faults([
      ['/ә', 'https://www.gov.kz/ә'],
      ['/б', null],
      ['/в', `${site}/б`],
    ]),
  ).toEqual([]);
});

test('foreign targets, redirects to oneself, chains and loops are told', () => {
  expect(
    faults([
      ['/а', 'https://evil.example/'],
      ['/ә', `${site}/ә/`],
      ['/б', `${site}/в`],
      ['/в', 'https://www.gov.kz/'],
      ['/ғ', `${site}/қ`],
      ['/қ', `${site}/ғ`],
    ]),
  ).toEqual([
    'row-refused /а: the target evil.example is not among portal.allowedHosts: https://evil.example/',
    'redirect-chain /б: /б -> /в',
    'redirect-loop /ғ: /ғ -> /қ -> /ғ',
    'redirect-loop /қ: /қ -> /ғ -> /қ',
    'redirect-loop /ә: redirects to itself',
  ]);
});

test('rows longer than any server is asked for are told', () => {
  const [fault] = faults([[`/${'ұзақ'.repeat(600)}`, 'https://www.gov.kz/']]);
  expect(fault).toMatch(/^row-refused .*: the address is longer than 2048 characters$/);
});
