import { createReadStream, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { readRecord } from '../../src/archive/warc-reader.ts';
import { latestCaptures } from '../../src/store/captures.ts';
import { changesSince } from '../../src/store/changes.ts';
import { crawlValue } from '../../src/store/crawl-state.ts';
import { listFindings } from '../../src/store/findings.ts';
import { capturesToSegment } from '../../src/store/segments.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { crawlLab, labMapping, siteFolder } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  page,
  type Route,
  redirect,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

let server: FaultServer;
let site: { folder: string; remove: () => void };
beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

const notice = 'Ауыл тұрғындарына арналған хабарландыру: су тоқтатылады';

/** Answers 304 to whoever holds the tag. */
function tagged(tag: string, body: string): Route {
  return (answer, request) => {
    const isKnown = request.headers['if-none-match'] === tag;
    answer.writeHead(isKnown ? 304 : 200, { ETag: tag, 'Content-Type': 'text/html' });
    answer.end(isKnown ? undefined : body);
  };
}

/** WARC fields of every revisit record of the archive, as an independent reader sees them. */
async function revisits(): Promise<Record<string, string | null>[]> {
  const folder = join(site.folder, 'archive');
  const found: Record<string, string | null>[] = [];
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.gz'))) {
    for await (const record of new WARCParser(createReadStream(join(folder, name)))) {
      const field = (key: string) => record.warcHeader(key) ?? null;
      await record.readFully(false);
      if (field('WARC-Type') !== 'revisit') continue;
      found.push({
        address: field('WARC-Target-URI'),
        profile: field('WARC-Profile'),
        to: field('WARC-Refers-To-Target-URI'),
        date: field('WARC-Refers-To-Date'),
        status: String(record.httpHeaders?.statusCode ?? ''),
      });
    }
  }
  return found;
}

