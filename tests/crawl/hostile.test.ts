import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  crawlLab,
  crawlResult,
  labMapping,
  labSettings,
  siteFolder,
  verdictOf,
} from '../support/crawl-lab.ts';
import {
  bomb,
  endlessBody,
  endlessHints,
  type FaultServer,
  failing,
  hollowBomb,
  page,
  type Route,
  raw,
  resetHalfway,
  slowDrip,
  slowHead,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

const home = 'http://qala.kz/';
const fault = `${home}fault`;
let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

/** Serves a home page that names one hostile address and one good page. */
async function serve(route: Route, more: Record<string, Route> = {}): Promise<void> {
  server = await startFaultServer({
    '/': page('Қала әкімдігінің басты беті', ['/fault', '/next']),
    '/fault': route,
    '/next': page('Бұдан кейін де бет бар, ол да жоғалмауы керек'),
    ...more,
  });
}

/** Crawls it whole, and tells what became of the hostile address; the good page must have come through. */
async function outcomeOf(route: Route, limits = {}, more: Record<string, Route> = {}) {
  await serve(route, more);
  const mapping = labMapping([{ host: 'qala.kz' }], server.to);
  const settings = labSettings({ requestSeconds: 0.4, pageBytes: 1_000_000, ...limits });
  const summary = await crawlLab(mapping, site.folder, { settings });
  expect(summary.complete).toBe(true);
  expect(verdictOf(site.folder, `${home}next`)).toBe('done in-scope');
  const { captures, findings } = crawlResult(site.folder);
  return {
    verdict: verdictOf(site.folder, fault),
    capture: captures.find((one) => one.startsWith(`${fault} `)),
    findings: findings.filter((one) => one.includes(fault) || one.includes('qala.kz ')),
  };
}

const truncated = (detail: string) => [`body-truncated ${fault}  ${detail}`];
const tooLong = truncated('The body is longer than the limit.');
const broken = truncated('The connection broke inside the body.');
const tooSlow = truncated('The body did not end in time.');
const failed = (kind: string) => [`fetch-failed ${fault}  ${kind}`];
const html = 'Content-Type: text/html; charset=utf-8\r\n';
const paragraph = Buffer.from('<p>Аудан бюджеті туралы шешім қабылданды</p>');

function answer(head: string, body: Buffer = paragraph): Buffer {
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}

/** Gzip with some bytes in its middle overwritten. */
const damaged = gzipSync(
  Buffer.from(Array.from({ length: 9000 }, (_, i) => `${i * 7919}`).join(' ')),
).fill(0xff, 4000, 4040);

const hostile: [name: string, route: Route, findings: string[]][] = [
  ['a body without end', endlessBody, tooLong],
  ['a body that drips', slowDrip, tooSlow],
  ['a head that drips', slowHead, failed('timeout')],
  ['hints without end', endlessHints, failed('timeout')],
  ['a gzip bomb', bomb('gzip', 60), tooLong],
  ['a deflate bomb', bomb('deflate', 60), tooLong],
  ['a brotli bomb', bomb('br', 60), tooLong],
  ['a bomb within a bomb', bomb('gzip, gzip', 200), tooLong],
  ['a bomb of two kinds', bomb('br, gzip', 100), tooLong],
  ['a bomb that ends in nothing', hollowBomb(40), tooLong],
  [
    'a coding nobody knows',
    raw(answer(`HTTP/1.1 200 OK\r\n${html}Content-Encoding: qazaq`)),
    truncated('The content coding is damaged.'),
  ],
  [
    'a coding that breaks off into nonsense',
    raw(answer(`HTTP/1.1 200 OK\r\n${html}Content-Encoding: gzip`, damaged)),
    truncated('The content coding is damaged.'),
  ],
  [
    'a head of a megabyte',
    raw(answer(`HTTP/1.1 200 OK\r\nX-Long: ${'q'.repeat(1_000_000)}`)),
    failed('bad-response'),
  ],
  [
    'twenty thousand fields',
    raw(answer(`HTTP/1.1 200 OK${'\r\nX: y'.repeat(20_000)}`)),
    failed('bad-response'),
  ],
  [
    'a Content-Length that promises more',
    raw(answer(`HTTP/1.1 200 OK\r\n${html}Content-Length: 5000`)),
    broken,
  ],
  ['a reset halfway', resetHalfway, broken],
  [
    'a chunk without a size',
    raw(
      answer(
        `HTTP/1.1 200 OK\r\n${html}Transfer-Encoding: chunked`,
        Buffer.from('5\r\nсө\r\nzz\r\n'),
      ),
    ),
    broken,
  ],
  [
    'a chunk that ends too soon',
    raw(
      answer(`HTTP/1.1 200 OK\r\n${html}Transfer-Encoding: chunked`, Buffer.from('ffff\r\nqysqa')),
    ),
    broken,
  ],
  ['no HTTP at all', raw('бұл HTTP емес\r\n\r\n'), failed('bad-response')],
  ['a zero in a field', raw(answer('HTTP/1.1 200 OK\r\nX-Zero: a\0b')), failed('bad-response')],
  [
    'a server that is always busy',
    text(429, 'кейін', { 'Retry-After': '0' }),
    [`server-error ${fault}  HTTP 429`],
  ],
  [
    'a redirect to nowhere',
    raw('HTTP/1.1 302 Found\r\nLocation: http://[:::]/\r\nContent-Length: 0\r\n\r\n'),
    [`http-error ${fault}  HTTP 302 without an address to go to`],
  ],
  [
    'a redirect without Location',
    raw('HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n'),
    [`http-error ${fault}  HTTP 301 without an address to go to`],
  ],
];

describe('a hostile server', () => {
  it.each(hostile)(
    'that sends %s ends as a finding, and the crawl goes on',
    async (_name, route, expected) => {
      const { findings } = await outcomeOf(route, { documentBytes: 3_000_000 });
      expect(findings).toEqual(expected);
    },
  );

  it('that sends more than its Content-Length is taken at its word, and what follows is a finding', async () => {
    const long = Buffer.concat([paragraph, Buffer.from('<p>артығы</p>')]);
    const { capture, findings } = await outcomeOf(
      raw(answer(`HTTP/1.1 200 OK\r\n${html}Content-Length: ${paragraph.length}`, long), 'open'),
    );
    expect(capture).toContain(' 200 ');
    expect(findings).toEqual([
      'length-mismatch  Content-Length of qala.kz Bytes followed the end of an answer.',
    ]);
  });

  it('that is busy for a while is asked again when its Retry-After is over, seconds or a date', async () => {
    const seconds = failing(1, 429, page('Енді бос'), { 'Retry-After': '1' });
    expect((await outcomeOf(seconds)).findings).toEqual([]);
    expect(server.asked('qala.kz/fault')).toBe(2);
    await server.close();
    site.remove();
    site = siteFolder();
    const date: Route = (reply, request, count) =>
      failing(1, 503, page('Енді бос'), {
        'Retry-After': new Date(Date.now() + 1000).toUTCString(),
      })(reply, request, count);
    expect((await outcomeOf(date)).findings).toEqual([]);
    expect(server.asked('qala.kz/fault')).toBe(2);
  });

  it('of HTTP/1.0, whose body ends with the connection, loses nothing', async () => {
    const body = Buffer.from(
      `<html><body><p>${'Ескі сервердің беті толық келді. '.repeat(3000)}</p></body></html>`,
    );
    const { verdict, findings, capture } = await outcomeOf(
      raw(answer(`HTTP/1.0 200 OK\r\n${html.trim()}`, body)),
    );
    expect(verdict).toBe('done in-scope');
    expect(capture).toMatch(/ null$/);
    expect(findings).toEqual([]);
  });

  it('that names a hundred thousand addresses has half of them noted', async () => {
    const links = Array.from(
      { length: 100_000 },
      (_, i) => `<a href="http://basqa.kz/${i}">сілтеме</a>`,
    );
    const body = Buffer.from(`<html><body>${links.join('')}</body></html>`);
    const { findings } = await outcomeOf(
      raw(answer(`HTTP/1.1 200 OK\r\n${html}Content-Length: ${body.length}`, body)),
      { pageBytes: 20_000_000, requestSeconds: 5 },
    );
    expect(findings).toEqual(truncated('The page names more than 50,000 addresses.'));
    expect(
      crawlResult(site.folder).addresses.filter((one) => one.includes('basqa.kz')).length,
    ).toBeLessThanOrEqual(50_000);
  });

  it('that nests fifty thousand tags still has its links read', async () => {
    const depth = 50_000;
    const body = `${'<div>'.repeat(depth)}<a href="/deep">терең</a>${'</div>'.repeat(depth)}`;
    const route = raw(answer(`HTTP/1.1 200 OK\r\n${html.trim()}`, Buffer.from(body)));
    const { verdict } = await outcomeOf(
      route,
      { requestSeconds: 5 },
      { '/deep': page('Терең бет') },
    );
    expect(verdict).toBe('done in-scope');
    expect(verdictOf(site.folder, `${home}deep`)).toBe('done in-scope');
  });

  it('names addresses in octets that are no UTF-8, and each is asked for as it stands', async () => {
    const link = (href: Buffer) =>
      Buffer.concat([Buffer.from('<a href="'), href, Buffer.from('">x</a>')]);
    const links = [
      link(Buffer.from('/q%FF%FEz')),
      link(Buffer.from('/a%C3')),
      link(Buffer.from('/%ED%A0%80')),
      link(Buffer.from([0x2f, 0x78, 0xff, 0xc0])),
    ];
    const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html`;
    await outcomeOf(raw(answer(head, Buffer.concat(links))), {}, {});
    const asked = server.log.map((one) => one.replace('qala.kz', ''));
    expect(asked).toEqual(expect.arrayContaining(['/q%FF%FEz', '/a%C3', '/%ED%A0%80']));
    expect(asked.filter((one) => one.startsWith('/x'))).not.toEqual([]);
    expect(asked.join('')).toMatch(/^[\x21-\x7e]*$/);
  });

  it('cannot make kosh name a file, whatever its paths and fields hold', async () => {
    const names = [
      '/a%00b',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/tmp/x',
      '/c:%5cwindows%5cx',
      '/a\0b',
    ];
    const links = names.map((href) => `<a href="${href}">файл</a>`).join('');
    const evil: Route = (reply) => {
      reply.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': 'attachment; filename="../../../tmp/kosh-evil.sh"',
      });
      reply.end(Buffer.alloc(2_000_000, 7));
    };
    const more = Object.fromEntries(
      ['/a%00b', '/..%2f..%2fetc%2fpasswd', '/tmp/x'].map((path) => [path, evil]),
    );
    await outcomeOf(
      raw(answer(`HTTP/1.1 200 OK\r\n${html.trim()}`, Buffer.from(links))),
      { documentBytes: 5_000_000 },
      more,
    );
    expect(server.log).toEqual(
      expect.arrayContaining(['qala.kz/a%00b', 'qala.kz/..%2f..%2fetc%2fpasswd', 'qala.kz/tmp/x']),
    );
    const files = readdirSync(site.folder, { recursive: true }).map(String).sort();
    expect(files.filter((one) => !/^site\.db(-wal|-shm)?$/.test(one))).toEqual([
      'archive',
      'archive/qala-00001.warc.gz',
    ]);
  });
});
