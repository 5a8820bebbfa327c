import { spawn } from 'node:child_process';
import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { openSiteDb } from '../../src/store/site-db.ts';
import { capturedTexts, ingestWorkspace } from '../support/ingest-lab.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(temporaryFolder(afterAll), 'ws');
const count = 400;

function storedIn(folder: string): number {
  const file = join(folder, 'site.db');
  if (!existsSync(file)) return 0;
  const db = openSiteDb(file);
  try {
    const row = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM captures').get();
    return row?.n ?? 0;
  } finally {
    db.close();
  }
}

/** Ingests in a process of its own and kills it when so many captures are stored. */
async function ingestUntil(folder: string, file: string, captures: number): Promise<void> {
  const bin = new URL('../../bin/kosh.js', import.meta.url).pathname;
  const run = spawn(process.execPath, [bin, 'ingest', 'qala', file, '-q', '-w', root], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => run.on('exit', resolve));
  const watch = setInterval(() => {
    if (storedIn(folder) >= captures) run.kill('SIGKILL');
  }, 5);
  await ended;
  clearInterval(watch);
}

it('goes on where it was killed, stores each record once and leaves a whole archive', async () => {
  const folder = await ingestWorkspace(root);
  const pages = Array.from({ length: count }, (_, i) =>
    madeResponse(
      `http://qala.kz/${i}`,
      `<p>${i}-беттің мәтіні: ${'өңір ғимарат '.repeat(i + 1)}</p>`,
    ),
  );
  const file = join(root, 'a.warc.gz');
  writeFileSync(file, madeWarc(pages));
  for (const point of [1, 90, 200]) await ingestUntil(folder, file, point);
  const before = storedIn(folder);
  const run = await runKosh(['ingest', 'qala', file, '--json', '-w', root]);
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ stored: count, known: 0, damaged: 0 });
  expect(before).toBeGreaterThan(0);
  const texts = await capturedTexts(folder);
  expect(texts.size).toBe(count);
  expect(texts.get('http://qala.kz/399')?.text).toBe(
    `<p>399-беттің мәтіні: ${'өңір ғимарат '.repeat(400)}</p>`,
  );
  const seen: string[] = [];
  const archive = createReadStream(join(folder, 'archive', 'qala-00001.warc.gz'));
  for await (const record of new WARCParser(archive)) {
    if (record.warcType === 'response') seen.push(record.warcTargetURI ?? '');
  }
  expect([seen.length, new Set(seen).size]).toEqual([count, count]);
}, 120_000);
