import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { startKosh } from '../support/kosh-process.ts';
import { editFile, emptyWorkspace } from '../support/migration-copy.ts';
import { differences, type MigrationResult, migrationResult } from '../support/migration-result.ts';
import { type KoshRun, runKosh } from '../support/run-kosh.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agency = 'kokterek-akimat';
const preload = ['tsx', new URL('../support/full-disk-child.ts', import.meta.url).pathname];
const plenty = 256 * 1024;

const ownFolder = temporaryFolder(afterAll);
let server: FixtureServer;
let undisturbed: MigrationResult;

beforeAll(async () => {
  server = await startFixtureServer(await loadSites());
  const workspace = workspaceOfOne(ownFolder);
  expect((await everything(workspace)).code).toBe(0);
  undisturbed = migrationResult(workspace);
});
afterAll(() => server.close());

/** A workspace of one small site that may fill its disk to the last byte. */
function workspaceOfOne(folder = temporaryFolder()): string {
  const workspace = emptyWorkspace(server.port, [agency], folder);
  editFile(join(workspace, 'kosh.yaml'), (text) => `${text}limits: { freeDiskMiB: 0 }\n`);
  return workspace;
}

const command = (workspace: string) => ['run', '--all', '--provisional', '-w', workspace];
const everything = (workspace: string) => runKosh(command(workspace));

/** Runs kosh in a process that is refused every write after so many bytes. */
function withDiskOf(bytes: number, args: readonly string[]): Promise<KoshRun> {
  return startKosh(args, { env: { KOSH_TEST_DISK_BYTES: String(bytes) }, preload }).ended;
}

/** The disk was full, kosh says so as the user's affair, and what was there is whole. */
function expectFull(run: KoshRun): void {
  expect(run.stderr).toMatch(/the disk is full/i);
  expect(run.stderr).toMatch(/Free some space/);
  expect(run.code).toBe(2);
}

async function expectCompletes(workspace: string): Promise<void> {
  const run = await everything(workspace);
  expect(run.code, run.stderr).toBe(0);
  expect(differences(undisturbed, migrationResult(workspace))).toEqual([]);
}

describe('a crawl whose disk is full', () => {
  it('does not begin with less free space than it was told to leave', async () => {
    const workspace = workspaceOfOne();
    const settings = join(workspace, 'kosh.yaml');
    editFile(settings, (text) => text.replace('freeDiskMiB: 0', 'freeDiskMiB: 900000000'));
    const requests = server.requests();
    const run = await everything(workspace);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/only \d+ MiB are free/);
    expect(run.stderr).toContain('limits.freeDiskMiB');
    // Robots and home page may be asked for at once; no page is stored that there is no room for.
    expect(server.requests() - requests).toBeLessThan(5);
    editFile(settings, (text) => text.replace('900000000', '0'));
    await expectCompletes(workspace);
  });

  it('stops, says what to do, and goes on when writes succeed again', async () => {
    const workspace = workspaceOfOne();
    for (const bytes of [2000, 60_000, 90_000]) {
      expectFull(await withDiskOf(bytes, command(workspace)));
    }
    await expectCompletes(workspace);
  });

  it.skipIf(!canMount)(
    'stops on a small disk wherever it fills, and goes on when it grows',
    async () => {
      for (const kibibytes of [240, 480, 900]) {
        const workspace = workspaceOfOne();
        const disk = smallDisk(join(workspace, 'data'), kibibytes);
        expectFull(await everything(workspace));
        disk.grow(plenty);
        await expectCompletes(workspace);
      }
    },
  );
});

describe('a bundle whose disk is full', () => {
  /** A workspace where all but the output is there. */
  async function extracted(): Promise<string> {
    const workspace = workspaceOfOne();
    expect((await everything(workspace)).code).toBe(0);
    rmSync(join(workspace, 'out'), { recursive: true });
    return workspace;
  }

  it('leaves no half bundle, says what to do, and is written when writes succeed again', async () => {
    const workspace = await extracted();
    for (const bytes of [1000, 90_000, 250_000]) {
      expectFull(await withDiskOf(bytes, command(workspace)));
      const bundles = join(workspace, 'out/bundles');
      expect(existsSync(bundles) ? readdirSync(bundles) : []).toEqual([]);
    }
    await expectCompletes(workspace);
  });

  it('leaves the earlier bundle as it was', async () => {
    const workspace = workspaceOfOne();
    expect((await everything(workspace)).code).toBe(0);
    const before = migrationResult(workspace);
    const mapping = join(workspace, 'mappings', `${agency}.yaml`);
    editFile(mapping, (text) => `${text}rules: [{ match: /sheshim5.htm, kind: page }]\n`);
    expectFull(await withDiskOf(150_000, command(workspace)));
    const bag = join(workspace, 'out/bundles', agency);
    expect((await runKosh(['bundle', 'verify', bag])).code).toBe(0);
    editFile(mapping, (text) => text.replace(/rules: .*\n/, ''));
    await expectCompletes(workspace);
    expect(differences(before, migrationResult(workspace))).toEqual([]);
  });

  it.skipIf(!canMount)('is written after a small disk grew, wherever it was full', async () => {
    const workspace = await extracted();
    for (const [folder, kibibytes] of [
      ['out', 8],
      ['out/redirects', 24],
      ['out/bundles', 40],
      ['out/bundles', 200],
    ] as const) {
      rmSync(join(workspace, 'out'), { recursive: true, force: true });
      mkdirSync(join(workspace, 'out'));
      const disk = smallDisk(join(workspace, folder), kibibytes);
      expectFull(await everything(workspace));
      disk.grow(plenty);
      await expectCompletes(workspace);
      disk.unmount();
    }
  });
});
