import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type FaultServer, failing, page, startFaultServer } from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let server: FaultServer;
afterEach(() => server.close());

async function workspaceOf(agencies: number, crawl: string): Promise<string> {
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  writeFileSync(join(root, 'kosh.yaml'), 'limits: { freeDiskMiB: 0 }\n');
  for (let i = 0; i < agencies; i++) {
    const lines = [
      `id: audan-${i}`,
      'entity: aqmola',
      'names: { kk: Аудан әкімдігі, ru: Акимат района }',
      `hosts: [{ host: audan-${i}.kz }]`,
      `connectTo: { audan-${i}.kz: "${server.to}" }`,
      `crawl: ${crawl}`,
    ];
    writeFileSync(join(root, 'mappings', `audan-${i}.yaml`), lines.join('\n'));
  }
  return root;
}

const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

test('a crawl tells programs how far it is, why hosts wait, and what each agency came to', async () => {
  const busy = failing(1, 503, page('Қайта ашылған бет'), { 'Retry-After': '2' });
  server = await startFaultServer({ '/': page('Басты бет', ['/b']), 'audan-0.kz/b': busy });
  const root = await workspaceOf(3, '{ ratePerSecond: 1000 }');
  const agencies = ['audan-0', 'audan-1', 'audan-2'];
  const { code, stdout } = await runKosh(['crawl', ...agencies, '--json', '-w', root]);
  expect(code).toBe(0);
  const all = events(stdout);
  const stages = all.filter((one) => one.type === 'stage').map((one) => one.agency);
  expect(stages.sort()).toEqual(agencies);
  expect(all.find((one) => one.type === 'host')).toMatchObject({
    agency: 'audan-0',
    host: 'audan-0.kz',
    reason: 'HTTP 503',
    until: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(all.findLast((one) => one.type === 'progress')).toMatchObject({
    agencies: { all: 3, done: 3, running: 0 },
    pages: server.log.length,
    queued: 0,
  });
});

test('a wrong hour or size in a mapping is reported with its line', async () => {
  server = await startFaultServer({});
  const root = await workspaceOf(1, '{ hours: 20-20, bytesPerDay: much }');
  const { code, stderr } = await runKosh(['crawl', 'audan-0', '-w', root]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/audan-0\.yaml:6: crawl\.hours: hours such as 20-07 or 20:30-06/);
  expect(stderr).toMatch(/audan-0\.yaml:6: crawl\.bytesPerDay: /);
});
