import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { type ApacheCounts, emitApache } from '../../src/redirects/emit/apache.ts';
import type { EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { readApache } from '../support/apache-table.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { byKey, mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';

const site = 'http://sarkol.gov.kz';
const target = 'https://www.gov.kz/memleket/entities/sarkol/page/1?lang=kk';
const hosts = [
  { host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz'] },
  { host: 'sarkol.kz:8080' },
];
const mapping = mappingWith({ hosts });

async function emitted(
  rows: readonly Redirect[],
  options: Partial<EmitterOptions> = {},
): Promise<{ files: Map<string, string[]>; counts: ApacheCounts }> {
  const emission = emitApache(() => byKey(rows), {
    mapping,
    rules: keyRules(mapping),
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
    ...options,
  });
  const files = new Map<string, string[]>();
  for await (const { name, lines } of emission.files) {
    files.set(name, [...(files.get(name) ?? []), ...lines]);
  }
  return { files, counts: emission.counts };
}

test('a folder holds a table and the rules of each host, virtual hosts, pages and a guide', async () => {
  const { files } = await emitted([redirectRow(mapping, [`${site}/қаулы?id=5`], { target })]);
  expect([...files.keys()].sort()).toEqual([
    'README.txt',
    'certificate-names.txt',
    'default-vhost.conf',
    'gone.html',
    'not-found.html',
    'not-representable.csv',
    'sarkol.gov.kz.robots.txt',
    'sarkol.gov.kz.rules.conf',
    'sarkol.gov.kz.sitemap-1.xml',
    'sarkol.gov.kz.sitemap.xml',
    'sarkol.gov.kz.table.txt',
    'sarkol.kz_8080.robots.txt',
    'sarkol.kz_8080.rules.conf',
    'sarkol.kz_8080.table.txt',
    'vhosts.conf',
  ]);
  expect(files.get('sarkol.gov.kz.table.txt')).toEqual([
    `=id=5&/%d2%9b%d0%b0%d1%83%d0%bb%d1%8b ${target}`,
  ]);
  expect(files.get('vhosts.conf')?.join('\n')).toContain('<VirtualHost *:8080>');
  expect(files.get('vhosts.conf')?.join('\n')).toContain('ServerAlias www.sarkol.gov.kz');
});

test('addresses that differ in letter case alone are two rows', async () => {
  const { files } = await emitted([
    redirectRow(mapping, [`${site}/Page`], { target }),
    redirectRow(mapping, [`${site}/page`], { target: null, decision: 'gone' }),
  ]);
  expect(files.get('sarkol.gov.kz.table.txt')).toEqual([`=/Page ${target}`, '=/page gone']);
});

test('a table of many rows is made into a DBM file by a script', async () => {
  const rows = Array.from({ length: 501 }, (_, number) =>
    redirectRow(mapping, [`${site}/${number}`], { target }),
  );
  const { files } = await emitted(rows);
  expect(files.get('make-dbm.sh')?.join('\n')).toContain(
    '-i sarkol.gov.kz.table.txt -o "$new/sarkol.gov.kz"',
  );
  expect(files.get('make-dbm.sh')?.join('\n')).not.toContain('8080');
  expect(files.get('sarkol.gov.kz.rules.conf')?.join('\n')).toContain(
    'dbm=${KOSH_DBM}:/etc/apache2/kosh/sarkol-akimat/dbm/sarkol.gov.kz',
  );
});

test('rows that are too long for a line are rules, and too many of them are listed', async () => {
  const long = (number: number) => `/${'ұ'.repeat(170)}${number}`;
  const rows = Array.from({ length: 203 }, (_, number) =>
    redirectRow(mapping, [`${site}${long(number)}`], { target }),
  );
  const { files, counts } = await emitted(rows);
  expect(files.get('sarkol.gov.kz.table.txt')).toEqual([]);
  expect(counts.rows).toBe(200);
  expect(counts.refused).toEqual({
    'longer than 1,000 octets, and one of more than 200 such rows': 3,
  });
  const { targets } = readApache([], files.get('sarkol.gov.kz.rules.conf') ?? []);
  // Each stands twice, for versions with and without the flag.
  expect(targets).toEqual(Array.from({ length: 400 }, () => target));
});

test('folders, addresses and hosts that could be directives are refused', async () => {
  for (const directory of ['/etc/"\nRedirect', '/etc/a b', 'etc', '/etc/$1', '/etc/%{x}']) {
    await expect(emitted([], { directory })).rejects.toThrow(UserError);
  }
  for (const listen of [['80>'], ['80\nRedirect / https://evil.example'], ['a b:80']]) {
    await expect(emitted([], { listen })).rejects.toThrow(UserError);
  }
  const own = { id: 'sarkol-akimat', hosts: [{ host: 'a.kz"\n', aliases: [] }] };
  await expect(emitted([], { mapping: own })).rejects.toThrow(UserError);
});

describe.each([
  { kind: 'where every parameter counts', own: mapping },
  {
    kind: 'with significant parameters',
    own: mappingWith({ hosts, significantParameters: ['id', 'LANG'] }),
  },
  { kind: 'that ignores letter case', own: mappingWith({ hosts, caseInsensitive: true }) },
])('a site $kind', ({ own }) => {
  test('whatever the rows hold, tables and rules lead to allowed hosts alone, and no key comes twice', async () => {
    const { allowedHosts } = settingsWith().portal;
    await fc.assert(
      fc.asyncProperty(hostileRedirects(own, { maxLength: 12 }), async (rows) => {
        const { files, counts } = await emitted(rows, {
          mapping: own,
          rules: keyRules(own),
          provisional: true,
        });
        const meant = new Set(
          rows.map((row) => checkTarget(row.target ?? '', allowedHosts).target),
        );
        let read = 0;
        for (const { host } of own.hosts) {
          const file = host.replace(':', '_');
          const { rows: table, targets } = readApache(
            files.get(`${file}.table.txt`) ?? [],
            files.get(`${file}.rules.conf`) ?? [],
          );
          expect(new Set(table.map(([key]) => key)).size).toBe(table.length);
          read += table.length;
          for (const value of [...table.map(([, value]) => value), ...targets]) {
            if (value === 'gone' || value === 'none') continue;
            expect(checkTarget(value, allowedHosts).target).toBe(value);
            expect(meant).toContain(value);
          }
        }
        expect(read).toBe(counts.rows);
        for (const [name, lines] of files) {
          if (name.endsWith('.conf')) expect(lines.join('\n')).not.toContain('evil.example');
        }
      }),
      { numRuns: 150 },
    );
  });
});
