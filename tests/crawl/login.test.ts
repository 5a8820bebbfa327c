import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseCookieFile } from '../../src/crawl/cookie-file.ts';
import { UserError } from '../../src/errors.ts';
import type { CrawlRun } from '../../src/pipeline/crawl-stage.ts';
import { crawlLab, crawlResult, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import { type FaultServer, page, type Route, startFaultServer } from '../support/fault-server.ts';

const password = 'құпия-сөз-7';
const credentials = `Basic ${Buffer.from(`kosh:${password}`).toString('base64')}`;
const reason = 'сайт иесімен келісілген';
let site: { folder: string; remove: () => void };
let server: FaultServer;
let asked: Record<string, { authorization: string | undefined; cookie: string | undefined }>;

/** Lets in who comes with the credentials, or with the cookie of a session. */
const guarded: Route = (answer, request, count) => {
  const { authorization, cookie } = request.headers;
  asked[`${request.headers.host}${request.url}`] = { authorization, cookie };
  if (authorization === credentials || cookie?.includes('kiru=aB9') === true) {
    answer.setHeader('Set-Cookie', 'session=f00dfeed; Path=/');
    page(`Қызметкерлерге арналған бет ${request.url}`, ['/a', 'http://ashyq.kz/b'])(
      answer,
      request,
      count,
    );
  } else {
    answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="ishki"' });
    answer.end();
  }
};

beforeEach(async () => {
  site = siteFolder();
  asked = {};
  server = await startFaultServer({}, (target) =>
    target.endsWith('/robots.txt') ? undefined : guarded,
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  site.remove();
});

const crawl = (login: object, more: object = {}, run: Partial<CrawlRun> = {}) =>
  crawlLab(
    labMapping([{ host: 'qala.kz' }, { host: 'ashyq.kz' }], server.to, {
      crawl: { login: [{ host: 'qala.kz', reason, ...login }], ...more },
    }),
    site.folder,
    { root: site.folder, ...run },
  );

/** All that a crawl left on disk, unzipped. */
function traces(): string {
  const read = (name: string) => readFileSync(join(site.folder, name));
  const warc = gunzipSync(read('archive/qala-00001.warc.gz')).toString('latin1');
  return warc + read('site.db').toString('latin1');
}

describe('a site behind a login', () => {
  it('is entered by user and password, which go to that host only and are written nowhere', async () => {
    vi.stubEnv('QALA_PASSWORD', password);
    const summary = await crawl({ basic: { user: 'kosh', passwordEnv: 'QALA_PASSWORD' } });
    expect(verdictOf(site.folder, 'http://qala.kz/a')).toBe('done in-scope');
    expect(asked['ashyq.kz/b']).toEqual({ authorization: undefined, cookie: undefined });
    expect(summary.complete).toBe(true);
    const left = traces();
    expect(left).toContain('Authorization: Basic [redacted]');
    expect(left).not.toContain(credentials.slice(6));
    expect(left).not.toContain(password);
    expect(left).not.toContain('f00dfeed');
    expect(left).toContain('Set-Cookie: session=[redacted]; Path=/');
  });

  it('is entered by the cookies of a file', async () => {
    const row = (...cells: string[]) => cells.join('\t');
    const lines = [
      '# Netscape HTTP Cookie File',
      row('#HttpOnly_.qala.kz', 'TRUE', '/', 'FALSE', '0', 'kiru', 'aB9xyz'),
      row('qala.kz', 'FALSE', '/jabyq', 'FALSE', '0', 'bolim', 'jabyq'),
      row('bank.kz', 'FALSE', '/', 'FALSE', '0', 'bank', 'basqa'),
    ];
    writeFileSync(join(site.folder, 'cookies.txt'), `${lines.join('\n')}\n`);
    await crawl({ cookieFile: 'cookies.txt' }, { cookies: true });
    expect(verdictOf(site.folder, 'http://qala.kz/a')).toBe('done in-scope');
    expect(asked['qala.kz/a']?.cookie).toBe('kiru=aB9xyz; session=f00dfeed');
    const left = traces();
    expect(left).toContain('Cookie: kiru=[redacted]');
    expect(left).not.toContain('aB9xyz');
    expect(left).not.toContain('f00dfeed');
  });

  it('that does not take the login is one finding of severity error', async () => {
    vi.stubEnv('QALA_PASSWORD', 'ескі-құпия');
    const summary = await crawl({ basic: { user: 'kosh', passwordEnv: 'QALA_PASSWORD' } });
    const { findings } = crawlResult(site.folder);
    expect(findings).toContain('login-refused  login of qala.kz HTTP 401, it asks for Basic');
    expect(summary.findings.error).toBe(1);
    vi.stubEnv('QALA_PASSWORD', password);
    const basic = { user: 'kosh', passwordEnv: 'QALA_PASSWORD' };
    const again = await crawl({ basic }, {}, { retryFailed: true });
    expect(again.failed).toEqual({});
    expect(crawlResult(site.folder).findings.join()).not.toContain('login-refused');
    expect(verdictOf(site.folder, 'http://qala.kz/a')).toBe('done in-scope');
  });

  it('is not tried without its password, or with a file that cannot do', async () => {
    const basic = { user: 'kosh', passwordEnv: 'QALA_PASSWORD' };
    await expect(crawl({ basic })).rejects.toThrow(
      /crawl\.login of qala\.kz: .*QALA_PASSWORD is not set/,
    );
    await expect(crawl({ basic })).rejects.toBeInstanceOf(UserError);
    await expect(crawl({ cookieFile: 'joq.txt' })).rejects.toThrow(/joq\.txt cannot be read/);
    writeFileSync(join(site.folder, 'c.txt'), '# comment\n\nqala.kz FALSE / 0 a b\n');
    await expect(crawl({ cookieFile: 'c.txt' })).rejects.toThrow(
      /c\.txt:3: no cookie: seven fields/,
    );
    writeFileSync(join(site.folder, 'c.txt'), 'qala.kz\tFALSE\t/\tFALSE\t1000\ta\tb\n');
    await expect(crawl({ cookieFile: 'c.txt' })).rejects.toThrow(/only expired cookies/);
    writeFileSync(join(site.folder, 'c.txt'), 'bank.kz\tFALSE\t/\tFALSE\t0\ta\tb\n');
    await expect(crawl({ cookieFile: 'c.txt' })).rejects.toThrow(/holds no cookie for qala\.kz/);
    expect(server.log).toEqual([]);
  });
});

describe('a cookie file', () => {
  it('gives what is meant for the host: its own cookies, and those of a wider domain', () => {
    const text = [
      'qala.kz\tFALSE\t/\tTRUE\t2147483647.5\tozi\tm=n',
      '.kz\tTRUE\t/\tFALSE\t0\tken\t1',
      'www.qala.kz\tTRUE\t/\tFALSE\t0\tasty\t1',
      'ala.kz\tTRUE\t/\tFALSE\t0\tbasqa\t1',
    ].join('\r\n');
    const { cookies, faults } = parseCookieFile(text, 'qala.kz');
    expect(cookies.map((one) => `${one.name}=${one.value} ${one.secure}`)).toEqual([
      'ozi=m=n true',
      'ken=1 false',
    ]);
    expect(faults).toEqual([]);
  });

  it('names the lines that cannot be sent as a cookie', () => {
    const rows = ['a b\tc', 'a\tc;d', 'a\tc\u0001', '\tc'];
    const text = rows.map((row) => `qala.kz\tFALSE\t/\tFALSE\t0\t${row}`).join('\n');
    const { cookies, faults } = parseCookieFile(text, 'qala.kz');
    expect(cookies).toEqual([]);
    expect(faults.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });
});
