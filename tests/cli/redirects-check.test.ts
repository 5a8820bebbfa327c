import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import {
  asDecided,
  type CheckLab,
  checkLab,
  checkResult,
  everySpelling,
} from '../support/check-lab.ts';
import { page, startFaultServer } from '../support/fault-server.ts';
import { startKosh } from '../support/kosh-process.ts';
import { type Reply, say, sendTo, startOctetServer } from '../support/octet-server.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';
import { runKosh } from '../support/run-kosh.ts';
import { certificate, rootFile } from '../support/test-certificates.ts';

const mapping = mappingWith();
const base = 'https://www.gov.kz/memleket/entities/sarkol';

function row(path: string, parts: Partial<Redirect> = {}): Redirect {
  const target = `${base}/press/news/details/${encodeURIComponent(path)}?lang=kk`;
  return redirectRow(mapping, [`http://sarkol.gov.kz${path}`], { target, ...parts });
}

async function serve(replyTo: (asked: string) => Reply | undefined) {
  const server = await startOctetServer(replyTo);
  onTestFinished(() => server.close());
  return server;
}

function check(lab: CheckLab, against: string, ...more: string[]) {
  const { root } = lab.workspace;
  return runKosh(['redirects', 'check', lab.mapping.id, '-w', root, '--against', against, ...more]);
}

const rows = [
  row('/жаңалықтар/1'),
  row('/жаңалықтар/2'),
  row('/ескі', { decision: 'gone', target: null }),
];

