import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AgencyTraffic } from '../../src/model/traffic.ts';
import { hitsWorkspace, sampleLogs } from '../support/hits-lab.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const portal = 'https://www.gov.kz/memleket/entities/sarkol/contacts';

interface Asked {
  day: string;
  path: string;
  status?: number;
  times?: number;
  referrer?: string;
  agent?: string;
}

function log(folder: string, asked: readonly Asked[]): string {
  const file = join(folder, 'access.log');
  const lines = asked.flatMap(
    ({ day, path, status = 200, times = 1, referrer = '-', agent = 'Mozilla/5.0 (X11)' }) =>
      Array.from(
        { length: times },
        () =>
          `10.0.0.1 - - [${day}/Nov/2026:09:00:00 +0500] "GET ${path} HTTP/1.1" ${status} 5 "${referrer}" "${agent}"`,
      ),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function kosh(workspace: string, ...args: string[]) {
  const run = await runKosh(['redirects', ...args, '-w', workspace]);
  expect(run.code, run.stderr).toBe(0);
  return run;
}

async function traffic(workspace: string, ...args: string[]): Promise<AgencyTraffic> {
  return JSON.parse((await kosh(workspace, 'hits', '--json', ...args)).stdout);
}

function answered(workspace: string, rows: readonly Record<string, unknown>[]): void {
  const file = join(workspace, 'mappings/sarkol.yaml');
  const mapping = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...mapping, redirects: rows }));
}

const asked: Asked[] = [
  { day: '20', path: '/ru/қабылдау', times: 6 },
  { day: '20', path: '/ru/forum', times: 3 },
  { day: '20', path: '/ru/vacancies', times: 2, referrer: 'https://yandex.kz/search' },
  { day: '20', path: '/bitrix/templates/main/style.css', times: 50 },
  { day: '20', path: '/images/akim.jpg', times: 1 },
  { day: '24', path: '/ru/қабылдау?utm_source=sms', status: 404, times: 5 },
  { day: '24', path: '/ru/kezek', status: 404, times: 4 },
  { day: '25', path: '/ru/жаңа-бет', status: 200, times: 7 },
  { day: '25', path: '/ru/forum', agent: 'YandexBot/3.0', times: 9 },
];

test('before and since the cutover, hits are told by what the decisions are now', async () => {
  const workspace = hitsWorkspace();
  answered(workspace, [
    { from: '/ru/қабылдау', to: portal, reason: 'бөлім көшті' },
    { from: '/ru/forum', gone: true, reason: 'форум жабылды' },
  ]);
  await kosh(workspace, 'build', 'sarkol', '--server', 'csv');
  const told = await traffic(workspace, log(temporaryFolder(), asked), '--since', '2026-11-24');
  expect(told.before).toMatchObject({
    redirect: { hits: 6, addresses: 1 },
    gone: { hits: 3, addresses: 1 },
    unknown: { hits: 3, addresses: 2 },
  });
  expect(told.since).toMatchObject({
    redirect: { hits: 5, addresses: 1 },
    unknown: { hits: 11, addresses: 2 },
  });
  expect(told.requisites).toEqual({ hits: 50, addresses: 1 });
  expect(told.programs).toBe(9);
});

test('undecided addresses are ranked by hits since the cutover, and the new ones that nobody finds come first', async () => {
  const workspace = hitsWorkspace();
  const file = log(temporaryFolder(), asked);
  const told = await traffic(workspace, file, '--since', '2026-11-24', '--top', '4');
  expect(told.undecided.map(({ key, since, before }) => [key, since, before])).toEqual([
    ['sarkol.gov.kz/ru/жаңа-бет', 7, 0],
    ['sarkol.gov.kz/ru/қабылдау', 5, 6],
    ['sarkol.gov.kz/ru/kezek', 4, 0],
    ['sarkol.gov.kz/ru/forum', 0, 3],
  ]);
  expect(told.undecidedAddresses).toBe(6);
  expect(told.fresh.map(({ key, was }) => [key, was])).toEqual([
    ['sarkol.gov.kz/ru/kezek', 'missing'],
    ['sarkol.gov.kz/ru/жаңа-бет', 'answered'],
  ]);
  const all = await traffic(workspace);
  expect(all.undecided[0]).toMatchObject({ key: 'sarkol.gov.kz/ru/қабылдау', before: 11 });
  const vacancies = all.undecided.find(({ key }) => key.endsWith('vacancies'));
  expect(vacancies).toMatchObject({
    example: 'http://sarkol.gov.kz/ru/vacancies',
    referrer: 'yandex.kz',
    firstSeen: 20261120,
    lastSeen: 20261120,
    state: 'unknown',
  });
});

