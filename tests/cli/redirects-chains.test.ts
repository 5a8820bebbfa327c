import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LintFault } from '../../src/pipeline/lint-redirects.ts';
import { redirectOf } from '../../src/store/redirects.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const portal = 'https://www.gov.kz/memleket/entities';

/** A workspace of agencies that are known by the rows of their mappings alone. */
function workspaceOf(agencies: Record<string, string>, settings = ''): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'mappings'));
  writeFileSync(join(root, 'kosh.yaml'), settings);
  for (const [id, rows] of Object.entries(agencies)) writeMapping(root, id, rows);
  return root;
}

function writeMapping(root: string, id: string, rows: string): void {
  const text = `id: ${id}
entity: almaty
names: { kk: 'Үшқоңыр әкімдігі', ru: 'Акимат Ушконыра' }
hosts:
  - host: ${id}.gov.kz
redirects:
${rows}`;
  writeFileSync(join(root, 'mappings', `${id}.yaml`), text);
}

function row(from: string, to: string): string {
  return `  - { from: '${from}', to: '${to}', reason: 'себебі белгілі' }\n`;
}

function targetOf(root: string, id: string, path: string) {
  const db = openSiteDb(join(root, 'data', id, 'site.db'));
  const found = redirectOf(db, `${id}.gov.kz${path}`);
  db.close();
  return found;
}

async function lint(root: string): Promise<{ exitCode: number; faults: LintFault[] }> {
  const { code, stdout } = await runKosh([
    'redirects',
    'lint',
    '--all',
    '--json',
    '--workspace',
    root,
  ]);
  const faults = stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LintFault);
  return { exitCode: code, faults };
}

const build = (root: string, ...agencies: string[]) =>
  runKosh(['redirects', 'build', ...agencies, '--server', 'csv', '--workspace', root]);

test('a chain through the sites of other agencies is followed to its end, whatever their order', async () => {
  const agencies = {
    'aksu-ministry': row('/қаулы', 'http://bulak-akimat.gov.kz/ә'),
    'bulak-akimat': row('/ә', 'http://zhem-akimat.gov.kz/і'),
    'zhem-akimat': row('/і', `${portal}/zhem/about?lang=kk`),
  };
  const together = workspaceOf(agencies);
  await build(together, '--all');
  const backwards = workspaceOf(agencies);
  for (const id of ['zhem-akimat', 'bulak-akimat', 'aksu-ministry']) await build(backwards, id);
  for (const root of [together, backwards]) {
    expect(targetOf(root, 'aksu-ministry', '/қаулы')).toMatchObject({
      decision: 'redirect',
      target: `${portal}/zhem/about?lang=kk`,
      source: 'hand',
      follows: 'bulak-akimat.gov.kz/ә',
      reason: 'себебі белгілі: zhem-akimat.gov.kz/і',
    });
    expect(targetOf(root, 'bulak-akimat', '/ә')?.target).toBe(`${portal}/zhem/about?lang=kk`);
  }
  const again = await build(together, '--all');
  expect(again.stdout).not.toMatch(/written/);
});

test('a chain is told as stale by lint until its agency is built again', async () => {
  const root = workspaceOf({
    'aksu-ministry': row('/қаулы', 'http://bulak-akimat.gov.kz/ә'),
    'bulak-akimat': row('/ә', `${portal}/bulak/1`),
  });
  await build(root, '--all');
  expect((await lint(root)).faults).toEqual([]);
  writeMapping(root, 'bulak-akimat', row('/ә', `${portal}/bulak/2`));
  await build(root, 'bulak-akimat');
  const { faults } = await lint(root);
  expect(faults).toMatchObject([{ code: 'redirect-chain', agency: 'aksu-ministry', line: 7 }]);
  await build(root, 'aksu-ministry');
  expect((await lint(root)).faults).toEqual([]);
  expect(targetOf(root, 'aksu-ministry', '/қаулы')?.target).toBe(`${portal}/bulak/2`);
});

