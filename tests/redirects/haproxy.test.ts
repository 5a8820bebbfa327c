import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import type { EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { emitHaproxy, type HaproxyCounts } from '../../src/redirects/emit/haproxy.ts';
import { formsOf } from '../../src/redirects/emit/haproxy-form.ts';
import { normalisationOf } from '../../src/redirects/emit/haproxy-steps.ts';
import { spellingsOf } from '../../src/redirects/spellings.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { readHaproxyMap } from '../support/haproxy-map.ts';
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
): Promise<{ files: Map<string, string[]>; counts: HaproxyCounts }> {
  const own = options.mapping ?? mapping;
  const emission = emitHaproxy(() => byKey(rows), {
    mapping,
    rules: keyRules(mappingWith({ ...own })),
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

function rowsOf(files: Map<string, string[]>, name = 'redirects.map'): Record<string, string> {
  return Object.fromEntries(readHaproxyMap(files.get(name) ?? []));
}

test('a folder holds the maps, a backend, a frontend, pages and a guide', async () => {
  const { files, counts } = await emitted([redirectRow(mapping, [`${site}/қаулы`], { target })]);
  expect([...files.keys()].sort()).toEqual([
    'README.txt',
    'backend.cfg',
    'backends.map',
    'certificate-names.txt',
    'frontend.cfg',
    'gone.html',
    'hosts.map',
    'not-found.html',
    'not-representable.csv',
    'redirects.map',
    'sarkol.gov.kz.robots.txt',
    'sarkol.gov.kz.sitemap-1.xml',
    'sarkol.gov.kz.sitemap.xml',
    'sarkol.kz_8080.robots.txt',
  ]);
  expect(rowsOf(files)).toEqual({
    'sarkol.gov.kz/%D2%9B%D0%B0%D1%83%D0%BB%D1%8B': target,
  });
  expect(rowsOf(files, 'hosts.map')).toEqual({
    'sarkol.gov.kz': 'sarkol.gov.kz',
    'www.sarkol.gov.kz': 'sarkol.gov.kz',
    'sarkol.kz:8080': 'sarkol.kz:8080',
  });
  expect(rowsOf(files, 'backends.map')['www.sarkol.gov.kz']).toBe('kosh_sarkol-akimat');
  expect(counts).toMatchObject({ rows: 1, decisions: 1, unresolved: 0 });
});

test('a letter that can be decomposed and the charset of the site give rows of their own', async () => {
  const own = mappingWith({ hosts, queryCharset: 'windows-1251' });
  const { files } = await emitted([redirectRow(own, [`${site}/новый`], { target })], {
    mapping: own,
    rules: keyRules(own),
  });
  expect(Object.keys(rowsOf(files))).toEqual([
    'sarkol.gov.kz/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9',
    'sarkol.gov.kz/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B8%CC%86',
    'sarkol.gov.kz/%ED%EE%E2%FB%E9',
  ]);
});

test('provisional targets stand in a map of their own, and only when asked for', async () => {
  const rows = [
    redirectRow(mapping, [`${site}/ә`], { target, provisional: true }),
    redirectRow(mapping, [`${site}/б`], { target }),
  ];
  const final = await emitted(rows, { confirmed: true });
  expect(final.counts).toMatchObject({ rows: 1, provisional: 0, held: 1 });
  expect(final.files.has('provisional.map')).toBe(false);
  expect(final.files.get('backend.cfg')?.join('\n')).not.toContain('status 302');
  const trial = await emitted(rows, { provisional: true, confirmed: true });
  expect(trial.counts).toMatchObject({ rows: 2, provisional: 1, held: 0 });
  expect(rowsOf(trial.files, 'provisional.map')).toEqual({ 'sarkol.gov.kz/%D3%99': target });
  const moved = trial.files.get('backend.cfg')?.filter((line) => line.includes('hdr location'));
  expect(moved?.map((line) => /status (\d+).*?(max-age=\d+|if)/.exec(line)?.slice(1))).toEqual([
    ['301', 'max-age=3600'],
    ['302', 'if'],
  ]);
});

test('keys that differ by letter case alone are two rows', async () => {
  const { files } = await emitted([
    redirectRow(mapping, [`${site}/Әкім/About`], { target }),
    redirectRow(mapping, [`${site}/Әкім/about`], { target: null, decision: 'gone' }),
  ]);
  const path = 'sarkol.gov.kz/%D3%98%D0%BA%D1%96%D0%BC';
  expect(rowsOf(files)).toEqual({ [`${path}/About`]: target, [`${path}/about`]: 'gone' });
});

test('a seen spelling that comes to another form has a row of its own', async () => {
  const { files, counts } = await emitted([
    redirectRow(mapping, [`${site}/%D0%B8%CC%86%D0%B9`], { target }),
  ]);
  expect(Object.keys(rowsOf(files))).toContain('sarkol.gov.kz/%D0%B8%CC%86%D0%B9');
  expect(counts.refused).toEqual({});
});

test('a key whose form would be that of another key is listed, never a second row', async () => {
  const { files, counts } = await emitted([
    redirectRow(mapping, [`${site}/a?x%3Dy=1`], { target }),
    redirectRow(mapping, [`${site}/a?x=y%3D1`], { target: null, decision: 'gone' }),
  ]);
  expect(rowsOf(files)).toEqual({ 'sarkol.gov.kz/a?x=y=1': 'gone' });
  expect(counts.refused).toEqual({ 'HAProxy reads it as another address': 1 });
  expect(files.get('not-representable.csv')?.join('\n')).toContain(`${site}/a?x%3Dy=1`);
});

test('a host that answers for all its addresses has 404 for those without an answer of their own', async () => {
  const own = mappingWith({
    hosts: [
      { host: 'sarkol.gov.kz', hostWide: { to: target, reason: 'шағын сайт' } },
      {
        host: 'old.sarkol.kz',
        hostWide: { to: 'https://www.gov.kz/old/', appendPath: true, reason: 'көшті' },
      },
      { host: 'eski.sarkol.kz', hostWide: { gone: true, reason: 'жабылды' } },
    ],
  });
  const rows = [redirectRow(own, [`${site}/іздеу`], { target: null, decision: 'unresolved' })];
  const { files } = await emitted(rows, { mapping: own, rules: keyRules(own) });
  expect(rowsOf(files)).toEqual({ 'sarkol.gov.kz/%D1%96%D0%B7%D0%B4%D0%B5%D1%83': 'none' });
  expect(rowsOf(files, 'host-wide.map')).toEqual({
    'sarkol.gov.kz': target,
    'eski.sarkol.kz': 'gone',
  });
  expect(rowsOf(files, 'host-wide-paths.map')).toEqual({
    'old.sarkol.kz': 'https://www.gov.kz/old',
  });
});

test('sitemaps that HAProxy cannot answer with are not told to robots', async () => {
  const rows = Array.from({ length: 300 }, (_, number) =>
    redirectRow(mapping, [`${site}/zhanalyk/${number}`], { target }),
  );
  const small = await emitted(rows.slice(0, 10));
  expect(small.files.get('sarkol.gov.kz.robots.txt')?.join('\n')).toContain('Sitemap:');
  expect(small.files.get('backend.cfg')?.join('\n')).toContain('sarkol.gov.kz.sitemap-1.xml');
  const large = await emitted(rows);
  expect(large.files.get('sarkol.gov.kz.robots.txt')?.join('\n')).not.toContain('Sitemap:');
  expect(large.files.get('backend.cfg')?.join('\n')).not.toContain('sitemap');
  expect(large.files.has('sarkol.gov.kz.sitemap-1.xml')).toBe(true);
});

test.each(['relative/folder', '/etc/haproxy/two words', '/etc/"x', '/etc/%[x]', '/a/../b\n'])(
  'refuses to write %j into the configuration',
  async (directory) => {
    await expect(emitted([], { directory })).rejects.toThrow(UserError);
  },
);

test('decisions that are not sorted by key are a bug, since HAProxy passes over what comes twice', async () => {
  const row = redirectRow(mapping, [`${site}/а`], { target });
  await expect(emitted([row, row])).rejects.toThrow('not sorted');
});

const kinds = [
  mappingWith({ hosts, significantParameters: ['id', 'lang', 'q'], queryCharset: 'windows-1251' }),
  mappingWith({ hosts, ignoredParameters: ['lang'] }),
  mappingWith({ hosts, caseInsensitive: true, significantParameters: ['id', 'lang'] }),
];

describe.each(kinds.map((own, index) => ({ own, index })))(
  'over hostile rows, kind $index',
  ({ own }) => {
    const rules = keyRules(own);
    const settings = settingsWith();

    test('no map leads to a host that is not allowed, and no row reaches the configuration', async () => {
      const bare = await emitted([], { mapping: own, rules, provisional: true });
      await fc.assert(
        fc.asyncProperty(hostileRedirects(own, { maxLength: 30 }), async (rows) => {
          const { files } = await emitted(rows, { mapping: own, rules, provisional: true });
          for (const name of ['redirects.map', 'provisional.map']) {
            for (const value of readHaproxyMap(files.get(name) ?? []).values()) {
              if (value === 'gone') continue;
              expect(settings.portal.allowedHosts).toContain(new URL(value).host);
              expect(value).toMatch(/^https:\/\/[\x21-\x7e]+$/);
            }
          }
          const config = (all: Map<string, string[]>) =>
            all.get('backend.cfg')?.filter((line) => !line.includes('sitemap'));
          expect(config(files)).toEqual(config(bare.files));
        }),
        { numRuns: 60 },
      );
    });

    test('every spelling comes to a row of its decision, or is listed', async () => {
      const forms = formsOf(rules, normalisationOf(rules, rules.significant ?? []));
      await fc.assert(
        fc.asyncProperty(hostileRedirects(own, { maxLength: 12 }), async (rows) => {
          const safe = rows.map((row): Redirect => ({ ...row, decision: 'gone', target: null }));
          const { files, counts } = await emitted(safe, { mapping: own, rules });
          const table = readHaproxyMap(files.get('redirects.map') ?? []);
          for (const row of safe) {
            const host = row.key.slice(0, row.key.indexOf('/'));
            for (const spelling of spellingsOf(row, rules, [])) {
              const answer = table.get(forms.ofRequest(host, spelling.target));
              if (answer === undefined && Object.keys(counts.refused).length > 0) continue;
              expect([spelling, answer]).toEqual([spelling, 'gone']);
            }
          }
        }),
        { numRuns: 40 },
      );
    });
  },
);
