import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CutoverState } from '../../src/model/cutover.ts';
import { nextStep } from '../../src/pipeline/next-step.ts';
import { asDecided, type CheckLab, checkLab } from '../support/check-lab.ts';
import { say, startOctetServer } from '../support/octet-server.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';
import { runKosh } from '../support/run-kosh.ts';

const mapping = mappingWith();
const rows = ['/жаңалық/1', '/жаңалық/2', '/іздеу'].map((path, at) =>
  redirectRow(mapping, [`http://sarkol.gov.kz${path}`], {
    provisional: at === 1,
    ...(at === 2 ? { decision: 'unresolved', target: null } : {}),
  }),
);

async function stateOf(lab: CheckLab, ...more: string[]): Promise<CutoverState> {
  const { code, stdout, stderr } = await runKosh([
    'status',
    '--json',
    '-w',
    lab.workspace.root,
    ...more,
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).cutover;
}

describe('kosh status', () => {
  it('tells of an agency that was never crawled what to do first', async () => {
    const lab = checkLab([]);
    const other = { ...mapping, id: 'aqsu-akimat', hosts: [{ host: 'aqsu.gov.kz' }] };
    writeFileSync(join(lab.workspace.mappingsFolder, 'aqsu-akimat.yaml'), JSON.stringify(other));
    const { stdout } = await runKosh(['status', 'aqsu-akimat', '-w', lab.workspace.root]);
    expect(stdout).toMatch(/^aqsu-akimat +- +- +0 +- +- +- +kosh run aqsu-akimat$/m);
  });

  it('tells what share is decided and named by the portal', async () => {
    const lab = checkLab(rows);
    const { decided, named, tables, check, confirmation, dns } = await stateOf(lab);
    expect({ decided, named }).toEqual({
      decided: { decided: 2, all: 3 },
      named: { final: 1, all: 2 },
    });
    expect({ tables, check, confirmation, dns }).toEqual({
      tables: [],
      check: null,
      confirmation: null,
      dns: null,
    });
  });

  it('tells which tables were written when, and that a check is older than they are', async () => {
    const lab = checkLab(rows);
    const { root } = lab.workspace;
    const server = await startOctetServer(
      asDecided({ ...lab, rows: rows.map((one) => ({ ...one, provisional: false })) }),
    );
    onTestFinished(() => server.close());
    const args = ['redirects', 'check', '--all', '-w', root, '--against', server.origin];
    await runKosh([...args, '--provisional', '--class', 'seen']);
    expect((await stateOf(lab)).check).toMatchObject({
      against: server.origin,
      finished: true,
      partial: true,
      stale: false,
      asked: 3,
      faults: 0,
    });
    const built = await runKosh([
      'redirects',
      'build',
      '--all',
      '-w',
      root,
      '--server',
      'nginx',
      '--provisional',
    ]);
    expect([0, 3], built.stderr).toContain(built.code);
    const { tables, check } = await stateOf(lab);
    expect(tables).toMatchObject([{ server: 'nginx', provisional: true, confirmed: false }]);
    expect(tables[0]?.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(tables[0]?.at ?? '')).not.toBeNaN();
    expect(check).toMatchObject({ stale: true });
    const { stdout } = await runKosh(['status', '-w', root]);
    expect(stdout).toMatch(/nginx \d{4}-\d\d-\d\d provisional/);
    expect(stdout).toContain('tables changed since');
  });

  it('tells the faults of the last check', async () => {
    const lab = checkLab(rows);
    const server = await startOctetServer(() => say(500));
    onTestFinished(() => server.close());
    await runKosh([
      'redirects',
      'check',
      '--all',
      '-w',
      lab.workspace.root,
      '--against',
      server.origin,
    ]);
    const { check } = await stateOf(lab);
    expect(check?.faults).toBe(check?.asked);
  });

  it.each([
    [
      'live',
      'sarkol.gov.kz. 300 IN A 10.0.0.5\nwww.sarkol.gov.kz. 300 IN CNAME redirects.gov.kz.\n',
    ],
    ['mixed', 'sarkol.gov.kz. 300 IN A 10.0.0.5\nwww.sarkol.gov.kz. 300 IN A 192.0.2.1\n'],
    ['pre-transition', 'sarkol.gov.kz. 3600 IN A 192.0.2.1\n'],
  ])('tells by answers of DNS that hosts are %s', async (state, text) => {
    const lab = checkLab(rows);
    const file = join(lab.workspace.root, 'answers.txt');
    writeFileSync(file, text);
    const dns = ['--dns', file, '--at', '10.0.0.5, Redirects.gov.kz.'];
    expect((await stateOf(lab, ...dns)).dns?.state).toBe(state);
    const { stdout } = await runKosh(['status', '-w', lab.workspace.root, ...dns]);
    expect(stdout).toContain(` ${state} `);
  });

  it('asks no network, and refuses what is no answer of DNS', async () => {
    const lab = checkLab(rows);
    const file = join(lab.workspace.root, 'answers.txt');
    writeFileSync(file, 'sarkol.gov.kz has address 10.0.0.5\n');
    const status = ['status', '-w', lab.workspace.root, '--dns', file];
    expect(await runKosh(status)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--at'),
    });
    const refused = await runKosh([...status, '--at', '10.0.0.5']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('line 1') });
  });
});

