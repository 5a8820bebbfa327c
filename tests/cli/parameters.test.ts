import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import type { FixtureRequest, FixtureResponse } from '../../fixtures/engine/site.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const news = [
  'Аудан орталығында жаңа мектептің іргетасы қаланды, құрылысқа облыс бюджетінен қаржы бөлінді.',
  'Жайылым маусымы басталғалы ветеринарлық дәрігерлер ауылдарды аралап, мал басын түгендеп шықты.',
  'Өзен арнасы тазартылып, су қоймасының бөгеті көктемгі тасқынға дейін толық жөнделетін болды.',
  'Кітапханада ғұмыр бойы жиналған қолжазбалар көрмесі ашылып, оқырмандар саны еселеп артты.',
  'Ауыл әкімі тұрғындармен кездесіп, көше жарығы мен ауыз су құбыры туралы сұрақтарға жауап берді.',
  'Һәм бұл жолы үздік шаруашылықтарға несие беру тәртібі түсіндіріліп, өтініштер қабылданды.',
];
const editions = [
  'Бірінші басылымда тек қазақ тіліндегі мәтін мен екі қосымша кесте ғана берілген болатын.',
  'Екінші басылымға орыс тіліндегі аударма, карта және мекенжайлар тізімі қосылып шықты.',
  'Үшінші басылым толық өңделіп, ескірген тараулар алынып, жаңа нұсқаулық енгізілді.',
];

/** `id` and `version` choose the text, `menu` which line of the menu is lit; version is known noise elsewhere. */
function respond(request: FixtureRequest): FixtureResponse {
  const query = new URLSearchParams(request.query);
  const at = Number(query.get('id') ?? query.get('version') ?? '0');
  const item = (id: number, menu: number) => `/page.php?id=${id}&menu=${menu}`;
  const items = news.flatMap((_, id) => [item(id, 1), item(id, 2), item(id, 3)]);
  if (request.path === '/') {
    return page('Көкөзек', 'Ауданның басты беті', [
      ...items,
      '/book.php?version=0',
      '/book.php?version=1',
      '/book.php?version=2',
    ]);
  }
  if (request.path === '/page.php') return page(`Хабар ${at}`, news[at] ?? 'жоқ', items);
  if (request.path === '/book.php') return page(`Кітап ${at}`, editions[at] ?? 'жоқ', ['/']);
  return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('жоқ') };
}

function page(title: string, text: string, links: readonly string[]): FixtureResponse {
  const list = links.map((href) => `<li><a href="${href.replaceAll('&', '&amp;')}">${href}</a>`);
  const body = `<title>${title}</title><h1>${title}</h1><p>${text}</p><ul>${list.join('')}</ul>`;
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: Buffer.from(body),
  };
}

let server: FixtureServer;
const root = join(temporaryFolder(afterAll), 'ws');
const file = join(root, 'mappings', 'kokozek.yaml');
const mapping = () => `id: kokozek # тұрақты
entity: kokozek
names: { kk: Көкөзек ауданының әкімдігі, ru: Акимат Кокозекского района }
hosts:
  - host: kokozek.kz
connectTo: { kokozek.kz: "127.0.0.1:${server.port}" }
crawl: { ratePerSecond: 200 }
redirects:
  - { from: "/page.php?id=1&menu=2", gone: true, reason: ескірген хабар }
  - { from: "/page.php?id=2&menu=2", to: "https://www.gov.kz/memleket/entities/kokozek/press/2", reason: жаңа мекенжай }
`;
const parameters = (...more: string[]) =>
  runKosh(['agencies', 'parameters', 'kokozek', '--quiet', '--workspace', root, ...more]);
const codesOf = async () => {
  const { stdout } = await runKosh([
    'findings',
    'kokozek',
    '--stage',
    'redirects',
    '--json',
    '--workspace',
    root,
  ]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).code);
};

beforeAll(async () => {
  server = await startFixtureServer([{ id: 'kokozek', hosts: ['kokozek.kz'], respond }]);
  await runKosh(['init', root]);
  writeFileSync(
    join(root, 'kosh.yaml'),
    'portal:\n  entities: [kokozek]\nlimits: { freeDiskMiB: 0 }\n',
  );
  writeFileSync(file, mapping());
  const { code, stderr } = await runKosh(['crawl', 'kokozek', '--quiet', '--workspace', root]);
  expect(code, stderr).toBe(0);
  await runKosh(['extract', 'kokozek', '--quiet', '--workspace', root]);
}, 60_000);
afterAll(() => server.close());

