import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { startKosh } from '../support/kosh-process.ts';
import { connectTo, editFile, emptyWorkspace, mappingPath } from '../support/migration-copy.ts';
import { differences, type MigrationResult, migrationResult } from '../support/migration-result.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agency = 'kokterek-akimat';
const other = 'tasjol-department';

const ownFolder = temporaryFolder(afterAll);
let server: FixtureServer;
let slow: FixtureServer;
let closedPort: number;
let undisturbed: MigrationResult;

beforeAll(async () => {
  const sites = await loadSites();
  server = await startFixtureServer(sites);
  slow = await startFixtureServer(sites, { delayMs: 150 });
  closedPort = await unusedPort();
  const workspace = emptyWorkspace(server.port, [agency], ownFolder);
  expect((await runAll(workspace)).code).toBe(0);
  undisturbed = migrationResult(workspace);
});
afterAll(async () => {
  await server.close();
  await slow.close();
});

/** A port of this machine where nothing listens. */
async function unusedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const bound = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

const runAll = (workspace: string, ...more: string[]) =>
  runKosh(['run', '--all', '--provisional', '-w', workspace, ...more]);

async function expectCompletes(workspace: string): Promise<void> {
  const run = await runAll(workspace);
  expect(run.code, run.stderr).toBe(0);
  expect(differences(undisturbed, migrationResult(workspace))).toEqual([]);
}

/** Number of the first line that holds a text, from 1. */
function lineOf(file: string, text: string): number {
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

describe('a broken mapping', () => {
  it('is named with file and line, for every fault at once, and nothing is done', async () => {
    const workspace = emptyWorkspace(server.port, [agency]);
    const file = join(workspace, mappingPath(agency));
    editFile(file, (text) =>
      text.replace('kind: akimat', 'kind: ауыл').replace('queryCharset', 'queryCharsets'),
    );
    const requests = server.requests();
    const run = await runAll(workspace);
    expect(run.code).toBe(2);
    for (const text of ['kind: ауыл', 'queryCharsets']) {
      expect(run.stderr).toContain(`${agency}.yaml:${lineOf(file, text)}`);
    }
    expect(run.stdout).toBe('');
    expect(server.requests()).toBe(requests);
    expect(readdirSync(workspace).sort()).toEqual(['kosh.yaml', 'mappings']);
  });

  it('is named with its line when it is no YAML', async () => {
    const workspace = emptyWorkspace(server.port, [agency]);
    const file = join(workspace, mappingPath(agency));
    editFile(file, (text) => text.replace('wave:', 'wave: ["көш'));
    const run = await runAll(workspace);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(new RegExp(`${agency}\\.yaml:\\d+`));
  });
});

describe('an unknown agency', () => {
  it('is refused with the id that was perhaps meant', async () => {
    const workspace = emptyWorkspace(server.port, [agency]);
    const run = await runKosh(['run', 'kokterek-akimta', '-w', workspace]);
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`no agency "kokterek-akimta"; did you mean "${agency}"?`),
    });
  });
});

describe('a site that is down', () => {
  it('is named by its host, loses nothing, and is migrated once it is up', async () => {
    const workspace = emptyWorkspace(closedPort, [agency]);
    const run = await runAll(workspace);
    expect(run.code, run.stderr).toBe(3);
    expect(run.stderr).toContain('kokterek.kz');
    expect(run.stderr).toContain(`kosh findings ${agency}`);
    const findings = await runKosh(['findings', agency, '-w', workspace]);
    expect(findings.stdout).toContain('host-unreachable');
    connectTo(workspace, server.port);
    const later = await runAll(workspace);
    expect(later.code, later.stderr).toBe(0);
    expect(differences(content(undisturbed), content(migrationResult(workspace)))).toEqual([]);
  });

  /** All but what tells that https was tried too while http gave no answer. */
  function content(result: MigrationResult): MigrationResult {
    return new Map(
      [...result]
        .filter(([name]) => !/bag-info|bundle\.json|SHA256SUMS/.test(name))
        .map(([name, lines]) => [name, lines.filter((line) => !line.includes('/robots.txt'))]),
    );
  }

  it('does not keep the others from being migrated with --keep-going', async () => {
    const workspace = emptyWorkspace(server.port, [agency, other]);
    editFile(join(workspace, mappingPath(other)), (text) =>
      text.replaceAll(/127\.0\.0\.1:\d+/g, `127.0.0.1:${closedPort}`),
    );
    const run = await runAll(workspace, '--keep-going');
    expect(run.code, run.stderr).toBe(3);
    expect(run.stderr).toContain('dep.tasjol.gov.kz');
    expect(run.stdout).toMatch(new RegExp(`^${agency} +bundle +written`, 'm'));
    expect(run.stdout).toMatch(new RegExp(`^${other} +failed`, 'm'));
    expect(readdirSync(join(workspace, 'out/bundles'))).toEqual([agency]);
    const own = [...migrationResult(workspace)].filter(([name]) => !name.includes(other));
    expect(differences(undisturbed, new Map(own))).toEqual([]);
    connectTo(workspace, server.port);
    const later = await runAll(workspace);
    expect(later.code, later.stderr).toBe(0);
    expect(readdirSync(join(workspace, 'out/bundles'))).toContain(other);
  });
});

