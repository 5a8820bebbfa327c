import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/model/mapping.ts';
import { spellingClasses } from '../../src/redirects/spellings.ts';
import {
  type DecidedRequest,
  decideByHand,
  decidedRequests,
  mappingsOf,
} from '../support/decided-requests.ts';
import { type RunningHaproxy, rawAsk, startHaproxy } from '../support/haproxy.ts';
import { migrateSites } from '../support/migrated-workspace.ts';
import { freePort } from '../support/nginx.ts';
import { iisAnswer, iisSite } from '../support/replay-iis.ts';
import { runKosh } from '../support/run-kosh.ts';

let root = '';
let mappings: Mapping[] = [];
let port = 0;
let haproxy: RunningHaproxy;

const tables = () => join(root, 'out/redirects/haproxy');

/** One HAProxy for all agencies, by the files beside their folders. */
async function serveAll(): Promise<RunningHaproxy> {
  const frontend = join(tables(), 'frontend.cfg');
  const backends = mappings.map(({ id }) => join(tables(), id, 'backend.cfg'));
  return startHaproxy([...backends, frontend], port);
}

async function wrongAnswers(requests: readonly DecidedRequest[]): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const request of requests) {
    const { status, headers } = await rawAsk(port, request.host, request.target);
    const got = [String(status), headers.get('location')].filter(Boolean).join(' ');
    if (got !== request.expected) wrong.push({ ...request, got });
  }
  return wrong;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kosh-fixture-sites-'));
  await migrateSites(root, '--all');
  mappings = mappingsOf(root);
  await decideByHand(root, 'kokterek-akimat');
  port = await freePort();
  const there = ['--directory', tables(), '--listen', `127.0.0.1:${port}`];
  const where = ['--server', 'haproxy,iis', ...there, '--provisional'];
  const args = ['redirects', 'build', '--all', '-w', root, '--quiet', ...where];
  const { code, stderr } = await runKosh(args);
  expect([0, 3], stderr).toContain(code);
  haproxy = await serveAll();
});

afterAll(async () => {
  await haproxy?.close();
  await rm(root, { recursive: true, force: true });
});

describe('HAProxy over the tables of all bundled sites', () => {
  test('loads them together without a warning', () => {
    expect(mappings).toHaveLength(4);
    expect(haproxy.messages.trim()).toBe('Configuration file is valid');
  });

  test('answers every spelling, seen and generated, with its decision', async ({ annotate }) => {
    const classes = new Set<string>();
    for (const mapping of mappings) {
      const requests = decidedRequests(root, mapping);
      for (const { class: kind } of requests) classes.add(kind);
      await annotate(`${mapping.id}: ${requests.length} requests`);
      expect(await wrongAnswers(requests), mapping.id).toEqual([]);
    }
    // These sites have no legacy charset and no spaces in parameters; haproxy.test.ts has.
    const others = spellingClasses.filter((kind) => !/^(?:legacy-escapes|plus-space)$/.test(kind));
    expect([...classes].sort()).toEqual([...others].sort());
  });

  test('every way to answer is among them', () => {
    const requests = mappings.flatMap((mapping) => decidedRequests(root, mapping));
    const ways = new Set(requests.map(({ expected }) => expected.split(' ', 1)[0]));
    expect([...ways].sort()).toEqual(['200', '302', '404', '410']);
  });

  test('no row of these sites is one that HAProxy cannot hold', async () => {
    for (const { id } of mappings) expect(await refusedRows('haproxy', id)).toEqual([]);
  });

  test('says 404 to what no site had', async () => {
    const targets = [
      '/%D0%B6%D0%BE%D2%9B',
      '/kosh-no-such-page?id=1',
      '/%C6%CE%CA',
      '//evil.example',
    ];
    for (const { hosts } of mappings) {
      for (const { host } of hosts) {
        for (const target of targets) {
          const { status, headers } = await rawAsk(port, host, target);
          expect([host, target, status, headers.get('location')]).toEqual([
            host,
            target,
            404,
            undefined,
          ]);
        }
      }
    }
  });

  test('lets robots in at every host', async () => {
    for (const { host } of mappings.flatMap(({ hosts }) => hosts)) {
      const { status, body } = await rawAsk(port, host, '/robots.txt');
      expect([host, status]).toEqual([host, 200]);
      expect(body).toContain('User-agent: *');
    }
  });
});

describe('IIS, replayed over the maps of all bundled sites', () => {
  test('answers every spelling, seen and generated, with its decision, or the row is listed', async ({
    annotate,
  }) => {
    for (const mapping of mappings) {
      const texts = await folderTexts(join(root, 'out/redirects/iis', mapping.id));
      const sites = new Map(
        mapping.hosts.map(({ host }) => [
          host,
          iisSite(texts, host, { missing: 'nothing', equal: 'ordinal' }),
        ]),
      );
      // Of robots.txt only the usual spelling is served.
      const requests = decidedRequests(root, mapping).filter(
        ({ key }) => !key.endsWith('/robots.txt'),
      );
      const wrong = requests.filter(({ key, host, target, expected }) => {
        const site = sites.get(key.split('/', 1)[0] ?? '');
        return !site || iisAnswer(site, host, target) !== expected;
      });
      const listed = await refusedRows('iis', mapping.id);
      await annotate(`${mapping.id}: ${requests.length} requests, ${listed.length} rows listed`);
      const unlisted = wrong.filter(
        ({ seen }) =>
          !listed.some((one) => seen.some((spelling) => one.startsWith(`${spelling},`))),
      );
      expect(unlisted, mapping.id).toEqual([]);
      expect(wrong.length, mapping.id).toBeLessThan(requests.length / 100);
    }
  });
});

async function folderTexts(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const name of await readdir(folder)) {
    texts.set(name, await readFile(join(folder, name), 'utf8'));
  }
  return texts;
}

/** Rows that a server cannot hold; that of robots.txt, which every server answers for itself, left out. */
async function refusedRows(server: string, agency: string): Promise<string[]> {
  const file = join(root, 'out/redirects', server, agency, 'not-representable.csv');
  const [, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  return rows.filter((row) => !/\/robots\.txt,/.test(row));
}
