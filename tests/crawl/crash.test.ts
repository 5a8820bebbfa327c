import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSiteDb } from '../../src/store/site-db.ts';
import { listWarcFiles } from '../../src/store/warc-files.ts';
import { crawlLab, crawlResult, labMapping, siteFolder } from '../support/crawl-lab.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { madeSite } from '../support/made-site.ts';

const child = new URL('../support/crawl-child.ts', import.meta.url).pathname;
const hosts = [{ host: 'qala.kz', aliases: ['www.qala.kz'] }];

let server: FaultServer;
let lab: { folder: string; remove: () => void };
let undisturbed: ReturnType<typeof crawlResult>;
let runs = 0;

beforeAll(async () => {
  server = await startFaultServer({}, madeSite);
  lab = siteFolder();
  await crawlLab(labMapping(hosts, server.to), newFolder('undisturbed'));
  undisturbed = crawlResult(join(lab.folder, 'undisturbed'));
}, 60_000);

afterAll(async () => {
  await server.close();
  lab.remove();
});

function newFolder(name: string): string {
  const folder = join(lab.folder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Crawls in a child process; kills it with SIGKILL after so many requests. Tells whether it ended by itself. */
async function crawlUntil(folder: string, requests: number): Promise<boolean> {
  const mappingFile = join(lab.folder, `mapping-${++runs}.json`);
  writeFileSync(mappingFile, JSON.stringify(labMapping(hosts, server.to)));
  const started = server.log.length;
  const run = spawn(process.execPath, ['--import', 'tsx', child, mappingFile, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(() => {
    if (server.log.length - started >= requests) run.kill('SIGKILL');
  }, 5);
  const signal = await new Promise((resolve) => run.on('exit', (_code, by) => resolve(by)));
  clearInterval(watch);
  return signal === null;
}

describe('a crawl that is killed', () => {
  it('has something to lose', () => {
    expect(undisturbed.captures.length).toBeGreaterThan(130);
    const text = undisturbed.addresses.join('\n');
    for (const rule of ['alias-of', 'session-of', 'copy-of', 'robots:', 'trap:', 'foreign-host']) {
      expect(text).toContain(rule);
    }
  });

  it('ends with the same addresses, captures and findings whatever the pace and parallelism', async () => {
    const folder = newFolder('parallel');
    const mapping = labMapping(hosts, server.to, { crawl: { concurrency: 13 } });
    await crawlLab(mapping, folder);
    expect(crawlResult(folder)).toEqual(undisturbed);
  }, 60_000);

  it('ends with the same when it is killed again and again', async () => {
    const folder = newFolder('killed');
    const points = [3, 25, 60, 31, 90, 47];
    for (const point of points) await crawlUntil(folder, point);
    expect(await crawlUntil(folder, Number.POSITIVE_INFINITY)).toBe(true);
    expect(crawlResult(folder)).toEqual(undisturbed);
  }, 120_000);

  it('ends with the same when it is interrupted and resumed', async () => {
    const folder = newFolder('interrupted');
    const mapping = labMapping(hosts, server.to);
    for (const requests of [10, 80]) {
      const stop = new AbortController();
      const until = server.log.length + requests;
      const watch = setInterval(() => {
        if (server.log.length >= until) stop.abort();
      }, 5);
      const summary = await crawlLab(mapping, folder, { signal: stop.signal });
      clearInterval(watch);
      expect(summary.interrupted).toBe(true);
    }
    await crawlLab(mapping, folder);
    expect(crawlResult(folder)).toEqual(undisturbed);
  }, 60_000);
});

describe('a damaged archive', () => {
  it('is repaired wherever its end was cut, and the crawl completes to the same captures', async () => {
    const small = await startFaultServer({}, (target) =>
      /cal|news/.test(target) ? undefined : madeSite(target),
    );
    const mapping = labMapping([{ host: 'qala.kz' }], small.to);
    const whole = newFolder('whole');
    await crawlLab(mapping, whole);
    const expected = crawlResult(whole);
    const [name = ''] = readdirSync(join(whole, 'archive'));
    const { size } = statSync(join(whole, 'archive', name));
    const cuts = lastRecords(whole, 3);
    // Every byte would be thousands of crawls: each record's borders, and points inside it.
    for (const [index, cut] of cuts.entries()) {
      const folder = newFolder(`cut-${index}`);
      cpSync(whole, folder, { recursive: true });
      truncateSync(join(folder, 'archive', name), cut);
      const summary = await crawlLab(mapping, folder);
      expect(summary.complete).toBe(true);
      expect(summary.repaired.length > 0).toBe(cut < size);
      expect(crawlResult(folder)).toEqual(expected);
    }
    const longer = newFolder('longer');
    cpSync(whole, longer, { recursive: true });
    writeFileSync(join(longer, 'archive', name), 'бөтен байттар', { flag: 'a' });
    await crawlLab(mapping, longer);
    expect(statSync(join(longer, 'archive', name)).size).toBe(size);
    const gone = newFolder('gone');
    copyFileSync(join(whole, 'site.db'), join(gone, 'site.db'));
    await crawlLab(mapping, gone);
    expect(crawlResult(gone)).toEqual(expected);
    await small.close();
  }, 120_000);
});

function lastRecords(folder: string, count: number): number[] {
  const db = openSiteDb(join(folder, 'site.db'));
  const [file] = listWarcFiles(db);
  const records = db
    .prepare<[number], { offset: number; length: number }>(
      'SELECT offset, length FROM captures ORDER BY offset DESC LIMIT ?',
    )
    .all(count);
  db.close();
  const cuts = records.flatMap(({ offset, length }) => [
    offset,
    offset + 1,
    offset + 11,
    offset + Math.floor(length / 2),
    offset + length - 1,
  ]);
  return [...cuts, file?.size ?? 0];
}
