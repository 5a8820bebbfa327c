import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import { migrateSites } from '../support/migrated-workspace.ts';
import { freePort, type RunningNginx, startNginx } from '../support/nginx.ts';
import { runKosh } from '../support/run-kosh.ts';

let root = '';
let port = 0;
let nginx: RunningNginx;
let agencies: string[] = [];

const tables = () => join(root, 'out/redirects/nginx');
const folders = () => agencies.map((id) => join(tables(), id));

async function build(...extra: string[]): Promise<void> {
  const where = ['--directory', tables(), '--listen', `127.0.0.1:${port}`, '--server', 'nginx'];
  const args = ['redirects', 'build', '--all', '-w', root, '--quiet', ...where, ...extra];
  const { code, stderr } = await runKosh(args);
  expect([0, 3], stderr).toContain(code);
}

function check(...extra: string[]) {
  const against = ['--against', `http://127.0.0.1:${port}`];
  return runKosh(['redirects', 'check', '--all', '-w', root, ...against, ...extra]);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kosh-real-check-'));
  await migrateSites(root, '--all');
  agencies = readMappings(openWorkspace(root)).flatMap(({ value }) => (value ? [value.id] : []));
  port = await freePort();
  await build('--provisional');
  nginx = await startNginx(folders(), port);
});

afterAll(async () => {
  await nginx?.close();
  await rm(root, { recursive: true, force: true });
});

test('nginx with the tables of all bundled sites shows no fault, whatever the spelling', async ({
  annotate,
}) => {
  const { code, stdout } = await check('--json');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const summaries = lines.filter(({ type }) => type === 'checked');
  const asked = summaries.reduce((sum, one) => sum + one.asked, 0);
  await annotate(`${asked} requests, ${summaries.length} agencies`);
  expect(lines.filter(({ type }) => type === 'fault').slice(0, 5)).toEqual([]);
  expect(code).toBe(0);
  expect(summaries).toHaveLength(agencies.length);
  expect(asked).toBeGreaterThan(10_000);
});

test('tables without provisional targets are told as they were built', async () => {
  await nginx.close();
  await build();
  nginx = await startNginx(folders(), port);
  const { code, stdout } = await check();
  expect(code, stdout).toBe(0);
});

test('a table that was not installed is told at once', async () => {
  const [folder = ''] = folders();
  const file = join(folder, 'maps.conf');
  const maps = await readFile(file, 'utf8');
  await nginx.close();
  await writeFile(file, maps.replaceAll(/^ {2}include .*\n/gm, ''));
  nginx = await startNginx(folders(), port);
  const { code, stdout } = await check('--sample', '40', '--provisional');
  expect(code).toBe(3);
  expect(stdout).toContain('wrong-status');
  await writeFile(file, maps);
});
