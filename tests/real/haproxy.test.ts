import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import type { EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { emitHaproxy } from '../../src/redirects/emit/haproxy.ts';
import { formsOf } from '../../src/redirects/emit/haproxy-form.ts';
import { normalisationOf } from '../../src/redirects/emit/haproxy-steps.ts';
import { spellingsOf } from '../../src/redirects/spellings.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { writeEmitted } from '../../src/redirects/write.ts';
import { type KeyRules, keyRules } from '../../src/text/url-key.ts';
import { type RunningHaproxy, rawAsk, startHaproxy } from '../support/haproxy.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { freePort } from '../support/nginx.ts';
import { byKey, mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';

const portal = 'https://www.gov.kz/memleket/entities/sarkol';
const host = 'http://sarkol.gov.kz';
const mapping = mappingWith({
  hosts: [
    { host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz', 'sarkol.kz'] },
    { host: 'old.sarkol.kz', hostWide: { to: `${portal}/old`, appendPath: true, reason: 'көшті' } },
    { host: 'eski.sarkol.kz:8080', hostWide: { archive: true, reason: 'мұрағатта' } },
  ],
  significantParameters: ['id', 'lang', 'q', 'section-code'],
  queryCharset: 'windows-1251',
});
const long = `/ru/${'ochen-dlinnoe-nazvanie-novosti-o-'.repeat(6)}obshchestvennom-sovete`;

/** Decisions that every trap of HAProxy's configuration and map files is in. */
const rows: Redirect[] = byKey([
  row([`${host}/`, `${host}/index.php`, 'https://www.sarkol.gov.kz/'], `${portal}?lang=kk`),
  row([`${host}/page.php?id=15&lang=1`], `${portal}/documents/details/1?lang=ru`),
  row([`http://sarkol.kz${long}`], `${portal}/press/news/details/2?lang=ru`),
  row([`${host}/a%22b'c;d{e}f$host~g`], `${portal}/page/3?x=$host&y={z};%[path]#k`),
  row([`${host}/~akim`, `${host}/%7Eakim`], `${portal}/people/4?a='%22';b=~`),
  row([`${host}/a%20b%20c`, `${host}/a b c`], `${portal}/page/%20/5`),
  row([`${host}/ru/%CD%EE%E2%EE%F1%F2%E8/`], `${portal}/press/news?lang=ru`),
  row([`${host}/${encodeURI('қаулылар/әкімнің-өкімі')}`], `${portal}/documents/details/6?lang=kk`),
  row([`${host}/s?q=%D0%96%D0%B0%D2%A3%D0%B0%D3%A9%D0%B7%D0%B5%D0%BD`], `${portal}/page/7`),
  row([`${host}/s?q=a\\b`, `${host}/s?q=a%5Cb`], `${portal}/page/8`),
  row([`${host}/list?section-code=13&id=1`], `${portal}/page/10`),
  row([`${host}/list?id=1`], `${portal}/page/11`),
  row([`${host}/p%2Fq`], `${portal}/page/12`),
  row([`${host}/p/q`], `${portal}/page/13`),
  row([`${host}/About`], `${portal}/page/14`),
  row([`${host}/about`], `${portal}/page/15`),
  row([`${host}/%23/%[path]/%25`], `${portal}/page/17`),
  row([`${host}/%0D%0AX:%20y`], `${portal}/page/18`),
  row([`${host}/gone`], `${portal}/gone`),
  row(['http://old.sarkol.kz/p/q'], null, { decision: 'unresolved' }),
  row([`${host}/${encodeURI('уақытша')}`], `${portal}/page/19`, { provisional: true }),
  row([`${host}/otkryto.html`], null, { decision: 'gone' }),
  row([`${host}/arkhiv/2009`], null, { decision: 'archive' }),
  row([`${host}/search`], null, { decision: 'unresolved', source: 'crawl' }),
]);

function row(
  spellings: readonly [string, ...string[]],
  target: string | null,
  parts: Partial<Redirect> = {},
): Redirect {
  return redirectRow(mapping, spellings, { target, ...parts });
}

let folder = '';
let port = 0;
let haproxy: RunningHaproxy;
let socket = '';

async function emitInto(
  redirects: readonly Redirect[],
  own: Mapping,
  listen: number,
  mode: Partial<EmitterOptions> = {},
): Promise<string> {
  const directory = join(folder, String(listen));
  const emission = emitHaproxy(() => redirects, {
    mapping: own,
    rules: keyRules(own),
    portal: settingsWith().portal,
    provisional: false,
    confirmed: false,
    directory,
    listen: [`127.0.0.1:${listen}`],
    ...mode,
  });
  await writeEmitted(directory, emission.files);
  return directory;
}

function wanted({ decision, target }: Redirect, allowed = settingsWith().portal.allowedHosts) {
  if (decision === 'unresolved') return '404';
  if (decision === 'gone' || decision === 'archive') return '410';
  const checked = checkTarget(target ?? '', allowed).target;
  return checked === undefined ? '404' : `302 ${checked}`;
}

async function answer(at: number, name: string, target: string): Promise<string> {
  const { status, headers } = await rawAsk(at, name, target);
  return [String(status), headers.get('location')].filter(Boolean).join(' ');
}

/** Asks for every spelling of every decision. */
async function askAll(
  at: number,
  redirects: readonly Redirect[],
  rules: KeyRules,
  aliases: readonly string[] = [],
): Promise<{ wrong: unknown[]; asked: number }> {
  const wrong: unknown[] = [];
  let asked = 0;
  for (const one of redirects) {
    for (const spelling of spellingsOf(one, rules, aliases)) {
      const got = await answer(at, spelling.host, spelling.target);
      asked++;
      if (got !== wanted(one)) wrong.push({ ...spelling, key: one.key, got, wanted: wanted(one) });
    }
  }
  return { wrong, asked };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kosh-redirects-'));
  port = await freePort();
  const directory = await emitInto(rows, mapping, port, { provisional: true });
  socket = join(folder, 'admin.sock');
  haproxy = await startHaproxy([directory], port, [
    `  stats socket ${socket} mode 600 level admin`,
  ]);
});

afterAll(async () => {
  await haproxy?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('HAProxy with emitted tables', () => {
  test('loads them without a warning', () => {
    expect(haproxy.messages.trim()).toBe('Configuration file is valid');
  });

  test('answers every spelling of every decision', async () => {
    const aliases = mapping.hosts.flatMap((one) => one.aliases);
    const { wrong, asked } = await askAll(port, rows, keyRules(mapping), aliases);
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(300);
  });

  test.each([
    ['/ru/%cD%eE%e2%Ee%F1%F2%E8/', '/press/news?lang=ru'],
    ['/ru/Новости', '/press/news?lang=ru'],
    ['//x/..//қаулылар/./%2E%2e/қаулылар/әкімнің-өкімі/', '/documents/details/6?lang=kk'],
    ['/page.php?x=7&lang=1&y&&id=15&utm_source=telegram', '/documents/details/1?lang=ru'],
    [
      '/(S(lit3py55t21z5v55vlm25s55))/page.php;jsessionid=1?lang=1&id=15',
      '/documents/details/1?lang=ru',
    ],
  ])('understands %s', async (target, expected) => {
    const wire = Buffer.from(target).toString('latin1');
    for (const name of ['sarkol.gov.kz', 'www.sarkol.gov.kz', 'SARKOL.kz.:80']) {
      expect(await answer(port, name, wire)).toBe(`302 ${portal}${expected}`);
    }
  });

  test.each([
    '/unknown',
    '/page.php?id=16&lang=1',
    '/page.php',
    '/%24host',
    '/%[path]',
    '/%%5bpath%5d',
    '/%0d%0aLocation:%20https://evil.example/',
    '//evil.example/',
    '/p%252Fq',
    '/a%00',
    `/${'%D0%96'.repeat(1500)}`,
  ])('says 404 to %s, with a page in three languages', async (target) => {
    const { status, headers, body } = await rawAsk(port, 'sarkol.gov.kz', target);
    expect([status, headers.get('location')]).toEqual([404, undefined]);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const words of ['Бет табылмады', 'Страница не найдена', 'Page not found']) {
      expect(body).toContain(words);
    }
  });

  test('answers other names with the page of what is not found', async () => {
    expect(await answer(port, 'evil.example', '/About')).toBe('404');
  });

  test('shows the page of left behind addresses with 410, without a body to HEAD', async () => {
    const { status, body } = await rawAsk(port, 'sarkol.gov.kz', '/otkryto.html');
    expect(status).toBe(410);
    expect(body).toContain('Бет жойылды');
    expect((await rawAsk(port, 'sarkol.gov.kz', '/otkryto.html', 'HEAD')).body).toBe('');
  });

  test('answers for whole hosts: with the path of the request, or the page of removed addresses', async () => {
    const old = (target: string) => answer(port, 'old.sarkol.kz', target);
    expect(await old('/a/b?c=%D3%99&d')).toBe(`302 ${portal}/old/a/b?c=%D3%99&d`);
    expect(await old('//evil.example/%0d%0a')).toBe(`302 ${portal}/old//evil.example/%0d%0a`);
    expect(await old('/\xd3\x99"<')).toBe(`302 ${portal}/old/%D3%99%22%3C`);
    expect(await old('http://evil.example/x')).toBe(`302 ${portal}/old/x`);
    expect(await old('/p/q')).toBe('404');
    expect(await answer(port, 'eski.sarkol.kz:8080', '/%D3%99')).toBe('410');
  });

  test('lets robots in and hands out the sitemap of what redirects', async () => {
    const robots = await rawAsk(port, 'www.sarkol.gov.kz', '/robots.txt');
    expect([robots.status, robots.headers.get('content-type')]).toEqual([200, 'text/plain']);
    const address = /Sitemap: (\S+)/.exec(robots.body)?.[1] ?? '';
    const sitemap = await rawAsk(port, 'sarkol.gov.kz', new URL(address).pathname);
    expect(sitemap.body).toContain('<sitemapindex');
  });

  test('takes a changed row from its stats socket at once', async () => {
    const map = join(folder, String(port), 'redirects.map');
    const target = `${portal}/page/20?lang=kk`;
    expect(await answer(port, 'sarkol.gov.kz', '/zhana')).toBe('404');
    await tell(`add map ${map} sarkol.gov.kz/zhana ${target}`);
    expect(await answer(port, 'sarkol.gov.kz', '/zhana/')).toBe(`302 ${target}`);
    await tell(`del map ${map} sarkol.gov.kz/zhana`);
    expect(await answer(port, 'sarkol.gov.kz', '/zhana')).toBe('404');
  });
});

/** One command to the stats socket. */
function tell(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = connect(socket);
    let said = '';
    client.on('error', reject);
    client.on('data', (chunk) => {
      said += chunk;
    });
    client.on('end', () => resolve(said));
    client.write(`${command}\n`);
  });
}

test('confirmed tables answer 301 with an hour of caching, provisional rows 302', async () => {
  const own = await freePort();
  const directory = await emitInto(rows, mapping, own, { confirmed: true, provisional: true });
  const running = await startHaproxy([directory], own);
  try {
    const moved = await rawAsk(own, 'sarkol.gov.kz', '/About');
    expect([moved.status, moved.headers.get('cache-control')]).toEqual([301, 'max-age=3600']);
    const open = await rawAsk(own, 'sarkol.gov.kz', `/${encodeURI('уақытша')}`);
    expect([open.status, open.headers.get('cache-control')]).toEqual([302, undefined]);
  } finally {
    await running.close();
  }
});

const kinds = [
  { kind: 'with significant parameters', site: mapping, seed: 20 },
  {
    kind: 'where every parameter counts',
    site: mappingWith({ hosts: mapping.hosts, ignoredParameters: ['lang'] }),
    seed: 22,
  },
  {
    kind: 'that ignores letter case',
    site: mappingWith({
      hosts: mapping.hosts,
      caseInsensitive: true,
      significantParameters: ['id', 'lang', 'q'],
    }),
    seed: 24,
  },
];

describe.each(kinds)('for a site $kind', ({ site, seed }) => {
  const rules = keyRules(site);

  test('answers every spelling of hostile decisions, or they are listed', async () => {
    const hostile =
      fc.sample(hostileRedirects(site, { minLength: 600, maxLength: 600 }), {
        seed,
        numRuns: 1,
      })[0] ?? [];
    const at = await freePort();
    const directory = await emitInto(hostile, site, at, { provisional: true });
    const running = await startHaproxy([directory], at);
    try {
      const listed = await readFile(join(directory, 'not-representable.csv'), 'utf8');
      const own = hostile.filter(
        ({ key, spellings }) =>
          key.startsWith('sarkol.gov.kz/') && !spellings.some((one) => listed.includes(one)),
      );
      const { wrong, asked } = await askAll(at, own, rules);
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(2000);
    } finally {
      await running.close();
    }
  });

  test('comes to the form that kosh foresees, whatever is asked', async () => {
    const at = await freePort();
    const directory = await emitInto([], site, at);
    const file = join(directory, 'backend.cfg');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(0, -1);
    const told = '  http-request return status 200 hdr x-key "%[var(txn.kosh_key)]"';
    const bare = lines.filter(
      (line) => !line.includes('host-wide') && !line.includes('hdr location'),
    );
    await writeFile(file, `${[...bare, told].join('\n')}\n`);
    const running = await startHaproxy([directory], at);
    const forms = formsOf(rules, normalisationOf(rules, rules.significant ?? []));
    const piece = fc.constantFrom(
      ...['/', '/', '?', '&', '&', '=', '.', '..', '/./', '/../', '%2e', '%2E%2e', 'a', 'B', 'id='],
      ...[
        'ID=',
        'lang=',
        'utm_source=',
        'index.php',
        '/default.aspx',
        ';jsessionid=A1',
        '/(S(x))/',
      ],
      ...['%41', '%', '%%', '%2', '%2f', '%252F', '%26', '%3D', '%2b', '+', '%20', '%00', '%0D%0A'],
      ...['\xd0\x9d', '%D0%9D', '%D3%98', '%EE', '"', "'", '$', '{', '~', '|', '<', '(', ':', '\\'],
    );
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
          const target = `/${pieces.join('')}`;
          const { headers } = await rawAsk(at, 'sarkol.gov.kz', target);
          expect(headers.get('x-key')).toBe(forms.ofRequest('sarkol.gov.kz', target));
        }),
        { numRuns: 1500, seed },
      );
    } finally {
      await running.close();
    }
  });
});