function inSite<Result>(work: (db: SiteDb) => Result): Result {
  const db = openSiteDb(join(site.folder, 'site.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Texts of the captures that stand newest, read from the archive. */
async function bodies(): Promise<Map<string, string>> {
  const captures = inSite((db) => latestCaptures(db, undefined, 1000));
  const found = new Map<string, string>();
  for (const { address, record } of captures) {
    const { payload } = await readRecord(join(site.folder, 'archive'), record);
    found.set(address.replace('http://qala.kz', ''), payload?.toString() ?? '');
  }
  return found;
}

const mapping = () => labMapping([{ host: 'qala.kz' }], server.to);

describe('a payload that was archived before', () => {
  it('is not archived again for an address that gives the same bytes, and is read all the same', async () => {
    const zipped: Route = (answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
      answer.end(gzipSync(`<p>${notice}</p>`));
    };
    server = await startFaultServer({
      '/': page('Басты бет', ['/a', '/zipped-a']),
      '/a': page(notice, ['/print/a']),
      '/print/a': page(notice, ['/print/a']),
      '/zipped-a': (...args) => zipped(...args),
    });
    const summary = await crawlLab(mapping(), site.folder);
    const again = (await revisits()).filter(({ address }) => !address?.includes('sitemap'));
    expect(again).toEqual([
      {
        address: 'http://qala.kz/print/a',
        profile: 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
        to: 'http://qala.kz/a',
        date: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
        status: '200',
      },
    ]);
    expect(summary.revisits).toBe((await revisits()).length);
    const read = await bodies();
    expect(read.get('/print/a')).toBe(read.get('/a'));
    expect(read.get('/zipped-a')).toContain(notice);
  });

  it('is told apart from one whose bytes as received differ', async () => {
    const body = `<p>${notice}</p>`;
    server = await startFaultServer({
      '/': page('Басты бет', ['/plain']),
      '/plain': text(200, body, { Link: '' }),
      '/robots.txt': text(404, ''),
    });
    await crawlLab(mapping(), site.folder);
    const level = { now: 1 };
    await server.close();
    server = await startFaultServer({
      '/': page('Басты бет', ['/plain']),
      '/plain': (answer) => {
        answer.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' });
        answer.end(gzipSync(body, { level: level.now }));
      },
    });
    await crawlLab(mapping(), site.folder, { recrawl: true });
    const addresses = (await revisits()).map(({ address }) => address);
    expect(addresses).not.toContain('http://qala.kz/plain');
    expect(addresses).toContain('http://qala.kz/');
    expect((await bodies()).get('/plain')).toBe(body);
  });
});

describe('a recrawl', () => {
  const first: Record<string, Route> = {
    '/': page('Басты бет', ['/tagged', '/same', '/edited', '/gone', '/broken', '/moved']),
    '/tagged': tagged('"v1"', '<p>Өзгермейтін бет</p>'),
    '/same': page('Ескі бет сол күйінде тұр'),
    '/edited': page('Қабылдау дүйсенбіде'),
    '/gone': page('Жойылатын бет, бірақ мазмұны керек'),
    '/broken': page('Сервері кейде істемейтін бет'),
    '/moved': page('Көшетін бет'),
  };
  const second: Record<string, Route> = {
    ...first,
    '/': page('Басты бет', ['/tagged', '/same', '/edited', '/gone', '/broken', '/moved', '/fresh']),
    '/edited': page('Қабылдау сейсенбіде'),
    '/gone': text(404, 'Бет жоқ'),
    '/broken': text(500, 'қате'),
    '/moved': redirect('/same', 301),
    '/fresh': page('Жаңа бет осында'),
  };

  async function crawlTwice() {
    let routes = first;
    server = await startFaultServer({}, (target) => routes[target.replace('qala.kz', '')]);
    await crawlLab(mapping(), site.folder);
    routes = second;
    return await crawlLab(mapping(), site.folder, { recrawl: true });
  }

  it('tells what is new, changed, gone, failing and unchanged, and keeps the list', async () => {
    const summary = await crawlTwice();
    expect(summary.changes).toEqual({
      new: 1,
      changed: 3,
      gone: 1,
      failing: 1,
      waiting: 0,
      unchanged: 2,
    });
    const listed = inSite((db) =>
      changesSince(db, crawlValue(db, 'recrawl-start') ?? '', '').map(
        ({ address, change, before, after }) =>
          `${address.replace('http://qala.kz', '')} ${change} ${before?.status} ${after?.status}`,
      ),
    );
    expect(listed).toEqual([
      '/ changed 200 200',
      '/broken failing 200 500',
      '/edited changed 200 200',
      '/fresh new undefined 200',
      '/gone gone 200 404',
      '/moved changed 200 301',
      '/same unchanged 200 200',
      '/tagged unchanged 200 200',
    ]);
  });

  it('writes revisit records for a 304 and for the same bytes', async () => {
    const { revisits: count } = await crawlTwice();
    const found = (await revisits()).filter(({ address }) => !address?.includes('.xml'));
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          address: 'http://qala.kz/tagged',
          profile: 'http://netpreserve.org/warc/1.1/revisit/server-not-modified',
          to: 'http://qala.kz/tagged',
          status: '304',
        }),
        expect.objectContaining({
          address: 'http://qala.kz/same',
          profile: 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
          to: 'http://qala.kz/same',
          status: '200',
        }),
      ]),
    );
    expect(count).toBeGreaterThanOrEqual(2);
    const read = await bodies();
    expect(read.get('/tagged')).toBe('<p>Өзгермейтін бет</p>');
    expect(read.get('/same')).toContain('Ескі бет сол күйінде тұр');
  });

  it('keeps what is gone or failing as it was when it was there, with a finding', async () => {
    await crawlTwice();
    const kept = inSite((db) => capturesToSegment(db, '', undefined).map(({ address }) => address));
    expect(kept).toContain('http://qala.kz/gone');
    expect(kept).toContain('http://qala.kz/broken');
    expect(kept).not.toContain('http://qala.kz/moved');
    const findings = inSite((db) => listFindings(db, { address: 'http://qala.kz/gone' }));
    expect(findings.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'page-gone: HTTP 404 now, HTTP 200 in an earlier crawl',
    ]);
  });

  it('forgets the finding when the page is there again', async () => {
    await crawlTwice();
    await server.close();
    const routes: Record<string, Route | undefined> = { ...first, '/fresh': second['/fresh'] };
    server = await startFaultServer({}, (target) => routes[target.replace('qala.kz', '')]);
    const third = await crawlLab(mapping(), site.folder, { recrawl: true });
    expect(third.changes).toMatchObject({ gone: 0, failing: 0 });
    expect(inSite((db) => listFindings(db, { code: 'page-gone' }))).toEqual([]);
  });

  it('is repaired when its last revisit record is torn', async () => {
    await crawlTwice();
    const last = inSite((db) =>
      db
        .prepare<[], { file: string; offset: number; length: number; size: number }>(
          `SELECT w.name AS file, r.offset, r.length, w.size FROM revisits r
           JOIN warc_files w ON w.id = r.warc_id ORDER BY r.offset DESC LIMIT 1`,
        )
        .get(),
    );
    if (last === undefined) throw new Error('no revisit');
    truncateSync(join(site.folder, 'archive', last.file), last.offset + 20);
    const summary = await crawlLab(mapping(), site.folder);
    expect(summary.repaired.length).toBeGreaterThan(0);
    expect(summary.complete).toBe(true);
    expect((await bodies()).get('/tagged')).toBe('<p>Өзгермейтін бет</p>');
  });
});
