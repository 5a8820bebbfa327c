import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { crawlLab, crawlResult, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  page,
  type Route,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

let site: { folder: string; remove: () => void };
let server: FaultServer;
const home = 'http://qala.kz/';

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

/** A site of old Java: addresses carry a session id until its cookie comes back, and a visitor without one is checked. */
const checked: Route = (answer, request, count) => {
  if (request.headers.cookie === undefined) {
    answer.writeHead(302, { 'Set-Cookie': `JSESSIONID=${'0A'.repeat(16)}`, Location: request.url });
    answer.end();
  } else page(`Жаңалық мәтіні ${request.url}`, ['/b'])(answer, request, count);
};

describe('cookies of a crawl', () => {
  it('are not sent back by default, and a site that insists on them is a finding', async () => {
    server = await startFaultServer({ '/': checked });
    await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(crawlResult(site.folder).findings).toEqual([
      `cookie-wanted ${home}  It answers with a cookie and a redirect to itself.`,
      `redirect-loop ${home}  ${home} → ${home}`,
    ]);
  });

  it('let the crawl in when the mapping says so, each redirect of the check a capture', async () => {
    server = await startFaultServer({ '/': checked, '/b': checked });
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, { crawl: { cookies: true } });
    const summary = await crawlLab(mapping, site.folder);
    expect(verdictOf(site.folder, `${home}b`)).toBe('done in-scope');
    const { captures, findings } = crawlResult(site.folder);
    expect(captures.filter((one) => / 200 /.test(one))).toHaveLength(2);
    expect(summary.pages).toBe(captures.length + 1);
    expect(findings).toEqual([]);
  });

  it('are those of the same visitor when the crawl goes on', async () => {
    const cookies: (string | undefined)[] = [];
    const noted: Route = (answer, request, count) => {
      cookies.push(request.headers.cookie);
      if (request.headers.cookie === undefined)
        answer.setHeader('Set-Cookie', 'PHPSESSID=k0sh; path=/');
      page(`Бет ${request.url}`, ['/1', '/2'])(answer, request, count);
    };
    server = await startFaultServer({ '/': noted, '/1': noted, '/2': noted });
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, {
      crawl: { cookies: true, concurrency: 1 },
    });
    await crawlLab(mapping, site.folder, { maxPages: 2 });
    const before = cookies.length;
    await crawlLab(mapping, site.folder);
    expect(cookies.slice(0, 2)).toEqual([undefined, 'PHPSESSID=k0sh']);
    expect(cookies.length).toBeGreaterThan(before);
    expect(cookies.slice(before)).toEqual(cookies.slice(before).map(() => 'PHPSESSID=k0sh'));
  });
});

const languages = [
  { lang: 'kk', cookie: { name: 'til', value: 'kz' } },
  { lang: 'en', cookie: { name: 'til', value: 'en' }, path: '/en-bar/**' },
  { lang: 'ru', path: '/**' },
];

/** A site that speaks Russian unless the cookie says otherwise. */
const tongues: Route = (answer, request, count) => {
  const til = /til=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'ru';
  const texts: Record<string, string> = {
    ru: 'Новости района на русском языке',
    kz: 'Аудан жаңалықтары қазақ тілінде, әрқашан өзекті',
    en: 'News of the district in English',
  };
  answer.setHeader('Set-Cookie', `til=${til}; path=/`);
  const links = til === 'kz' ? ['/tek-qazaqsha'] : ['/en-bar/1'];
  page(`${texts[til]} ${request.url}`, links)(answer, request, count);
};

describe('language by cookie', () => {
  it('captures each page once more a cookie, as variants of one address', async () => {
    server = await startFaultServer({}, (target) =>
      target.includes('robots') ? undefined : tongues,
    );
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, {
      languages,
      crawl: { cookies: true },
    });
    const summary = await crawlLab(mapping, site.folder);
    expect(summary.complete).toBe(true);
    const db = openSiteDb(join(site.folder, 'site.db'));
    const captures = latestCaptures(db, undefined)
      .filter(({ mediaType }) => mediaType === 'text/html')
      .map(({ address, variant }) => `${address} ${variant}`);
    db.close();
    expect(captures).toEqual(
      expect.arrayContaining([
        `${home} `,
        `${home} cookie:til=kz`,
        `${home}en-bar/1 `,
        `${home}en-bar/1 cookie:til=en`,
        `${home}en-bar/1 cookie:til=kz`,
        `${home}tek-qazaqsha cookie:til=kz`,
      ]),
    );
    expect(captures).not.toContain(`${home} cookie:til=en`);
    const warc = gunzipSync(
      readFileSync(join(site.folder, 'archive/qala-00001.warc.gz')),
    ).toString();
    expect(warc).toContain('\r\nKosh-Variant: cookie:til=kz\r\n');
    expect(warc).toContain('\r\nCookie: til=kz\r\n');
    expect(warc).not.toContain('til=ru\r\nAuth');
    // The cookie that the site sets is not taken: the usual visit never says what it wants.
    expect(warc).not.toMatch(/\r\nCookie: til=ru/);
  });

  it('that a mapping names later is asked for on the pages of the earlier crawl, once', async () => {
    server = await startFaultServer({
      '/': tongues,
      '/en-bar/1': tongues,
      '/a.txt': text(200, 'файл'),
    });
    const before = labMapping([{ host: 'qala.kz' }], server.to, { seeds: ['/a.txt'] });
    await crawlLab(before, site.folder);
    const after = labMapping([{ host: 'qala.kz' }], server.to, { languages, seeds: ['/a.txt'] });
    const summary = await crawlLab(after, site.folder);
    expect(summary.idle).toBe(false);
    const db = openSiteDb(join(site.folder, 'site.db'));
    const variants = latestCaptures(db, undefined).map(
      ({ address, variant }) => `${address} ${variant}`,
    );
    db.close();
    expect(variants).toContain(`${home}en-bar/1 cookie:til=en`);
    expect(variants).toContain(`${home} cookie:til=kz`);
    expect(server.asked('qala.kz/a.txt')).toBe(1);
    expect((await crawlLab(after, site.folder)).idle).toBe(true);
  });

  it('is a finding when one language fails, and the page stays', async () => {
    server = await startFaultServer({
      '/': (answer, request, count) => {
        if (request.headers.cookie === undefined) page('Басты бет')(answer, request, count);
        else answer.socket?.resetAndDestroy();
      },
    });
    const kk = languages.slice(0, 1);
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, { languages: kk });
    const summary = await crawlLab(mapping, site.folder);
    expect(crawlResult(site.folder).findings).toEqual([
      `fetch-failed ${home}  cookie:til=kz: connection-lost`,
    ]);
    expect(verdictOf(site.folder, home)).toBe('done in-scope');
    expect(summary.complete).toBe(true);
  });
});
