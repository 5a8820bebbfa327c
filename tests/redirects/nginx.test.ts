import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import type { EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { emitNginx, type NginxCounts } from '../../src/redirects/emit/nginx.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { readMapRows } from '../support/nginx-map.ts';
import { byKey, mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';

const site = 'http://sarkol.gov.kz';
const target = 'https://www.gov.kz/memleket/entities/sarkol/page/1?lang=kk';
const mapping = mappingWith({
  hosts: [{ host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz'] }, { host: 'sarkol.kz:8080' }],
});

async function emitted(
  rows: readonly Redirect[],
  options: Partial<EmitterOptions> = {},
): Promise<{ files: Map<string, string[]>; counts: NginxCounts }> {
  const own = options.mapping ?? mapping;
  const rules = keyRules(mappingWith({ ...own }));
  const emission = emitNginx(() => byKey(rows), {
    mapping,
    rules,
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
    ...options,
  });
  const files = new Map<string, string[]>();
  for await (const { name, lines, octets } of emission.files) {
    const text = octets ? [...lines].map((line) => fromOctets(line)) : lines;
    files.set(name, [...(files.get(name) ?? []), ...text]);
  }
  return { files, counts: emission.counts };
}

function fromOctets(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8');
}

function mapRows(files: Map<string, string[]>): [file: string, key: string, value: string][] {
  return [...files]
    .filter(([name]) => name.endsWith('.map'))
    .flatMap(([name, lines]) =>
      readMapRows(lines).map(([key, value]): [string, string, string] => [name, key, value]),
    );
}

test('a folder holds maps of each host, the configuration, pages and a guide', async () => {
  const { files } = await emitted([redirectRow(mapping, [`${site}/қаулы`])]);
  expect([...files.keys()].sort()).toEqual([
    'README.txt',
    'certificate-names.txt',
    'default-server.conf',
    'gone.html',
    'hash.conf',
    'maps.conf',
    'not-found.html',
    'not-representable.csv',
    'sarkol.gov.kz.forms.map',
    'sarkol.gov.kz.locations.conf',
    'sarkol.gov.kz.map',
    'sarkol.gov.kz.robots.txt',
    'sarkol.gov.kz.sitemap-1.xml',
    'sarkol.gov.kz.sitemap.xml',
    'sarkol.kz_8080.forms.map',
    'sarkol.kz_8080.locations.conf',
    'sarkol.kz_8080.map',
    'sarkol.kz_8080.robots.txt',
    'servers.conf',
  ]);
  expect(files.get('servers.conf')?.join('\n')).toContain(
    'server_name sarkol.gov.kz www.sarkol.gov.kz;',
  );
  expect(files.get('servers.conf')?.join('\n')).toContain('listen 8080;');
  expect(files.get('sarkol.gov.kz.forms.map')).toEqual([
    `"/қаулы" "https://www.gov.kz/memleket/entities/sarkol?lang=kk";`,
  ]);
});

test('provisional targets stand in files of their own, and only when asked for', async () => {
  const rows = [
    redirectRow(mapping, [`${site}/ә`], { target, provisional: true }),
    redirectRow(mapping, [`${site}/б`], { target }),
  ];
  const final = await emitted(rows);
  expect(final.counts).toMatchObject({ rows: 1, provisional: 0, held: 1 });
  expect([...final.files.keys()].filter((name) => name.includes('provisional'))).toEqual([]);
  const trial = await emitted(rows, { provisional: true });
  expect(trial.counts).toMatchObject({ rows: 2, provisional: 1, held: 0 });
  expect(trial.files.get('sarkol.gov.kz.provisional.forms.map')).toEqual([`"/ә" "${target}";`]);
  expect(trial.files.get('sarkol.gov.kz.forms.map')).toEqual([`"/б" "${target}";`]);
  const confirmed = await emitted(rows, { provisional: true, confirmed: true });
  expect(confirmed.files.get('sarkol.gov.kz.provisional.forms.map')).toEqual([
    `"/ә" "302:${target}";`,
  ]);
});

test('of two addresses that nginx cannot tell apart the stronger decision answers, however they are spelled', async () => {
  const { files, counts } = await emitted([
    redirectRow(mapping, [`${site}/Әкім/About`, `${site}/Әкім/About/`], {
      target,
      source: 'crawl',
    }),
    redirectRow(mapping, [`${site}/Әкім/about`], {
      target: null,
      decision: 'gone',
      source: 'hand',
    }),
  ]);
  expect(files.get('sarkol.gov.kz.forms.map')).toEqual(['"/Әкім/About" "gone";']);
  expect(counts).toMatchObject({ collisions: 1, rows: 1, requests: 0 });
  expect(counts.refused).toEqual({ 'nginx ignores letter case': 2 });
  expect(files.get('not-representable.csv')?.join('\n')).toContain(
    'nginx ignores letter case,sarkol.gov.kz/Әкім/about answers',
  );
});

test('two spellings with one answer are one row and no collision', async () => {
  const { counts } = await emitted([
    redirectRow(mapping, [`${site}/About`, `${site}/ABOUT`], { target }),
    redirectRow(mapping, [`${site}/about`], { target }),
  ]);
  expect(counts).toMatchObject({ rows: 1, requests: 0, collisions: 0 });
});

test('parameters of one name in two letter cases meet in one form', async () => {
  const { files, counts } = await emitted([
    redirectRow(mapping, [`${site}/p?B=1&a=2`], { target }),
    redirectRow(mapping, [`${site}/p?a=2&b=1`], { target }),
  ]);
  expect(files.get('sarkol.gov.kz.forms.map')).toEqual([`"a=2&b=1 /p" "${target}";`]);
  expect(counts).toMatchObject({ rows: 1, collisions: 0 });
});

test('addresses that no form tells apart are whole requests, in every usual spelling', async () => {
  const { files } = await emitted([
    redirectRow(mapping, [`${site}/p%2Fq`], { target: null, decision: 'unresolved' }),
    redirectRow(mapping, [`${site}/p/q`], { target }),
  ]);
  expect(files.get('sarkol.gov.kz.forms.map')).toEqual([`"/p/q" "${target}";`]);
  const whole = files.get('sarkol.gov.kz.map') ?? [];
  expect(whole).toContain('"/p%2Fq" "none";');
  expect(whole).toContain('"/p%2Fq/" "none";');
  expect(whole.some((line) => line.includes(target))).toBe(false);
});

test('a key has a form in each encoding of its letters, and each of its values', async () => {
  const own = mappingWith({ queryCharset: 'windows-1251', significantParameters: ['q'] });
  const rules = keyRules(own);
  const row = redirectRow(own, [`${site}/Йод/s?q=ж ж`], { target });
  const lines: string[] = [];
  const { files } = emitNginx(() => [row], {
    mapping: own,
    rules,
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
  });
  for await (const file of files) {
    if (file.name.endsWith('.forms.map')) lines.push(...file.lines);
  }
  const octets = (text: string) => Buffer.from(text).toString('latin1');
  const [utf8, decomposed] = ['/Йод/s', '/Йод/s'.normalize('NFD')].map(octets);
  const keys = lines.map((line) => /^"(.*)" "/.exec(line)?.[1]).sort();
  expect(keys).toEqual(
    [
      `q=%D0%B6%20%D0%B6 ${utf8}`,
      `q=%D0%B6+%D0%B6 ${utf8}`,
      `q=%D0%B6%20%D0%B6 ${decomposed}`,
      `q=%D0%B6+%D0%B6 ${decomposed}`,
      'q=%E6%20%E6 /\xc9\xee\xe4/s',
      'q=%E6+%E6 /\xc9\xee\xe4/s',
      `q=${octets('ж')}%20${octets('ж')} ${utf8}`,
      `q=${octets('ж')}+${octets('ж')} ${utf8}`,
    ].sort(),
  );
});

test('rows that cannot be written safely are listed, not dropped', async () => {
  const longest = `${site}/q?a=${'\\'.repeat(2010)}`;
  const { files, counts } = await emitted([
    redirectRow(mapping, [longest], { target }),
    redirectRow(mapping, [`${site}/ұ`], { target: 'https://evil.example/' }),
    redirectRow(mapping, ['http://other.kz/а'], { target }),
  ]);
  const table = files.get('not-representable.csv')?.join('\n') ?? '';
  expect(counts.rows).toBe(0);
  expect(counts.refused).toEqual({
    'its host is not in the mapping': 1,
    'the target is not allowed': 1,
    'too long for nginx, or control characters': 1,
  });
  expect(table).toContain('the target evil.example is not among portal.allowedHosts');
  expect(table).toContain('too long for nginx');
  expect(table).toContain('its host is not in the mapping');
});

test('host names that could be paths or directives are refused', async () => {
  for (const host of ['../etc', 'a/b', 'a.kz; } server {', 'a..kz', '']) {
    const own = { id: 'sarkol-akimat', hosts: [{ host, aliases: [] }] };
    const emission = emitNginx(() => [], {
      mapping: own,
      rules: keyRules(mapping),
      portal: settingsWith().portal,
      provisional: false,
      confirmed: false,
    });
    await expect(emission.files.next()).rejects.toThrow(UserError);
  }
  await expect(emitted([], { directory: '/etc/"; }' })).rejects.toThrow(UserError);
  await expect(emitted([], { listen: ['80; return 301 https://evil.example'] })).rejects.toThrow(
    UserError,
  );
});

test('a host that comes twice is a bug that throws', async () => {
  const rows = ['sarkol.gov.kz/а', 'other.kz/ә', 'sarkol.gov.kz/б'].map((key) =>
    redirectRow(mapping, [`http://${key}`]),
  );
  const { files } = emitNginx(() => rows, {
    mapping,
    rules: keyRules(mapping),
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
  });
  await expect(
    (async () => {
      for await (const { lines } of files) for (const _ of lines);
    })(),
  ).rejects.toThrow('not sorted');
});

test('rows may come in the order of UTF-8 octets too, as SQLite sorts them', async () => {
  const rows = [redirectRow(mapping, [`${site}/！`]), redirectRow(mapping, [`${site}/🐫көш`])];
  const { counts } = await emitted(rows);
  expect(rows[0] && rows[1] && rows[0].key > rows[1].key).toBe(true);
  const { files } = emitNginx(() => rows, {
    mapping,
    rules: keyRules(mapping),
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
  });
  const names: string[] = [];
  for await (const { name } of files) names.push(name);
  expect(names).toContain('sarkol.gov.kz.map');
  expect(counts.rows).toBe(2);
});

test('whatever the rows hold, tables lead to allowed hosts alone and read back as they were meant', async () => {
  const { allowedHosts } = settingsWith().portal;
  await fc.assert(
    fc.asyncProperty(hostileRedirects(mapping, { maxLength: 12 }), async (rows) => {
      const { files, counts } = await emitted(rows, { provisional: true });
      const targets = new Map(rows.map((row) => [row.target ?? '', row]));
      const seen = new Set<string>();
      for (const [file, key, value] of mapRows(files)) {
        const host = file.replace(/(?:\.provisional)?(?:\.forms)?\.map$/, '');
        const folded = `${host} ${file.includes('.forms')} ${key.replace(/[A-Z]/g, (one) => one.toLowerCase())}`;
        expect(seen.has(folded)).toBe(false);
        seen.add(folded);
        if (value === 'gone' || value === 'none') continue;
        expect(checkTarget(value, allowedHosts).target).toBe(value);
        const meant = [...targets.keys()].map((one) => checkTarget(one, allowedHosts).target);
        expect(meant.map((one) => one?.replaceAll('$', '%24'))).toContain(value);
      }
      expect(counts.rows).toBe(seen.size);
      for (const [name, lines] of files) {
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
        if (name.endsWith('.conf')) expect(lines.join('\n')).not.toContain('evil.example');
      }
    }),
    { numRuns: 300 },
  );
});
