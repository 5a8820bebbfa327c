import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askedOf, hitsOf, hitsWorkspace } from '../support/hits-lab.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hosts = ['sarkol.gov.kz', 'tasbulaq.gov.kz', 'nobody.example.kz'];

/** A log of three hosts in turn. */
function lines(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return `${hosts[n % 3]}:80 10.0.0.1 - - [2${n % 8}/Nov/2026:09:00:00 +0500] "GET /kk/өтініш/${n % 997} HTTP/1.1" ${n % 5 === 0 ? 404 : 200} 5 "-" "Mozilla/5.0 (Windows NT 10.0)"\n`;
  }).join('');
}

async function hits(workspace: string, log: string) {
  return runKosh(['redirects', 'hits', log, '-w', workspace]);
}

/** Starts counting and kills the process when it has read so many pieces; resolves with whether it was killed. */
async function killedAfter(workspace: string, log: string, pieces: number): Promise<boolean> {
  const child = new URL('../support/hits-child.ts', import.meta.url).pathname;
  const run = spawn(process.execPath, ['--import', 'tsx', child, workspace, log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let read = 0;
  run.stdout.on('data', (text: Buffer) => {
    read += text.length;
    if (read >= pieces) run.kill('SIGKILL');
  });
  return new Promise((resolve) => run.on('exit', (code) => resolve(code === null)));
}

test('a count that is killed again and again counts every line once', async () => {
  const log = join(temporaryFolder(), 'vhosts.log');
  writeFileSync(log, lines(0, 60_000));
  const undisturbed = hitsWorkspace(['sarkol', 'tasbulaq']);
  await hits(undisturbed, log);
  expect(hitsOf(undisturbed, 'sarkol')).toBe(20_000);

  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  let killed = 0;
  for (const pieces of [2, 5, 9]) if (await killedAfter(workspace, log, pieces)) killed++;
  expect(killed).toBeGreaterThan(0);
  await hits(workspace, log);
  for (const agency of ['sarkol', 'tasbulaq']) {
    expect(askedOf(workspace, agency)).toEqual(askedOf(undisturbed, agency));
  }
});

test('agencies that were stored before the log was, count nothing twice', async () => {
  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  const log = join(temporaryFolder(), 'vhosts.log');
  const ledger = join(workspace, 'data/access-logs.db');
  writeFileSync(log, lines(0, 300));
  await hits(workspace, log);
  copyFileSync(ledger, `${ledger}.kept`);
  writeFileSync(log, lines(0, 900));
  await hits(workspace, log);
  // As if the process had ended between the two commits.
  copyFileSync(`${ledger}.kept`, ledger);
  for (const end of ['-wal', '-shm']) if (existsSync(ledger + end)) rmSync(ledger + end);
  await hits(workspace, log);
  expect([hitsOf(workspace, 'sarkol'), hitsOf(workspace, 'tasbulaq')]).toEqual([300, 300]);
});