test('a circle over agencies is an error at each of them, and an end that nobody knows is told', async () => {
  const root = workspaceOf({
    'aksu-ministry':
      row('/ғ', 'http://bulak-akimat.gov.kz/ғ') + row('/ү', 'http://bulak-akimat.gov.kz/жоқ'),
    'bulak-akimat': row('/ғ', 'http://aksu-ministry.gov.kz/ғ'),
  });
  await build(root, '--all');
  expect(targetOf(root, 'aksu-ministry', '/ғ')).toMatchObject({
    decision: 'unresolved',
    reason: 'себебі белгілі: it leads in a circle',
  });
  const { exitCode, faults } = await lint(root);
  expect(exitCode).toBe(3);
  expect(faults.map(({ agency, code, line }) => [agency, code, line])).toEqual([
    ['aksu-ministry', 'loop-across-agencies', 7],
    ['aksu-ministry', 'chain-lost', 8],
    ['bulak-akimat', 'loop-across-agencies', 7],
  ]);
  // A circle that somebody ends is one no more.
  writeMapping(root, 'bulak-akimat', row('/ғ', `${portal}/bulak/3`));
  await build(root, '--all');
  expect(targetOf(root, 'aksu-ministry', '/ғ')?.target).toBe(`${portal}/bulak/3`);
});

test('lint tells every fault of the rows of mappings in one run, each with its line', async () => {
  const pattern = `  - from: /news/{id}
    to: ${portal}/almaty/press/{id}
    examples: [{ from: /news/12, to: '${portal}/almaty/press/13' }]
    reason: 'өңделген'
`;
  const root = workspaceOf(
    {
      'aksu-ministry':
        row('/а', 'https://evil.example/') +
        pattern +
        `  - { from: '/docs/*', gone: true, reason: 'мысалсыз' }\n` +
        `  - { from: '/мұрағат', archive: true, reason: 'сотта аталған' }\n`,
    },
    '',
  );
  const { exitCode, faults } = await lint(root);
  expect(exitCode).toBe(3);
  expect(faults.map(({ code, line, detail }) => [code, line, detail])).toEqual([
    ['mapping', 7, expect.stringMatching(/^target host evil.example is neither/)],
    [
      'mapping',
      10,
      `/news/12 leads to ${portal}/almaty/press/12, not to ${portal}/almaty/press/13`,
    ],
    ['mapping', 12, expect.stringMatching(/^give examples/)],
    ['archive-without-template', 13, expect.stringMatching(/archiveTemplate/)],
  ]);
  const refused = await build(root, 'aksu-ministry');
  expect(refused.code).toBe(2);
  rmSync(root, { recursive: true, force: true });
});

test('rules that shadow decisions, and rules that nothing is left for, are told at their lines', async () => {
  const example = (from: string) => `examples: [{ from: '${from}' }]`;
  const root = workspaceOf(
    {
      'aksu-ministry':
        `  - { from: '/ескі/**', gone: true, ${example('/ескі/1')}, reason: 'бәрі жойылған' }\n` +
        `  - { from: '/ескі/{id}', archive: true, fallback: true, ${example('/ескі/1')}, reason: 'қалғаны' }\n`,
    },
    "archiveTemplate: 'https://archive.example/{address}'\n",
  );
  await build(root, '--all');
  await runKosh([
    ...['redirects', 'set', 'aksu-ministry', '/ескі/1', '--gone', '--reason', 'бір бет'],
    ...['--workspace', root],
  ]);
  const { faults } = await lint(root);
  expect(faults.map(({ code, line }) => [code, line])).toEqual([['rule-unreached', 8]]);
});

test('explain tells what a decision beat, and the chain that it follows', async () => {
  const root = workspaceOf({
    'aksu-ministry':
      row('/қаулы', 'http://bulak-akimat.gov.kz/ә') +
      `  - { from: '/қ*', gone: true, examples: [{ from: '/қаулы' }], reason: 'бәрі жойылған' }\n`,
    'bulak-akimat': row('/ә', `${portal}/bulak/1`),
  });
  await build(root, '--all');
  const asked = ['explain', 'http://aksu-ministry.gov.kz/қаулы', '--workspace', root];
  const { stdout } = await runKosh(asked);
  expect(stdout).toMatch(/redirect → https:\/\/www\.gov\.kz\/memleket\/entities\/bulak\/1/);
  expect(stdout).toMatch(/^ {2}follows bulak-akimat\.gov\.kz\/ә$/m);
  expect(stdout).toMatch(/^ {2}beat hand: gone \(бәрі жойылған\)$/m);
  const story = JSON.parse((await runKosh([...asked, '--json'])).stdout) as { chain: string[] };
  expect(story.chain).toEqual(['bulak-akimat.gov.kz/ә']);
});
