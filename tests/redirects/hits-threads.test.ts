import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import { HitsReading, type LogSummary } from '../../src/pipeline/hits-stage.ts';
import { openLogFile } from '../../src/pipeline/log-source.ts';
import { askedOf, hitsOf, hitsWorkspace } from '../support/hits-lab.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agencies = ['sarkol', 'tasbulaq'];
const hosts = [...agencies.map((id) => `${id}.gov.kz`), 'nobody.example.kz'];

/** Lines of three hosts, of which some are torn, over-long, or spelled with Kazakh letters, until so many octets. */
function lines(octets: number): string {
  const out: string[] = [];
  for (let n = 0, length = 0; length < octets; n++) {
    const target = n % 4000 === 3999 ? `/қала/${'ұ'.repeat(40_000)}` : `/kk/өтініш/${n % 997}`;
    const day = 20 + (n % 8);
    const line = `${hosts[n % 3]}:80 10.0.0.1 - - [${day}/Nov/2026:09:00:00 +0500] "GET ${target} HTTP/1.1" ${n % 5 === 0 ? 404 : 200} 5 "-" "Mozilla/5.0 (Windows NT 10.0)"`;
    out.push(n % 50 === 7 ? line.slice(0, 60) : line);
    length += line.length;
  }
  return `${out.join('\n')}\n`;
}

async function count(workspace: string, log: string, chunkBytes?: number): Promise<LogSummary> {
  const opened = openWorkspace(workspace);
  const reading = new HitsReading({
    workspace: opened,
    mappings: readMappings(opened).flatMap((file) => file.value ?? []),
    format: 'auto',
    host: '',
    again: false,
    threads: chunkBytes === undefined ? { most: 1 } : { most: 3, fewestBytes: 1, chunkBytes },
    onProgress: () => {},
  });
  const source = await openLogFile(log);
  try {
    return await reading.read(source, true, new AbortController().signal);
  } finally {
    await source.close();
    reading.close();
  }
}

test('threads count of a log what one thread counts, wherever its chunks are cut', async () => {
  const log = join(temporaryFolder(), 'vhosts.log');
  // Longer than the piece by which the format is told; the last line has no end.
  writeFileSync(log, lines(3_000_000).slice(0, -1));
  const alone = hitsWorkspace(agencies);
  const said = await count(alone, log);
  expect(said.requests).toBeGreaterThan(15_000);
  expect(said.torn).toBeGreaterThan(300);
  expect(said.overLong).toBeGreaterThan(2);
  expect(said.foreign).toBeGreaterThan(5_000);
  for (const chunk of [50_000, 333_333, 10_000_000]) {
    const workspace = hitsWorkspace(agencies);
    let threads = 0;
    const started = () => threads++;
    process.on('worker', started);
    const told = await count(workspace, log, chunk);
    process.off('worker', started);
    expect(threads).toBe(3);
    expect({ ...told, agencies: [...told.agencies].sort() }).toEqual({
      ...said,
      agencies: [...said.agencies].sort(),
    });
    for (const agency of agencies) {
      expect(askedOf(workspace, agency)).toEqual(askedOf(alone, agency));
    }
  }
});

test('what is written to a log after it was counted in threads is added', async () => {
  const log = join(temporaryFolder(), 'vhosts.log');
  const all = lines(4_000_000);
  writeFileSync(log, all.slice(0, 2_000_000));
  const [alone, workspace] = [hitsWorkspace(agencies), hitsWorkspace(agencies)];
  await count(workspace, log, 300_000);
  writeFileSync(log, all);
  await count(workspace, log, 300_000);
  await count(alone, log);
  for (const agency of agencies) expect(askedOf(workspace, agency)).toEqual(askedOf(alone, agency));
});

test('a count in threads that is killed counts every line once', async () => {
  const log = join(temporaryFolder(), 'vhosts.log');
  writeFileSync(log, lines(6_000_000));
  const undisturbed = hitsWorkspace(agencies);
  await count(undisturbed, log);
  const workspace = hitsWorkspace(agencies);
  let killed = 0;
  for (const chunks of [2, 4, 7]) if (await killedAfter(workspace, log, chunks)) killed++;
  expect(killed).toBeGreaterThan(0);
  await count(workspace, log, 200_000);
  for (const agency of agencies) {
    expect(hitsOf(workspace, agency)).toBe(hitsOf(undisturbed, agency));
    expect(askedOf(workspace, agency)).toEqual(askedOf(undisturbed, agency));
  }
});

/** Starts counting in threads and kills the process after so many chunks; resolves with whether it was killed. */
function killedAfter(workspace: string, log: string, chunks: number): Promise<boolean> {
  const child = new URL('../support/hits-child.ts', import.meta.url).pathname;
  const run = spawn(process.execPath, ['--import', 'tsx', child, workspace, log, '200000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let read = 0;
  run.stdout.on('data', (text: Buffer) => {
    read += text.length;
    if (read >= chunks) run.kill('SIGKILL');
  });
  return new Promise((resolve) => run.on('exit', (code) => resolve(code === null)));
}
