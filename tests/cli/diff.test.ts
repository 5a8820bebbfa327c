import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateSites } from '../support/migrated-workspace.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agency = 'kokterek-akimat';
let root = '';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'kosh-diff-'));
  await migrateSites(root, agency);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const diff = (...args: string[]) => runKosh(['diff', agency, '-w', root, ...args]);

function contentFiles(): string[] {
  const folder = join(root, 'out/bundles', agency, 'data/content');
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Changes the bundle on disk for one test, as if an earlier kosh had made it, and puts it back. */
async function withOtherBundle(work: (files: string[]) => Promise<void>): Promise<void> {
  const files = contentFiles();
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const [changed = '', missing = '', second = ''] = files;
  const stray = join(dirname(changed), '00000000-0000-5000-8000-000000000000.md');
  try {
    writeFileSync(changed, `${readFileSync(changed, 'utf8')}Ескі сөйлем: қала әкімдігі.\x1b[2J\n`);
    writeFileSync(
      second,
      readFileSync(second, 'utf8').replace('---\n\n', '---\n\nҮй мен жол.\n\n'),
    );
    rmSync(missing);
    writeFileSync(stray, '---\nid: "өткен"\n---\n\nБұл бет енді жоқ.\n');
    await work(files);
  } finally {
    rmSync(stray, { force: true });
    for (const [index, file] of files.entries()) writeFileSync(file, texts[index] ?? '');
  }
}

test('a bundle that is up to date has no differences', async () => {
  expect(contentFiles().length).toBeGreaterThan(10);
  const { code, stdout, stderr } = await diff();
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain(
    `${agency}: 0 added, 0 removed, 0 changed, ${contentFiles().length} the`,
  );
});

test('the patch turns the bundle on disk into the next one', async () => {
  await withOtherBundle(async (files) => {
    const { code, stdout } = await diff();
    expect(code).toBe(0);
    const bundles = join(root, 'out/bundles');
    const git = spawnSync('git', ['apply', '--verbose', '-'], { cwd: bundles, input: stdout });
    expect(git.stderr.toString()).not.toContain('error');
    expect(git.status).toBe(0);
    expect(contentFiles()).toEqual(files);
    expect(await diff()).toMatchObject({ code: 0, stdout: '' });
  });
});

test('numbers and JSON lines tell the same changes', async () => {
  await withOtherBundle(async ([changed = '', missing = '']) => {
    const stat = await diff('--stat');
    expect(stat.stdout).toMatch(new RegExp(`^${agency} +1 +1 +2 +\\d+ +\\d+ +\\d+$`, 'm'));
    const { stdout } = await diff('--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const counted = lines.map(({ path, change }) => `${change} ${path}`);
    const inBag = (file: string) => file.slice(file.indexOf('data/content'));
    expect(counted).toHaveLength(4);
    expect(counted).toContain(`changed ${inBag(changed)}`);
    expect(counted).toContain(`added ${inBag(missing)}`);
    expect(counted.at(-1)).toMatch(/^removed .*00000000-0000-5000-8000-000000000000\.md$/);
    expect(lines.find((line) => inBag(changed) === line.path)).toMatchObject({
      agency,
      added: 0,
      removed: 1,
      diff: expect.stringContaining('-Ескі сөйлем: қала әкімдігі.\x1b[2J\n'),
    });
  });
});

test('on a terminal nothing of an old page can act, and colours are shown only where allowed', async () => {
  await withOtherBundle(async () => {
    const args = ['diff', agency, '-w', root];
    const plain = await runKosh(args, '', undefined, 'terminal');
    expect(plain.stdout).toContain('-Ескі сөйлем: қала әкімдігі.·[2J\n');
    expect(plain.stdout).not.toContain('\x1b');
    const coloured = await runKosh(args, '', undefined, 'colour-terminal');
    expect(coloured.stdout).toContain('\x1b[31m-Ескі сөйлем: қала әкімдігі.·[2J\x1b[0m');
  });
});

test('a rule of the mapping shows what it would take away, before the bundle is written', async () => {
  const mapping = join(root, 'mappings', `${agency}.yaml`);
  const before = readFileSync(mapping, 'utf8');
  const front = readFileSync(contentFiles()[0] ?? '', 'utf8');
  const { pathname, search } = new URL(/^source: "(.*)"$/m.exec(front)?.[1] ?? '');
  const rule = `{ match: ${JSON.stringify(pathname + search)}, ignore: { reason: мұрағатта қалады } }`;
  expect(before).not.toMatch(/^rules:/m);
  try {
    writeFileSync(mapping, `${before}rules:\n  - ${rule}\n`);
    await runKosh(['extract', agency, '-w', root, '--quiet']);
    const early = await diff('--stat');
    expect({ code: early.code, advice: early.stderr.includes('kosh dedupe') }).toEqual({
      code: 2,
      advice: true,
    });
    await runKosh(['dedupe', '-w', root, '--quiet']);
    const { stdout } = await diff();
    expect(stdout).toMatch(/^\+\+\+ \/dev\/null$/m);
  } finally {
    writeFileSync(mapping, before);
    await runKosh(['extract', agency, '-w', root, '--quiet']);
    await runKosh(['dedupe', '-w', root, '--quiet']);
  }
});

test('an agency without data says what to run', async () => {
  const empty = join(temporaryFolder(), 'ws');
  await runKosh(['init', empty]);
  const { code, stderr } = await runKosh(['diff', 'example-akimat', '-w', empty]);
  expect(code).toBe(0);
  expect(stderr).toContain('kosh run example-akimat');
});
