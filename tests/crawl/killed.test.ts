import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { labMapping, siteFolder } from '../support/crawl-lab.ts';
import { page, type Route, startFaultServer } from '../support/fault-server.ts';
import { startKosh } from '../support/kosh-process.ts';
import { readWarc } from '../support/read-warc.ts';

const pages = 3_000;
const kills = 10;
const connections = 8;
/** Captures that one transaction commits, at most. */
const group = 32;
const words = 'әкімдік бюджет ғылым жол қала мектеп өзен саябақ ұран үй һәм іс'.split(' ');

/** The number in words, so that no two pages read the same once digits are masked. */
function spelled(id: number): string {
  return [...id.toString(words.length)]
    .map((digit) => words[Number.parseInt(digit, words.length)])
    .join(' ');
}

/** Page `id` links to its two children in a tree and to two others. */
function pageOf(target: string): Route | undefined {
  const id =
    target === 'qala.kz/' ? 0 : Number(/^qala\.kz\/p\/(\d+)$/.exec(target)?.[1] ?? Number.NaN);
  if (!(id < pages)) return undefined;
  const links = [2 * id + 1, 2 * id + 2, (id * 7) % pages, (id * 13) % pages];
  return page(
    `Аудан тұрғындарына арналған мәлімет: ${spelled(id)}. Толығырақ осы бетте жазылған.`,
    links.filter((one) => one < pages).map((one) => `/p/${one}`),
  );
}

/** Places to kill at, from a seed: told when it fails, and the same on each run. */
function killPoints(seed: number): number[] {
  let state = seed;
  return Array.from({ length: kills }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return 5 + Math.floor((state / 2 ** 32) * 480);
  });
}

describe('a crawl of 3,000 pages that is killed ten times', () => {
  it('has every page in the end, fetches few again, and leaves a whole archive', async () => {
    const server = await startFaultServer({}, pageOf);
    const lab = siteFolder();
    const folder = join(lab.folder, 'qala');
    mkdirSync(folder);
    const mappingFile = join(lab.folder, 'mapping.json');
    const crawl = { concurrency: connections, ratePerSecond: 1_000 };
    writeFileSync(
      mappingFile,
      JSON.stringify(labMapping([{ host: 'qala.kz' }], server.to, { crawl })),
    );
    const asked = new Set<string>();
    for (const point of [...killPoints(11), Number.POSITIVE_INFINITY]) {
      const from = server.log.length;
      const ended = await crawlUntil(mappingFile, folder, () => server.log.length - from >= point);
      const again = server.log.slice(from).filter((target) => asked.has(target));
      // What was in flight, and what the last transaction had not taken; robots.txt may be among it.
      expect(again.length, `killed after ${point} requests`).toBeLessThanOrEqual(
        connections + group,
      );
      for (const target of server.log.slice(from)) asked.add(target);
      expect(ended).toBe(point === Number.POSITIVE_INFINITY);
    }
    const db = openSiteDb(join(folder, 'site.db'));
    const got = latestCaptures(db, undefined, 10_000).filter(({ status }) => status === 200);
    db.close();
    expect(got).toHaveLength(pages + 1);
    const files = readdirSync(join(folder, 'archive')).filter((name) => name.endsWith('.gz'));
    for (const file of files) {
      const records = await readWarc(join(folder, 'archive', file));
      expect(records.flatMap(({ problems }) => problems)).toEqual([]);
    }
    await server.close();
    lab.remove();
  }, 240_000);
});

describe('a crawl that is interrupted', () => {
  it('ends by itself, though requests wait for a connection', async () => {
    const server = await startFaultServer({}, pageOf);
    const lab = siteFolder();
    const crawl = { concurrency: connections, ratePerSecond: 1_000 };
    mkdirSync(join(lab.folder, 'mappings'));
    writeFileSync(join(lab.folder, 'kosh.yaml'), 'portal: { entities: [qala] }\n');
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, { crawl });
    // JSON is YAML.
    writeFileSync(join(lab.folder, 'mappings/qala.yaml'), JSON.stringify(mapping));
    const run = startKosh(['crawl', 'qala', '--workspace', lab.folder]);
    while (server.log.length < 100) await delay(10);
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('run the same command to go on');
    await server.close();
    lab.remove();
  }, 60_000);
});

/** Crawls in a process of its own, which is killed with SIGKILL once `isEnough`; tells whether it ended by itself. */
async function crawlUntil(
  mappingFile: string,
  folder: string,
  isEnough: () => boolean,
): Promise<boolean> {
  const child = new URL('../support/crawl-child.ts', import.meta.url).pathname;
  const run = spawn(process.execPath, ['--import', 'tsx', child, mappingFile, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(() => {
    if (isEnough()) run.kill('SIGKILL');
  }, 2);
  const signal = await new Promise((resolve) => run.on('exit', (_code, by) => resolve(by)));
  clearInterval(watch);
  return signal === null;
}
