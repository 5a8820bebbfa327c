import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readContent } from '../../fixtures/engine/content.ts';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import type { FixtureSite } from '../../fixtures/engine/site.ts';
import { loadAllSites, siteFolder } from '../../fixtures/engine/sites.ts';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { type Mapping, mappingSchema } from '../../src/model/mapping.ts';
import type { SiteFacts } from '../../src/model/site-facts.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { addressKey } from '../support/address-key.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { truthKey } from '../support/truth-index.ts';

interface Drafted {
  yaml: string;
  file: string | null;
  facts: SiteFacts;
}

let sites: FixtureSite[];
let server: FixtureServer;
const asked: string[] = [];

beforeAll(async () => {
  sites = await loadAllSites();
  server = await startFixtureServer(sites, {
    log: ({ host, target }) => asked.push(`${host} ${target}`),
  });
});
afterAll(() => server.close());

/** A workspace that knows the invented entity codes of the fixtures and no agency. */
async function workspace(): Promise<string> {
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  rmSync(join(root, 'mappings', 'example-akimat.yaml'));
  const entities = '[aqbulaq, tasjol-gasd, kokterek, tasjol-madeniet]';
  writeFileSync(join(root, 'kosh.yaml'), `portal:\n  entities: ${entities}\n`);
  return root;
}

async function probe(root: string, id: string, ...options: string[]): Promise<Drafted> {
  const host = sites.find((site) => site.id === id)?.hosts[0] ?? '';
  const place = `${host}=127.0.0.1:${server.port}`;
  const args = ['agencies', 'probe', host, '-w', root, '--id', id, '--connect-to', place];
  const run = await runKosh([...args, '--rate', '1000', '--json', ...options]);
  expect(run.code, run.stderr).toBe(0);
  return JSON.parse(run.stdout);
}

function handWritten(id: string): Mapping {
  const file = join(packageRoot(), 'mappings', `${id}.yaml`);
  return mappingSchema.parse(parse(readFileSync(file, 'utf8')));
}

const mapped = ['aqbulaq-akimat', 'kokterek-akimat', 'tasjol-department', 'tasjol-madeniet'];
const all = [...mapped, 'aqsengir-akimat', 'tasjol-auyl', 'tasjol-ecology'];

test.each(all)(
  'the draft of %s passes the check, from 30 pages and robots.txt first',
  async (id) => {
    const root = await workspace();
    asked.length = 0;
    const { file, yaml, facts } = await probe(root, id, '--write');
    const pages = asked.filter((line) => !/(?:robots\.txt|sitemap\S*)$/.test(line));
    expect(asked[0]).toMatch(/ \/robots\.txt$/);
    expect(pages.length).toBeLessThanOrEqual(60);
    expect(facts.pages).toBeLessThanOrEqual(30);
    expect(facts.requests).toBe(asked.length);
    expect(readFileSync(file ?? '', 'utf8')).toBe(yaml);
    const check = await runKosh(['agencies', 'check', '-w', root]);
    expect(check.stdout).toBe('');
    expect(check.code).toBe(0);
    // Every line of the draft says why, those of lists and maps aside.
    const bare = yaml
      .split('\n')
      .filter((line) => /^[a-zA-Z]+: ./.test(line) && !line.includes('#'));
    expect(bare.filter((line) => !line.startsWith('ignoredParameters'))).toEqual([]);
  },
);

describe.each(mapped)('the draft of %s', (id) => {
  test('says what the mapping written by hand says', async () => {
    const { yaml } = await probe(await workspace(), id);
    const draft = mappingSchema.parse(parse(yaml));
    const hand = handWritten(id);
    const told = ({
      hosts,
      kind,
      entity,
      defaultLanguage,
      caseInsensitive,
      queryCharset,
      cms,
    }: Mapping) => ({
      hosts,
      kind,
      entity,
      defaultLanguage,
      caseInsensitive,
      queryCharset,
      cms,
    });
    expect(told(draft)).toEqual(told(hand));
    const byLang = (rules: Mapping['languages']) =>
      [...rules].sort((a, b) => (a.lang < b.lang ? -1 : 1));
    expect(byLang(draft.languages)).toEqual(byLang(hand.languages));
    expect(draft.names.kk).toMatch(/[әғқңөұүһі]/);
    expect(draft.ignoredParameters).toEqual(hand.ignoredParameters);
  });
});

