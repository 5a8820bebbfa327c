import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hitsOf, hitsWorkspace } from '../support/hits-lab.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Lines of a log, numbered from `from`, each of another address. */
function lines(from: number, count: number, host = ''): string {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const minute = String(n % 60).padStart(2, '0');
    return `${host}10.0.0.${n % 250} - - [20/Nov/2026:09:${minute}:00 +0500] "GET /ru/материал/${n} HTTP/1.1" 200 5 "-" "Mozilla/5.0 (Windows NT 10.0)"\n`;
  }).join('');
}

async function hits(workspace: string, ...args: string[]) {
  return runKosh(['redirects', 'hits', ...args, '-w', workspace]);
}

test('a log that is read twice, under another name or packed, counts once', async () => {
  const workspace = hitsWorkspace();
  const folder = temporaryFolder();
  const log = join(folder, 'access.log');
  writeFileSync(log, lines(0, 100));
  await hits(workspace, log);
  await hits(workspace, log);
  expect(hitsOf(workspace)).toBe(100);
  const rotated = join(folder, 'access.log.1');
  renameSync(log, rotated);
  writeFileSync(`${rotated}.gz`, gzipSync(readFileSync(rotated)));
  const { stderr } = await hits(workspace, join(folder, 'access.log*'));
  expect(stderr).toContain('0 new requests');
  await hits(workspace, `${rotated}.gz`);
  expect(hitsOf(workspace)).toBe(100);
});

test('a log that has grown adds what is new, also when it was one line long or was cut in a line', async () => {
  const workspace = hitsWorkspace();
  const log = join(temporaryFolder(), 'access.log');
  const all = lines(0, 60);
  writeFileSync(log, lines(0, 1));
  await hits(workspace, log);
  writeFileSync(log, all.slice(0, 4000));
  await hits(workspace, log);
  const before = hitsOf(workspace);
  expect(before).toBeGreaterThan(20);
  writeFileSync(log, all);
  await hits(workspace, log);
  expect(hitsOf(workspace)).toBe(60);
});

test('a part of a log that was read, and the log packed before it grew, add nothing', async () => {
  const workspace = hitsWorkspace();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.log'), lines(0, 80));
  writeFileSync(join(folder, 'part.log'), lines(0, 50));
  writeFileSync(join(folder, 'part.gz'), gzipSync(lines(0, 30)));
  await hits(workspace, join(folder, 'a.log'));
  await hits(workspace, join(folder, 'part.log'), join(folder, 'part.gz'));
  expect(hitsOf(workspace)).toBe(80);
});

test('two logs that begin alike and go on otherwise are two', async () => {
  const workspace = hitsWorkspace();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.log'), lines(0, 50) + lines(100, 50));
  writeFileSync(join(folder, 'b.log'), lines(0, 50) + lines(200, 60));
  writeFileSync(join(folder, 'c.gz'), gzipSync(lines(0, 50) + lines(300, 70)));
  await hits(workspace, join(folder, 'a.log'));
  await hits(workspace, join(folder, 'b.log'), join(folder, 'c.gz'));
  expect(hitsOf(workspace)).toBe(100 + 110 + 120);
});

test('an agency that gets its mapping later is counted from logs that were read before', async () => {
  const workspace = hitsWorkspace(['sarkol']);
  const log = join(temporaryFolder(), 'vhosts.log');
  writeFileSync(log, lines(0, 20, 'sarkol.gov.kz:80 ') + lines(0, 30, 'tasbulaq.gov.kz:80 '));
  await hits(workspace, log);
  const mapping = readFileSync(join(workspace, 'mappings/sarkol.yaml'), 'utf8');
  writeFileSync(
    join(workspace, 'mappings/tasbulaq.yaml'),
    mapping.replaceAll('sarkol', 'tasbulaq').replace('"entity":"tasbulaq"', '"entity":"sarkol"'),
  );
  const { stderr } = await hits(workspace, log);
  expect(stderr).toContain('0 of hosts that no mapping has');
  expect([hitsOf(workspace, 'sarkol'), hitsOf(workspace, 'tasbulaq')]).toEqual([20, 30]);
});

test('--again counts nothing twice', async () => {
  const workspace = hitsWorkspace();
  const log = join(temporaryFolder(), 'access.log');
  writeFileSync(log, lines(0, 40));
  await hits(workspace, log);
  await hits(workspace, log, '--again');
  expect(hitsOf(workspace)).toBe(40);
});

test('--follow counts through rotation, truncation and a file that is not there for a while, and tells at the end', async () => {
  const workspace = hitsWorkspace();
  const folder = temporaryFolder();
  const log = join(folder, 'access.log');
  writeFileSync(log, lines(0, 10));
  const stop = new AbortController();
  const args = ['redirects', 'hits', log, '--follow', '-w', workspace];
  const running = runKosh(args, '', stop.signal);
  const until = async (n: number) => {
    while (hitsOf(workspace) < n) await wait(50);
  };
  await until(10);
  appendFileSync(log, lines(10, 5));
  await until(15);
  renameSync(log, `${log}.1`);
  await wait(700);
  // The server still has the old file open.
  appendFileSync(`${log}.1`, lines(15, 5));
  writeFileSync(log, lines(100, 5));
  await until(25);
  truncateSync(log);
  appendFileSync(log, lines(200, 3));
  await until(28);
  appendFileSync(log, lines(203, 2));
  stop.abort();
  const { code, stdout } = await running;
  expect(code).toBe(0);
  expect(hitsOf(workspace)).toBe(30);
  expect(stdout).toContain('of 30 hits decided');
  await hits(workspace, `${log}*`);
  expect(hitsOf(workspace)).toBe(30);
});