describe('the next step', () => {
  const done: Omit<CutoverState, 'next'> = {
    crawled: { addresses: 9, open: 0 },
    extracted: 5,
    bundle: true,
    named: { final: 4, all: 4 },
    decided: { decided: 4, all: 6 },
    lintFaults: 0,
    tables: [{ server: 'nginx', checksum: 'a', at: null, provisional: false, confirmed: false }],
    check: {
      against: 'http://10.0.0.5',
      portal: null,
      at: '2026-05-01T10:00:00Z',
      finished: true,
      partial: false,
      stale: false,
      asked: 80,
      faults: 0,
      doubts: 0,
    },
    confirmation: null,
    dns: null,
  };
  const check = { ...done.check } as NonNullable<CutoverState['check']>;
  const away = { live: [], elsewhere: ['sarkol.gov.kz'], ttl: 3600 };
  const said = { at: '2026-05-20', by: 'Ержан', reason: 'екі апта өтті' };

  it.each<[string, Partial<CutoverState>, string]>([
    ['a crawl that is open', { crawled: { addresses: 9, open: 2 } }, 'kosh crawl a'],
    ['no pages', { extracted: 0 }, 'kosh extract a'],
    ['no bundle', { bundle: false }, 'kosh bundle a'],
    ['no named targets', { named: { final: 0, all: 4 } }, 'import the bundle, then: kosh idmap a'],
    [
      'some named targets',
      { named: { final: 1, all: 4 } },
      'ask the portal for 3 more addresses, then: kosh idmap a',
    ],
    ['faults of lint', { lintFaults: 1 }, 'kosh redirects lint a'],
    ['no tables', { tables: [] }, 'kosh redirects build a'],
    ['no check', { check: null }, 'kosh redirects check a'],
    ['a check of a sample', { check: { ...check, partial: true } }, 'kosh redirects check a'],
    ['an older check', { check: { ...check, stale: true } }, 'kosh redirects check a'],
    ['faults of the check', { check: { ...check, faults: 3 } }, 'kosh findings a --stage check'],
    ['a long TTL', { dns: { state: 'pre-transition', ...away } }, 'lower the TTL (3600 s)'],
    ['hosts elsewhere', { dns: { state: 'mixed', ...away } }, 'switch DNS of sarkol.gov.kz'],
    ['nothing', {}, 'kosh redirects confirm a'],
    ['a confirmation', { confirmation: said }, 'kosh redirects build a --server nginx'],
  ])('for %s', (_name, parts, step) => {
    expect(nextStep('a', { ...done, ...parts })).toContain(step);
  });

  it('names the servers whose tables are old', () => {
    const [nginx] = done.tables;
    const tables = nginx
      ? [
          { ...nginx, confirmed: true },
          { ...nginx, server: 'haproxy' },
        ]
      : [];
    expect(nextStep('a', { ...done, confirmation: said, tables })).toBe(
      'kosh redirects build a --server haproxy',
    );
  });

  it('is none once permanent redirects are checked', () => {
    const [tables] = done.tables;
    const all = {
      ...done,
      confirmation: said,
      tables: tables ? [{ ...tables, confirmed: true }] : [],
    };
    expect(nextStep('a', all)).toContain('done');
  });
});