test('pages that differ in one parameter alone tell what it chooses, whatever its name is known for', async () => {
  const { code, stdout } = await parameters('--json');
  expect(code).toBe(0);
  const { rows, lines } = JSON.parse(stdout);
  const shown = Object.fromEntries(rows.map((row: { name: string }) => [row.name, row]));
  expect(shown.id).toMatchObject({ shown: 'content', same: 0, mapping: 'kept', change: null });
  expect(shown.menu).toMatchObject({ shown: 'noise', differs: 0, mapping: 'kept', change: 'drop' });
  expect(shown.menu.same).toBeGreaterThanOrEqual(3);
  expect(shown.menu.folds).toBe(12);
  expect(shown.version).toMatchObject({
    shown: 'content',
    same: 0,
    folds: 2,
    mapping: 'known-noise',
    change: 'keep',
  });
  expect(shown.version.differsExample).toHaveLength(2);
  expect(lines).toEqual(['significantParameters: [id, version]']);
  const table = await parameters();
  expect(table.stdout).toMatch(/^menu +18 +3 +12 +0 +kept +drop: 12 keys fewer$/m);
  expect(table.stdout).toMatch(/version: \S+ and \S+ differ/);
});

test('what a list of parameters would do to decisions is told before it is written', async () => {
  const died = await parameters('--try', 'MENU', '--json');
  expect(died.code).toBe(3);
  const { rekey } = JSON.parse(died.stdout);
  // Two pages by hand, one gone and one moved, would be one key.
  expect(rekey.conflicts).toHaveLength(1);
  expect(rekey.conflicts[0].key).toBe('kokozek.kz/page.php?menu=2');
  expect(rekey.keysAfter).toBeLessThan(rekey.keysBefore);
  const refused = await parameters('--try', 'menu', '--write');
  expect(refused.stderr).toContain('nothing written');
  expect(readFileSync(file, 'utf8')).toBe(mapping());
});

test('a change of parameters that takes decisions from addresses is a finding until it is settled', async () => {
  const build = () =>
    runKosh(['redirects', 'build', 'kokozek', '--quiet', '--provisional', '--workspace', root]);
  await build();
  expect(await codesOf()).not.toContain('decision-unreached');
  writeFileSync(file, `${mapping()}significantParameters: [menu]\n`);
  await build();
  expect(await codesOf()).toContain('decisions-merged');
  await build();
  expect(await codesOf()).toContain('decisions-merged');
  writeFileSync(file, mapping());
  await build();
  expect(await codesOf()).not.toContain('decisions-merged');
});

test('what is proven is written into the mapping, and nothing else of it changes', async () => {
  const { code, stderr } = await parameters('--write');
  expect(code, stderr).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(
    mapping().replace('connectTo', 'significantParameters: [id, version]\nconnectTo'),
  );
  const again = await parameters('--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ lines: [], proposal: {} });
});

test('what was decided on the command line is told too when further parameters come to matter', async () => {
  const build = () =>
    runKosh(['redirects', 'build', 'kokozek', '--quiet', '--provisional', '--workspace', root]);
  const place = ['--workspace', root, '--actor', 'Айгүл', '--reason', 'қате хабар'];
  await runKosh(['redirects', 'set', 'kokozek', '/page.php?id=4&menu=1', '--gone', ...place]);
  await build();
  expect(await codesOf()).not.toContain('decision-unreached');
  const tried = await parameters('--try', 'id,menu', '--json');
  expect(tried.code).toBe(3);
  const lost = JSON.parse(tried.stdout).rekey.narrowed.find((one: { source: string }) =>
    one.source.startsWith('Айгүл'),
  );
  expect(lost).toMatchObject({ decision: 'gone', addressesBefore: 3, addressesAfter: 1 });
  writeFileSync(file, mapping());
  expect((await parameters()).stdout).toContain('Since the last plan the key rules of the mapping');
  await build();
  expect(await codesOf()).toContain('decision-unreached');
});