test('the table says what was and what is now, and a second reading of no log says the same', async () => {
  const workspace = hitsWorkspace();
  const file = log(temporaryFolder(), asked);
  const first = await kosh(workspace, 'hits', file, '--since', '2026-11-24');
  const again = await kosh(workspace, 'hits', '--since', '2026-11-24');
  expect(again.stdout).toBe(first.stdout);
  expect(first.stdout).toContain('0\u00a0% of 12 hits decided before 2026-11-24');
  expect(first.stdout).toMatch(/4\s+0\s+not found\s+unknown: .*2026-11-24\s+http:\/\/sarkol/);
  expect(first.stdout).toContain('beside these: 50 hits on 1 requisites of pages, 9 of programs');
});

test('addresses that only logs know get a decision, their spellings and hits stand in the table, and no crawl is needed', async () => {
  const workspace = hitsWorkspace();
  await kosh(workspace, 'hits', log(temporaryFolder(), asked));
  await kosh(workspace, 'build', 'sarkol', '--server', 'csv');
  const csv = readFileSync(join(workspace, 'out/redirects/csv/sarkol/sarkol.csv'), 'utf8');
  const rows = csv.split('\r\n').filter((row) => row.includes('%D2%9B%D0%B0%D0%B1'));
  expect(rows).toEqual([
    expect.stringContaining(
      '/ru/%D2%9B%D0%B0%D0%B1%D1%8B%D0%BB%D0%B4%D0%B0%D1%83,,404,unresolved,,11,,"log: ',
    ),
    expect.stringContaining('?utm_source=sms,,404,unresolved,,11,,'),
  ]);
  const told = await traffic(workspace);
  expect(told.before.unknown.hits).toBe(28);
  expect(told.undecided[0]?.reason).toContain('by access logs');
});

test('the table for spreadsheets is guarded, and begins with the byte order mark', async () => {
  const workspace = hitsWorkspace();
  const file = log(temporaryFolder(), [{ day: '20', path: '/=cmd', referrer: 'http://-evil/' }]);
  const { stdout } = await kosh(workspace, 'hits', file, '--csv');
  expect(stdout.startsWith('\ufeffagency,old_url,hits_since,')).toBe(true);
  expect(stdout).toContain('sarkol,http://sarkol.gov.kz/=cmd,0,1,0,answered,unknown,');
  expect(stdout).toContain(",'-evil,");
});

test('agencies are ranked by their undecided hits', async () => {
  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  const { stdout } = await kosh(workspace, 'hits', join(sampleLogs, 'apache-vhost.log'));
  expect(stdout).toMatch(
    /agency +undecided hits[^\n]*\n[- ]+\nsarkol +3 +3 +3 +0\u00a0%\ntasbulaq +1 +1 +1/,
  );
});

test('requests that logs hold of a key meet again when the rules for keys change', async () => {
  const workspace = hitsWorkspace();
  const file = log(temporaryFolder(), [
    { day: '20', path: '/page.php?id=1&sort=a', times: 2 },
    { day: '20', path: '/page.php?id=1&sort=b', times: 3 },
  ]);
  expect((await traffic(workspace, file)).undecidedAddresses).toBe(2);
  const mapping = join(workspace, 'mappings/sarkol.yaml');
  const rules = { ...JSON.parse(readFileSync(mapping, 'utf8')), significantParameters: ['id'] };
  writeFileSync(mapping, JSON.stringify(rules));
  const told = await traffic(workspace);
  expect(told.undecided).toMatchObject([{ key: 'sarkol.gov.kz/page.php?id=1', before: 5 }]);
});

test('the report draws the shares of an agency whose logs were read, and what a hostile log holds stays text', async () => {
  const workspace = hitsWorkspace();
  answered(workspace, [{ from: '/ru/қабылдау', to: portal, reason: 'бөлім көшті' }]);
  await kosh(workspace, 'build', 'sarkol', '--server', 'csv');
  const hostile = { day: '25', path: '/"><script>alert(1)</script>', times: 2 };
  await kosh(workspace, 'hits', log(temporaryFolder(), [...asked, hostile]));
  const { stdout } = await runKosh(['report', '-w', workspace]);
  const index = readFileSync(fileURLToPath(stdout.trim()), 'utf8');
  expect(index).toContain('<h2 id="traffic">Traffic</h2>');
  expect(index).toMatch(/aria-label="Requests: redirect 11, unknown 17"/);
  const page = readFileSync(join(workspace, 'out/reports/sarkol.html'), 'utf8');
  expect(page).toContain('39\u00a0% decided');
  expect(page).not.toContain('<script>alert');
});
