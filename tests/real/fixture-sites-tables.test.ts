import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/model/mapping.ts';
import { spellingClasses } from '../../src/redirects/spellings.ts';
import { startApache } from '../support/apache.ts';
import {
  type DecidedRequest,
  decideByHand,
  decidedRequests,
  mappingsOf,
} from '../support/decided-requests.ts';
import { migrateSites } from '../support/migrated-workspace.ts';
import { freePort, rawSpelling, startNginx } from '../support/nginx.ts';
import { runKosh } from '../support/run-kosh.ts';

let root = '';
let mappings: Mapping[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kosh-fixture-sites-'));
  await chmod(root, 0o755);
  await migrateSites(root, '--all');
  mappings = mappingsOf(root);
  await decideByHand(root, 'kokterek-akimat');
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const servers = [
  { server: 'nginx', start: startNginx, clean: /^(?!.*(?:warn|emerg))/s },
  { server: 'apache', start: startApache, clean: /^Syntax OK\s*$/ },
];

describe.each(servers)(
  '$server over the tables of all bundled sites',
  ({ server, start, clean }) => {
    let port = 0;
    let running: Awaited<ReturnType<typeof start>>;
    const tables = () => join(root, 'out/redirects', server);
    const folders = () => mappings.map(({ id }) => join(tables(), id));

    const build = async (...extra: string[]) => {
      const where = ['--server', server, '--directory', tables(), '--listen', `127.0.0.1:${port}`];
      const args = ['redirects', 'build', '--all', '-w', root, '--quiet', ...where, ...extra];
      const { code, stderr } = await runKosh(args);
      expect([0, 3], stderr).toContain(code);
    };

    const wrongAnswers = async (requests: readonly DecidedRequest[]) => {
      const wrong: unknown[] = [];
      for (const request of requests) {
        // No robot asks for its file in other spellings; a server answers them as it likes.
        if (request.expected === '200' && !/^\/robots\.txt(?:\?|$)/.test(request.target)) continue;
        const { status, headers } = await rawSpelling(port, request);
        const got = [String(status), headers.get('location')].filter(Boolean).join(' ');
        if (got !== request.expected.replaceAll('$', server === 'nginx' ? '%24' : '$$')) {
          wrong.push({ ...request, got });
        }
      }
      return wrong;
    };

    beforeAll(async () => {
      port = await freePort();
      await build('--provisional');
      running = await start(folders(), port);
    });

    afterAll(async () => {
      await running?.close();
    });

    test('loads them together without a warning', () => {
      expect(mappings).toHaveLength(4);
      expect(running.messages).toMatch(clean);
    });

    test('answers every spelling, seen and generated, with its decision', async ({ annotate }) => {
      const classes = new Map<string, number>();
      for (const mapping of mappings) {
        const requests = decidedRequests(root, mapping);
        for (const { class: kind } of requests) classes.set(kind, (classes.get(kind) ?? 0) + 1);
        await annotate(`${mapping.id}: ${requests.length} requests`);
        expect(await wrongAnswers(requests), mapping.id).toEqual([]);
      }
      await annotate([...classes].map(([name, count]) => `${name}: ${count}`).join(', '));
      // These sites have no legacy charset and no spaces in parameters; the traps of each server have.
      const others = spellingClasses.filter(
        (kind) => !/^(?:legacy-escapes|plus-space)$/.test(kind),
      );
      expect([...classes.keys()].sort()).toEqual([...others].sort());
    });

    test('every way to answer is among them', () => {
      const requests = mappings.flatMap((mapping) => decidedRequests(root, mapping));
      const ways = new Set(requests.map(({ expected }) => expected.split(' ', 1)[0]));
      expect([...ways].sort()).toEqual(['200', '302', '404', '410']);
    });

    test('says 404 to what no site had', async () => {
      const targets = ['/жоқ/бет', '/kosh-no-such-page?id=1', '/.kosh/gone.html', '/%C6%CE%CA'];
      for (const { host, aliases } of mappings.flatMap(({ hosts }) => hosts)) {
        for (const name of [host, ...aliases]) {
          for (const target of targets) {
            const octets = Buffer.from(target).toString('latin1');
            const { status, headers } = await rawSpelling(port, { host: name, target: octets });
            const got = [name, target, status, headers.get('location')];
            expect(got).toEqual([name, target, 404, undefined]);
          }
        }
      }
    });

    test('no row of these sites is one that the server cannot hold', async () => {
      for (const folder of folders()) {
        const listed = await readFile(join(folder, 'not-representable.csv'), 'utf8');
        const [heading, ...rows] = listed.trimEnd().split('\r\n');
        expect(heading).toBe('\ufeffold_url,new_url,reason,detail');
        expect(rows.filter((row) => !/\/robots\.txt,/.test(row))).toEqual([]);
      }
    });

    test('without --provisional nothing that the portal has not named is emitted or answered', async () => {
      await running.close();
      await build();
      const requests = mappings.flatMap((mapping) => decidedRequests(root, mapping));
      const named = requests.filter(({ isProvisional }) => !isProvisional);
      const kept = new Set(named.map(({ expected }) => expected));
      const unnamed = requests
        .filter(({ isProvisional, expected }) => isProvisional && !kept.has(expected))
        .map(({ expected }) => expected.split(' ')[1] ?? '');
      expect(new Set(unnamed).size).toBeGreaterThan(100);
      for (const folder of folders()) {
        for (const name of await readdir(folder)) {
          expect(name).not.toContain('provisional');
          if (!/\.map$|\.table\.txt$|\.rules\.conf$/.test(name)) continue;
          const text = await readFile(join(folder, name), 'utf8');
          expect([...new Set(unnamed)].filter((target) => text.includes(target))).toEqual([]);
        }
      }
      running = await start(folders(), port);
      const answers = requests.map((one) =>
        one.isProvisional && one.expected !== '200' ? { ...one, expected: '404' } : one,
      );
      expect(await wrongAnswers(answers)).toEqual([]);
      expect(named.some(({ expected }) => expected.startsWith('302'))).toBe(true);
    });
  },
);