test.each(['kokterek-akimat', 'tasjol-department', 'tasjol-madeniet'])(
  'a crawl with the draft of %s finds every page of the site',
  async (id) => {
    const root = await workspace();
    const { file, facts } = await probe(root, id, '--write');
    const site = sites.find((one) => one.id === id);
    if (site === undefined || file === null) throw new Error(`no draft of ${id}`);
    writeFileSync(file, 'crawl: { ratePerSecond: 1000, concurrency: 4 }\n', { flag: 'a' });
    await runKosh(['crawl', id, '-w', root, '--quiet']);
    const db = openSiteDb(join(root, 'data', id, 'site.db'));
    const found = db
      .prepare<[], { address: string; type: string }>(
        `SELECT a.address, c.media_type AS type FROM captures c JOIN addresses a ON a.id = c.address_id
         WHERE c.status = 200`,
      )
      .all();
    db.close();
    const keys = new Set(found.map(({ address }) => addressKey(address)));
    const items = readContent(new URL('content/', siteFolder(id)));
    expect(items.length).toBeGreaterThan(20);
    const truth = { id, hosts: site.hosts, items };
    const missing = items.map((item) => truthKey(truth, item)).filter((key) => !keys.has(key));
    expect(missing).toEqual([]);
    const pages = new Set(
      found.filter(({ type }) => type === 'text/html').map((one) => one.address),
    );
    expect(pages.size).toBeGreaterThanOrEqual(facts.estimate.pages.low / 2);
    expect(pages.size).toBeLessThanOrEqual(facts.estimate.pages.high);
  },
  120_000,
);

test('languages of numbered parameters and of deep paths are told by the text of the pages', async () => {
  const root = await workspace();
  const auyl = mappingSchema.parse(parse((await probe(root, 'tasjol-auyl')).yaml));
  expect(auyl.languages).toContainEqual({ lang: 'ru', parameter: { name: 'lang', value: '2' } });
  expect(auyl.defaultLanguage).toBe('kk');
  const ecology = mappingSchema.parse(parse((await probe(root, 'tasjol-ecology')).yaml));
  expect(ecology.languages).toContainEqual({ lang: 'kk', path: '/*/*/*/*/kaz/**' });
  expect(ecology.cms).toBe('oracle-portal');
});

test('a draft is never written over a file, and a silent host names what to do', async () => {
  const root = await workspace();
  await probe(root, 'kokterek-akimat', '--write');
  const host = ['kokterek.kz', '-w', root, '--connect-to', `kokterek.kz=127.0.0.1:${server.port}`];
  const again = await runKosh([
    'agencies',
    'probe',
    ...host,
    '--id',
    'kokterek-akimat',
    '--write',
    '--rate',
    '1000',
  ]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('is there already');
  const place = 'aqsu.gov.kz=127.0.0.1:1';
  const silent = await runKosh([
    'agencies',
    'probe',
    'aqsu.gov.kz',
    '-w',
    root,
    '--connect-to',
    place,
  ]);
  expect(silent.code).toBe(2);
  expect(silent.stderr).toMatch(/aqsu\.gov\.kz: no home page to read \(http: .*--connect-to/s);
  expect(existsSync(join(root, 'mappings', 'aqsu.yaml'))).toBe(false);
  const wrong = await runKosh(['agencies', 'probe', 'не хост', '-w', root]);
  expect(wrong.code).toBe(2);
});