describe('a folder that holds something else', () => {
  const letter = 'Ұлы көш: қағаздар осында.\n';

  function folderOfSomethingElse(folder: string): string {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'хат.txt'), letter);
    return folder;
  }

  function expectUntouched(folder: string): void {
    expect(readdirSync(folder)).toEqual(['хат.txt']);
    expect(readFileSync(join(folder, 'хат.txt'), 'utf8')).toBe(letter);
  }

  it('is no target of a bundle', async () => {
    const workspace = emptyWorkspace(server.port, [agency]);
    const target = folderOfSomethingElse(join(workspace, 'out/bundles', agency));
    const run = await runAll(workspace);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${target} holds something that is no bundle of kosh`);
    expectUntouched(target);
    rmSync(target, { recursive: true });
    await expectCompletes(workspace);
  });

  it('is no folder for a new workspace', async () => {
    const folder = folderOfSomethingElse(temporaryFolder());
    const run = await runKosh(['init', folder]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(`${folder}: not empty`);
    expectUntouched(folder);
  });

  it('is no folder for the demo, not even to begin anew', async () => {
    const folder = folderOfSomethingElse(temporaryFolder());
    for (const more of [[], ['--fresh']]) {
      const run = await runKosh(['demo', '--dir', folder, ...more]);
      expect([run.code, run.stdout]).toEqual([2, '']);
      expect(run.stderr).toContain(folder);
      expectUntouched(folder);
    }
  });
});

describe('a run that has company', () => {
  it('is refused with exit 4 while another process works on the agency', async () => {
    const workspace = emptyWorkspace(slow.port, [agency]);
    const first = await startedCrawl(workspace, 5);
    const second = await runAll(workspace);
    expect(second.code, second.stderr).toBe(4);
    expect(second.stderr).toContain(`agency ${agency} is in use by process ${first.child.pid}`);
    const kept = await runAll(workspace, '--keep-going');
    expect(kept.code, kept.stderr).toBe(4);
    expect((await first.ended).code).toBe(0);
    connectTo(workspace, server.port);
    await expectCompletes(workspace);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 130 on %s, says how to go on, and goes on',
    async (signal) => {
      const workspace = emptyWorkspace(slow.port, [agency]);
      for (const requests of [1, 30]) {
        const run = await startedCrawl(workspace, requests);
        run.child.kill(signal);
        const { code, stderr } = await run.ended;
        expect(code, stderr).toBe(130);
        expect(stderr).toContain('run the same command to go on');
      }
      connectTo(workspace, server.port);
      await expectCompletes(workspace);
    },
  );

  it('ends with 130 when it is interrupted after its crawl', async () => {
    const workspace = emptyWorkspace(server.port, [agency]);
    const run = startKosh(['run', agency, '--provisional', '--json', '-w', workspace]);
    expect(await run.says('"stage":"crawl"')).toBe(true);
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('run the same command to go on');
    await expectCompletes(workspace);
  });

  /** A run of its own process that has asked the slow server so many times. */
  async function startedCrawl(workspace: string, requests: number) {
    const before = slow.requests();
    const run = startKosh(['run', '--all', '--provisional', '-w', workspace]);
    while (slow.requests() - before < requests) await new Promise((done) => setTimeout(done, 5));
    return run;
  }
});
