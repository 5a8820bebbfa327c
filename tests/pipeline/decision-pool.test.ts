import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSiteDb } from '../../src/store/site-db.ts';
import { makeWorkspace } from '../support/bench-redirects-site.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Enough agencies for threads to be started. */
const agencies = 9;

function build(root: string, ...more: string[]) {
  const servers = ['--server', 'nginx,haproxy,csv'];
  return runKosh(['redirects', 'build', '--all', ...servers, '--workspace', root, ...more]);
}

function tables(root: string): Map<string, string> {
  const out = join(root, 'out');
  const files = readdirSync(out, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((file) => [file.slice(out.length), readFileSync(file, 'utf8')]),
  );
}

test('agencies decided in threads get the tables that one thread gives them', async () => {
  const [one, many] = [temporaryFolder(), temporaryFolder()];
  for (const root of [one, many]) makeWorkspace({ root, agencies, rows: 200 });
  const first = await build(one, '--parallel', '1');
  let threads = 0;
  const count = () => threads++;
  process.on('worker', count);
  const second = await build(many);
  process.off('worker', count);
  // One core has nothing to share.
  const cores = availableParallelism();
  expect(threads).toBe(cores < 2 ? 0 : Math.min(4, cores));
  expect(first.code).toBe(0);
  expect(second).toEqual(first);
  expect(tables(many).size).toBeGreaterThan(agencies * 3);
  expect(tables(many)).toEqual(tables(one));
  expect((await build(many)).stdout).not.toContain('written');
});

test('an agency that another process works on is told of from a thread as from this one', async () => {
  const root = temporaryFolder();
  makeWorkspace({ root, agencies, rows: 100 });
  const db = openSiteDb(join(root, 'data', 'ucu-4', 'site.db'));
  db.prepare('INSERT INTO lease (id, owner, pid, epoch, expires_at) VALUES (1, ?, ?, 1, ?)').run(
    ...[hostname(), process.ppid, Date.now() + 60_000],
  );
  db.close();
  const alone = await build(root, '--parallel', '1', '--keep-going');
  const threads = await build(root, '--keep-going');
  expect(threads.code).toBe(4);
  const told = `ucu-4: agency ucu-4 is in use by process ${process.ppid}`;
  expect(threads.stderr).toContain(told);
  expect(alone.stderr).toContain(told);
  expect(tables(root).size).toBeGreaterThan((agencies - 1) * 3);
});