describe('kosh redirects check', () => {
  it('prints how each class was answered, and exits with 0 when all is right', async () => {
    const lab = checkLab(rows);
    const server = await serve(asDecided(lab));
    const { code, stdout, stderr } = await check(lab, server.origin);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^sarkol-akimat {2}utf8-octets +3 +3$/m);
    expect(stdout).toMatch(/^sarkol-akimat {2}sarkol\.gov\.kz +\d+ +\d+$/m);
    expect(stderr).toContain('all 3 addresses');
    expect(stderr).toContain('targets not followed (see --portal)');
    expect(stderr).toContain('0 faults, 0 doubts');
  });

  it('tells every fault on the terminal, in a table and as findings; what servers send cannot act', async () => {
    const lab = checkLab(rows);
    const right = asDecided(lab);
    const evil = sendTo('https://evil.example/\x9b2J=cmd');
    const server = await serve((asked) => (/\/2$/.test(asked) ? evil : right(asked)));
    const { code, stdout } = await check(lab, server.origin, '--class', 'seen,alias');
    expect(code).toBe(3);
    expect(stdout).toContain('wrong-target (seen)  sarkol.gov.kz/%D0%B6');
    expect(stdout).toContain('got       302 https://evil.example/·2J=cmd');
    const file = join(lab.workspace.outFolder, 'redirects/check/sarkol-akimat/sarkol-akimat.csv');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^wrong-target,seen,sarkol\.gov\.kz,/);
    expect(lines.join('')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    const found = await runKosh([
      'findings',
      '--all',
      '--stage',
      'check',
      '-w',
      lab.workspace.root,
    ]);
    expect(found.stdout.match(/check-fault/g)).toHaveLength(2);
    expect(found.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  it('gives JSON lines: each fault, then a summary', async () => {
    const lab = checkLab(rows);
    const right = asDecided(lab);
    const server = await serve((asked) => (/\/2$/.test(asked) ? say(404) : right(asked)));
    const { code, stdout, stderr } = await check(lab, server.origin, '--json', '--class', 'seen');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const [fault, summary] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(fault).toMatchObject({ type: 'fault', kind: 'wrong-status', class: 'seen', got: '404' });
    expect(summary).toMatchObject({ type: 'checked', asked: 3, faults: 1, doubts: 0, keys: 3 });
  });

  it('asks a sample that is the same for the same seed', async () => {
    const lab = checkLab(Array.from({ length: 40 }, (_, at) => row(`/жаңалық/${at}`)));
    const server = await serve(asDecided(lab));
    const asked = async (...more: string[]) => {
      server.log.length = 0;
      const all = ['--sample', '5', '--class', 'seen', ...more];
      const { stderr } = await check(lab, server.origin, ...all);
      expect(stderr).toContain('a sample of 5 of 40 addresses (seed');
      return [...server.log].sort();
    };
    const first = await asked();
    expect(first).toHaveLength(5);
    expect(await asked()).toEqual(first);
    expect(await asked('--seed', '2')).not.toEqual(first);
  });

  it('asks for what people ask for most', async () => {
    const lab = checkLab(Array.from({ length: 9 }, (_, at) => row(`/news/${at}`)));
    const server = await serve(asDecided(lab));
    const args = ['--most-hit', '2', '--class', 'seen'];
    const refused = await check(lab, server.origin, ...args);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('kosh redirects hits'),
    });
    const log = join(lab.workspace.root, 'access.log');
    const lines = [4, 7, 7, 7, 4, 2].map(
      (at) =>
        `203.0.113.7 - - [24/Nov/2026:10:00:0${at} +0500] "GET /news/${at} HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`,
    );
    writeFileSync(log, lines.join(''));
    const { root } = lab.workspace;
    const hits = await runKosh(['redirects', 'hits', log, '-w', root, '--host', 'sarkol.gov.kz']);
    expect(hits.code, hits.stderr).toBe(0);
    const { code, stderr } = await check(lab, server.origin, ...args);
    expect({ code, log: server.log }).toEqual({
      code: 0,
      log: ['sarkol.gov.kz/news/4', 'sarkol.gov.kz/news/7'],
    });
    expect(stderr).toContain('the 2 most hit of 9 addresses');
  });

  it('expects 301 and an hour of caching once redirects are confirmed, and refuses to be told otherwise', async () => {
    const lab = checkLab(rows);
    const right = asDecided(lab);
    const server = await serve((asked) => {
      const found = lab.rows.find(({ target }) => target && asked.endsWith(target.slice(-9, -8)));
      return right(asked) && found?.target
        ? say(301, { Location: found.target, 'Cache-Control': 'max-age=3600' })
        : right(asked);
    });
    expect((await check(lab, server.origin, '--class', 'seen')).code).toBe(3);
    const { openPortalDb, setAgencyState } = await import('../../src/store/portal-db.ts');
    mkdirSync(lab.workspace.dataFolder, { recursive: true });
    const db = openPortalDb(join(lab.workspace.dataFolder, 'portal.db'));
    const said = { at: '2026-05-01T10:00:00Z', by: 'Ержан', reason: 'екі апта өтті' };
    setAgencyState(db, mapping.id, 'redirects-confirmed', JSON.stringify(said));
    db.close();
    const { code, stdout } = await check(lab, server.origin, '--class', 'seen');
    expect(code, stdout).toBe(0);
  });

  it.each([
    [['--against', 'ftp://x'], '--against ftp://x is no server'],
    [['--against', 'http://u:p@x'], 'is no server'],
    [['--against', 'http://127.0.0.1:1/path'], 'is no server'],
    [['--against', 'http://127.0.0.1:1', '--class', 'sen'], 'no class of spellings "sen"'],
    [[], '--against'],
  ])('refuses %j', async (args, message) => {
    const lab = checkLab(rows);
    const { code, stderr } = await runKosh([
      'redirects',
      'check',
      '--all',
      '-w',
      lab.workspace.root,
      ...args,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says what to do when nothing is decided, and when an agency was never crawled', async () => {
    const { workspace } = checkLab([]);
    const args = [
      'redirects',
      'check',
      '--all',
      '-w',
      workspace.root,
      '--against',
      'http://127.0.0.1:1',
    ];
    expect(await runKosh(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('kosh redirects build'),
    });
    const other = { ...mapping, id: 'aqsu-akimat', hosts: [{ host: 'aqsu.gov.kz' }] };
    writeFileSync(join(workspace.mappingsFolder, 'aqsu-akimat.yaml'), JSON.stringify(other));
    args[2] = 'aqsu-akimat';
    expect(await runKosh(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not crawled yet'),
    });
  });
});

describe('a secure server', () => {
  const trusted = { trustedCertificates: [rootFile] };

  /** Names that clients asked for by SNI. */
  async function secure(name: string) {
    const names: string[] = [];
    const options = certificate(name);
    const server = await startFaultServer({}, () => page('Бет'), {
      ...options,
      SNICallback: (asked, done) => {
        names.push(asked);
        done(null);
      },
    });
    onTestFinished(() => server.close());
    return { names, against: `https://${server.to}` };
  }

  it('is asked with the name of the old host, and its certificate is checked', async () => {
    const old = mappingWith({ hosts: [{ host: 'qala.kz', aliases: ['www.qala.kz'] }] });
    const lab = checkLab([redirectRow(old, ['https://qala.kz/1'], { target: base })], old, trusted);
    const { names, against } = await secure('good');
    const { stdout } = await check(lab, against, '--class', 'seen,host-case,root-dot');
    expect(new Set(names)).toEqual(new Set(['qala.kz']));
    expect(stdout).toContain('got       200');
  });

  it('of another name is unreachable, until --insecure is said', async () => {
    const lab = checkLab(rows.slice(0, 1), mapping, trusted);
    const { against } = await secure('good');
    const strict = await check(lab, against, '--class', 'seen');
    expect(strict.stdout).toContain('unreachable (seen)');
    const lenient = await check(lab, against, '--class', 'seen', '--insecure');
    expect(lenient.stdout).toContain('wrong-status (seen)');
  });
});

describe('a check that is killed', () => {
  const many = Array.from({ length: 150 }, (_, at) => row(`/жаңалық/${1000 + at}`));

  async function slowly(lab: CheckLab) {
    const right = asDecided(lab);
    return await serve((asked) => (socket, count) => {
      setTimeout(() => (right(asked) ?? say(404))(socket, count), 2);
    });
  }

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'by %s goes on where it was',
    async (signal) => {
      const lab = checkLab(many);
      const server = await slowly(lab);
      const args = [
        'redirects',
        'check',
        '--all',
        '-w',
        lab.workspace.root,
        '--against',
        server.origin,
      ];
      const all = everySpelling(lab).length + 2;
      const asked = new Set<string>();
      let requests = 0;
      for (const point of [500, 1100, Number.POSITIVE_INFINITY]) {
        server.log.length = 0;
        const { child, ended } = startKosh(args);
        while (server.log.length < point && child.exitCode === null) await delay(5);
        if (point !== Number.POSITIVE_INFINITY) child.kill(signal);
        const { code, stderr } = await ended;
        if (point === Number.POSITIVE_INFINITY) expect(code, stderr).toBe(0);
        else if (signal === 'SIGINT') expect(code, stderr).toBe(130);
        requests += server.log.length;
        for (const one of server.log) asked.add(one);
      }
      const { kinds, finished } = checkResult(lab);
      expect({ kinds, finished }).toEqual({ kinds: { right: all }, finished: true });
      expect(asked.size).toBe(all);
      // Each time what was answered since the last commit (a fifth of a second) is asked again.
      expect(requests).toBeLessThan(2 * all);
      expect(requests).toBeGreaterThanOrEqual(all);
    },
    90_000,
  );
});
