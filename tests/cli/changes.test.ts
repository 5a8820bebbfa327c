import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultServer, page, startFaultServer, text } from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let server: FaultServer;
const workspace = join(temporaryFolder(afterAll), 'ws');
let isLater = false;

beforeAll(async () => {
  server = await startFaultServer({
    '/': page('Ауыл әкімдігінің басты беті', ['/a', '/b']),
    '/a': (...args) => page(isLater ? 'Жаңа кесте ілінді' : 'Ескі кесте осы')(...args),
    '/b': (...args) => (isLater ? text(410, 'жойылды') : page('Жойылатын хабар'))(...args),
  });
  await runKosh(['init', workspace]);
  const file = join(workspace, 'mappings', 'qala.yaml');
  writeFileSync(
    file,
    `id: qala\nentity: aqmola\nnames: { kk: Қала әкімдігі, ru: Акимат города }\nhosts: [{ host: qala.kz }]\n` +
      `connectTo: { qala.kz: '${server.to}' }\ncrawl: { ratePerSecond: 50 }\n`,
  );
  await runKosh(['crawl', 'qala', '-w', workspace]);
}, 60_000);

afterAll(() => server.close());

describe('kosh changes', () => {
  it('says what to run before the first recrawl', async () => {
    const run = await runKosh(['changes', 'qala', '-w', workspace]);
    expect([run.code, run.stdout]).toEqual([0, '']);
    expect(run.stderr).toContain('kosh crawl qala --recrawl');
  });

  it('lists what a recrawl found, as text, numbers and JSON lines', async () => {
    isLater = true;
    const crawl = await runKosh(['crawl', 'qala', '--recrawl', '-w', workspace]);
    expect(crawl.stdout).toContain('; 1 changed, 1 gone, 1 unchanged');
    const listed = await runKosh(['changes', 'qala', '-w', workspace]);
    expect(listed.stdout).toMatch(/changed +http:\/\/qala\.kz\/a +200 +200/);
    expect(listed.stdout).toMatch(/gone +http:\/\/qala\.kz\/b +200 +410/);
    expect(listed.stdout).not.toContain('unchanged');
    const counted = await runKosh(['changes', 'qala', '--count', '--json', '-w', workspace]);
    expect(JSON.parse(counted.stdout)).toMatchObject({ agency: 'qala', gone: 1, unchanged: 1 });
    const gone = await runKosh(['changes', 'qala', '--only', 'gone', '--json', '-w', workspace]);
    expect(gone.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(gone.stdout)).toMatchObject({ address: 'http://qala.kz/b', change: 'gone' });
  });

  it('keeps the text of a page that is gone', async () => {
    const run = await runKosh(['extract', 'qala', '-w', workspace]);
    expect(run.stdout).toContain('extract');
    const story = await runKosh(['explain', 'qala.kz/b', '-w', workspace]);
    expect(story.stdout).toContain('page-gone');
    expect(story.stdout).toContain('done 200');
  });

  it('refuses a date and a change that are none', async () => {
    for (const wrong of [
      ['--since', 'кеше'],
      ['--only', 'lost'],
    ]) {
      const run = await runKosh(['changes', 'qala', ...wrong, '-w', workspace]);
      expect(run.code).toBe(2);
    }
  });
});
