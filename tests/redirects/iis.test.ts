import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import type { EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { emitIis, type IisCounts } from '../../src/redirects/emit/iis.ts';
import { spellingsOf } from '../../src/redirects/spellings.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { elementAt, parseConfig } from '../support/iis-config.ts';
import type { IisWays } from '../support/iis-rewrite.ts';
import { byKey, mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';
import { fileTexts, iisAnswer, iisSite } from '../support/replay-iis.ts';

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
const ways: IisWays[] = [
  { missing: 'nothing', equal: 'ordinal' },
  { missing: 'key', equal: 'linguistic' },
];

async function emitted(
  rows: readonly Redirect[],
  own = mapping,
  mode: Partial<EmitterOptions> = {},
): Promise<{ texts: Map<string, string>; counts: IisCounts }> {
  const emission = emitIis(() => byKey(rows), {
    mapping: own,
    rules: keyRules(own),
    portal: settingsWith().portal,
    provisional: true,
    confirmed: false,
    ...mode,
  });
  return { texts: await fileTexts(emission.files), counts: emission.counts };
}

function row(
  spellings: readonly [string, ...string[]],
  target: string | null,
  parts: Partial<Redirect> = {},
): Redirect {
  return redirectRow(mapping, spellings, { target, ...parts });
}

function wanted({ decision, target }: Redirect): string {
  if (decision === 'unresolved') return '404';
  if (decision === 'gone' || decision === 'archive') return '410';
  const { target: checked } = checkTarget(target ?? '', settingsWith().portal.allowedHosts);
  if (checked === undefined) return '404';
  return `302 ${checked.replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
}

/** Spellings that are answered otherwise than their decisions say. */
function wrongAnswers(texts: Map<string, string>, rows: readonly Redirect[], own = mapping) {
  const rules = keyRules(own);
  const aliases = own.hosts.flatMap((one) => one.aliases);
  return ways.flatMap((way) => {
    const sites = new Map(own.hosts.map((one) => [one.host, iisSite(texts, one.host, way)]));
    return rows.flatMap((one) => {
      const site = sites.get(one.key.split('/', 1)[0] ?? '');
      return [...spellingsOf(one, rules, aliases)].flatMap((spelling) => {
        const got = site && iisAnswer(site, spelling.host, spelling.target);
        return got === wanted(one) ? [] : [{ ...spelling, key: one.key, got, wanted: wanted(one) }];
      });
    });
  });
}

const rows: Redirect[] = byKey([
  row([`${host}/`, `${host}/index.php`, 'https://www.sarkol.gov.kz/'], `${portal}?lang=kk`),
  row([`${host}/page.php?id=15&lang=1`], `${portal}/documents/details/1?lang=ru`),
  row([`${host}/a%22b'c;d{e}f$host~g`], `${portal}/page/3?x=$host&y={z};{R:0}#k`),
  row([`${host}/ru/%CD%EE%E2%EE%F1%F2%E8/`], `${portal}/press/news?lang=ru`),
  row([`${host}/${encodeURI('қаулылар/әкімнің-өкімі')}`], `${portal}/documents/details/6?lang=kk`),
  row([`${host}/s?q=%D0%96%D0%B0%D2%A3%D0%B0%20%D3%A9%D0%B7%D0%B5%D0%BD`], `${portal}/page/7`),
  row([`${host}/list?section-code=13&id=1`], `${portal}/page/10`),
  row([`${host}/list?id=1`], `${portal}/page/11`),
  row([`${host}/a+b%2520c`], `${portal}/page/12`),
  row([`${host}/bin/web.config`, `${host}/x.mdb`], `${portal}/page/13`),
  row([`${host}/About`], `${portal}/page/14`),
  row([`${host}/otkryto.html`], null, { decision: 'gone' }),
  row([`${host}/arkhiv/2009`], null, { decision: 'archive' }),
  row([`${host}/search`], null, { decision: 'unresolved', source: 'crawl' }),
]);

test('each host has a configuration, and one file of maps that it names', async () => {
  const { texts } = await emitted(rows);
  const own = [...texts.keys()].filter((name) => name.endsWith('config'));
  expect(own.sort()).toEqual([
    'eski.sarkol.kz_8080.rewritemaps.config',
    'eski.sarkol.kz_8080.web.config',
    'old.sarkol.kz.rewritemaps.config',
    'old.sarkol.kz.web.config',
    'sarkol.gov.kz.rewritemaps.config',
    'sarkol.gov.kz.web.config',
  ]);
  expect(texts.get('README.txt')).toContain('sarkol.gov.kz.web.config is its web.config');
  expect(texts.get('README.txt')).not.toContain('MaxWebConfigFileSizeInKB');
});

test('every spelling is answered as decided but letters in parameters that nobody escaped', async () => {
  const { texts, counts } = await emitted(rows);
  const wrong = wrongAnswers(texts, rows);
  expect(wrong.filter((one) => one.class !== 'utf8-octets')).toEqual([]);
  expect(new Set(wrong.map(({ key }) => key))).toEqual(new Set(['sarkol.gov.kz/s?q=Жаңа%20өзен']));
  expect(counts.refused).toEqual({ 'letters that nobody escaped, outside the path': 1 });
});

test('other names are not answered for, robots are let in', async () => {
  const { texts } = await emitted(rows);
  const site = iisSite(texts, 'sarkol.gov.kz', { missing: 'nothing', equal: 'ordinal' });
  expect(site.answer('evil.example', '/About')).toEqual({ status: 404 });
  expect(site.answer('sarkol.gov.kz', '/robots.txt')).toEqual({
    status: 200,
    file: 'sarkol.gov.kz.robots.txt',
  });
  expect(site.answer('sarkol.gov.kz', '/README.txt')).toEqual({ status: 404 });
  expect(site.answer('sarkol.gov.kz', '/page.php?id=16&lang=1')).toEqual({ status: 404 });
});

test('confirmed maps answer 301 with an hour of caching, provisional rows 302', async () => {
  const open = row([`${host}/уақытша`], `${portal}/page/19`, { provisional: true });
  const { texts } = await emitted([...rows, open], mapping, { confirmed: true });
  const site = iisSite(texts, 'sarkol.gov.kz', { missing: 'nothing', equal: 'ordinal' });
  expect(site.answer('sarkol.gov.kz', '/about').status).toBe(301);
  expect(site.headers.get('Cache-Control')).toBe('max-age=3600');
  expect(iisAnswer(site, 'sarkol.gov.kz', `/${encodeURI('уақытша')}/`)).toBe(
    `302 ${portal}/page/19`,
  );
});

test('whole hosts are answered for: with the path of the request, or as removed', async () => {
  const unresolved = redirectRow(mapping, ['http://old.sarkol.kz/p/q'], {
    decision: 'unresolved',
    target: null,
  });
  const { texts } = await emitted([unresolved]);
  for (const way of ways) {
    const old = iisSite(texts, 'old.sarkol.kz', way);
    expect(iisAnswer(old, 'old.sarkol.kz', '/a?b=%D3%99')).toBe(`302 ${portal}/old/a?b=%D3%99`);
    expect(iisAnswer(old, 'old.sarkol.kz', '/\xd3\x99')).toBe(`302 ${portal}/old`);
    expect(iisAnswer(old, 'old.sarkol.kz', '/p/q/')).toBe('404');
    const eski = iisSite(texts, 'eski.sarkol.kz:8080', way);
    expect(iisAnswer(eski, 'eski.sarkol.kz:8080', '/ru')).toBe('410');
  }
});

test('of keys that IIS takes for one the stronger answers, and the other is listed', async () => {
  const own = [
    row([`${host}/Әкім/About`], `${portal}/page/1`, { source: 'crawl' }),
    row([`${host}/әкім/about`], null, { decision: 'gone', source: 'hand' }),
  ];
  const { texts, counts } = await emitted(own);
  expect(counts.collisions).toBe(1);
  expect(counts.refused).toEqual({ 'IIS ignores letter case': 1 });
  expect(texts.get('not-representable.csv')).toContain(`${host}/Әкім/About`);
  const site = iisSite(texts, 'sarkol.gov.kz', { missing: 'nothing', equal: 'ordinal' });
  expect(iisAnswer(site, 'sarkol.gov.kz', `/${encodeURI('Әкім/About')}`)).toBe('410');
});

test('maps over 250 KB are told of with the setting that lets IIS read them', async () => {
  const many = Array.from({ length: 2500 }, (_, number) =>
    row([`${host}/zhanalyk/${number}`], `${portal}/press/news/details/${number}?lang=kk`),
  );
  const { texts, counts } = await emitted(many);
  const site = iisSite(texts, 'sarkol.gov.kz', { missing: 'nothing', equal: 'ordinal' });
  expect(counts.largestFile).toBe(site.largestConfig);
  const told = /MaxWebConfigFileSizeInKB \/t REG_DWORD \/d (\d+)/.exec(
    texts.get('README.txt') ?? '',
  );
  expect(Number(told?.[1]) * 1024).toBeGreaterThan(site.largestConfig);
});

const kinds = [
  mapping,
  mappingWith({ hosts: mapping.hosts.slice(0, 1), ignoredParameters: ['lang'] }),
  mappingWith({ hosts: mapping.hosts.slice(0, 1), caseInsensitive: true }),
];

describe.each(kinds.map((own, index) => ({ own, index })))(
  'over hostile rows, kind $index',
  ({ own }) => {
    test('no map leads to a host that is not allowed, and no row reaches the rules', async () => {
      await fc.assert(
        fc.asyncProperty(hostileRedirects(own, { maxLength: 30 }), async (hostile) => {
          const { texts } = await emitted(hostile, own);
          for (const [name, text] of texts) {
            if (name.endsWith('.rewritemaps.config')) expectAllowedRows(text);
            else if (name.endsWith('.web.config')) expectOwnRules(text);
          }
        }),
        { numRuns: 60 },
      );
    });

    test('every spelling is answered as decided, or its decision is listed', async () => {
      await fc.assert(
        fc.asyncProperty(hostileRedirects(own, { maxLength: 10 }), async (hostile) => {
          const known = hostile.filter(({ key }) => key.startsWith('sarkol.gov.kz/'));
          const { texts } = await emitted(known, own);
          const listed = texts.get('not-representable.csv') ?? '';
          const wrong = wrongAnswers(texts, known, own).filter(
            ({ key, got, wanted: should }) =>
              !(got === '400' && should === '404') &&
              !known.find((one) => one.key === key)?.spellings.some((one) => listed.includes(one)),
          );
          expect(wrong.filter((one) => !meetsAnother(one.key, known, own))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });
  },
);

function expectAllowedRows(text: string): void {
  const { allowedHosts } = settingsWith().portal;
  for (const { attributes } of parseConfig(text).children.flatMap(({ children }) => children)) {
    const value = attributes.get('value') ?? '';
    if (value === 'gone' || value === 'none') continue;
    expect(allowedHosts).toContain(new URL(value).host);
    expect(value).toMatch(/^https:\/\/[\x21-\x7a|~]+$/);
  }
}

/** Actions of rules are back-references, files of the folder, and what the mapping says of whole hosts. */
function expectOwnRules(text: string): void {
  const rules = elementAt(parseConfig(text), 'system.webServer', 'rewrite', 'rules');
  for (const { children } of rules?.children ?? []) {
    const url = children.find(({ name }) => name === 'action')?.attributes.get('url') ?? '';
    expect(url).toMatch(
      /^(?:\{C:\d\}|[a-z0-9._-]+|https:\/\/www\.gov\.kz\/[\w/]*(?:\{UNENCODED_URL\})?)?$/,
    );
  }
}

/** Tells whether IIS, which ignores letter case, may take a key for another with another answer. */
function meetsAnother(key: string, known: readonly Redirect[], own: typeof mapping): boolean {
  const rules = keyRules(own);
  const folded = (one: Redirect) =>
    [...spellingsOf(one, rules, [])].map(({ target }) => decodeLoosely(target).toLowerCase());
  const mine = known.filter((one) => one.key === key).flatMap(folded);
  return known.some(
    (one) => one.key !== key && folded(one).some((target) => mine.includes(target)),
  );
}

function decodeLoosely(target: string): string {
  return target.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
