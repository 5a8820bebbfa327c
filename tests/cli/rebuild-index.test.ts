import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAddresses } from '../../src/store/addresses.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { type FaultServer, page, startFaultServer } from '../support/fault-server.ts';
import { madeSite } from '../support/made-site.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(temporaryFolder(afterAll), 'ws');
const file = join(root, 'data/qala/site.db');
let server: FaultServer;
let isLater = false;

beforeAll(async () => {
  server = await startFaultServer(
    {
      '/tagged': (answer, request) => {
        const isKnown = request.headers['if-none-match'] === '"1"';
        answer.writeHead(isKnown ? 304 : 200, { ETag: '"1"', 'Content-Type': 'text/html' });
        answer.end(isKnown ? undefined : '<p>Өзгермейтін бет</p>');
      },
      '/edited': (...args) => page(isLater ? 'Жаңа мәтін шықты' : 'Ескі мәтін тұр')(...args),
    },
    (target) => (/cal/.test(target) ? undefined : madeSite(target)),
  );
  await runKosh(['init', root]);
  writeFileSync(
    join(root, 'mappings', 'qala.yaml'),
    `id: qala\nentity: aqmola\nnames: { kk: Қала әкімдігі, ru: Акимат города }\n` +
      `hosts: [{ host: qala.kz, aliases: [www.qala.kz] }]\n` +
      `connectTo: { qala.kz: '${server.to}', www.qala.kz: '${server.to}' }\n` +
      `crawl: { ratePerSecond: 50, concurrency: 4 }\nseeds: [/tagged, /edited]\n`,
  );
  await runKosh(['crawl', 'qala', '-w', root]);
  isLater = true;
  await runKosh(['crawl', 'qala', '--recrawl', '-w', root]);
}, 120_000);
afterAll(() => server.close());

/** All that is stored of captures, and links, by addresses instead of ids. */
function stored() {
  const db = openSiteDb(file);
  try {
    const captures = db
      .prepare(
        `SELECT a.address, c.*, w.name AS file, r.profile, v.name AS own_file, r.offset AS own_offset,
           r.length AS own_length, NULL AS id, NULL AS address_id, NULL AS warc_id
         FROM captures c JOIN addresses a ON a.id = c.address_id JOIN warc_files w ON w.id = c.warc_id
         LEFT JOIN revisits r ON r.capture_id = c.id LEFT JOIN warc_files v ON v.id = r.warc_id
         ORDER BY a.address, c.variant, c.fetched_at`,
      )
      .all();
    const linking = db
      .prepare(
        `SELECT a.address FROM links l JOIN addresses a ON a.id = l.from_id ORDER BY a.address`,
      )
      .all();
    const files = db.prepare('SELECT name, size FROM warc_files').all();
    const known = listAddresses(db, '', undefined, 100_000).map(({ address }) => address);
    return { captures, linking, files, known };
  } finally {
    db.close();
  }
}

describe('kosh rebuild-index', () => {
  it('makes the same captures of the archive as the crawl had stored', async () => {
    const before = stored();
    expect(before.captures.length).toBeGreaterThan(200);
    for (const profile of ['identical-payload-digest', 'server-not-modified']) {
      expect(before.captures.some((row) => (row as { profile: string }).profile === profile)).toBe(
        true,
      );
    }
    rmSync(file);
    const run = await runKosh(['rebuild-index', 'qala', '--json', '-w', root]);
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ captures: before.captures.length, damaged: [] });
    const after = stored();
    expect(after.captures).toEqual(before.captures);
    expect(after.files).toEqual(before.files);
    expect(after.linking).toEqual(before.linking);
    expect(before.known.filter((address) => !after.known.includes(address))).toEqual([]);
    expect(existsSync(`${file}.building`)).toBe(false);
  });

  it('leaves a database that a crawl goes on with, asking for nothing it has', async () => {
    const before = server.log.filter((one) => /news\/\d+$/.test(one)).length;
    const run = await runKosh(['crawl', 'qala', '-w', root]);
    expect(run.code, run.stderr).not.toBe(1);
    expect(server.log.filter((one) => /news\/\d+$/.test(one)).length).toBe(before);
  });

  it('keeps the old file, and the agency as it was when it is interrupted', async () => {
    const before = stored();
    const run = await runKosh(['rebuild-index', 'qala', '-w', root], '', AbortSignal.abort());
    expect(run.code).toBe(130);
    expect(stored()).toEqual(before);
    expect(existsSync(`${file}.building`)).toBe(false);
    await runKosh(['rebuild-index', 'qala', '-w', root]);
    expect(existsSync(`${file}.old`)).toBe(true);
  });

  it('says what to do with a file that is no database, and without an archive', async () => {
    writeFileSync(file, 'бүлінген '.repeat(1000));
    const damaged = await runKosh(['rebuild-index', 'qala', '-w', root]);
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringContaining('Move it away')]);
    const none = await runKosh(['rebuild-index', 'example-akimat', '-w', root]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('kosh crawl')]);
  });
});
