import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  crawlLab,
  crawlResult,
  labMapping,
  labSettings,
  siteFolder,
  verdictOf,
} from '../support/crawl-lab.ts';
import { type FaultServer, page, startFaultServer } from '../support/fault-server.ts';
import { type ProxyServer, startProxy } from '../support/proxy-server.ts';
import { certificate, rootFile } from '../support/test-certificates.ts';

const home = 'http://qala.kz/';
let site: { folder: string; remove: () => void };
let server: FaultServer;
let proxy: ProxyServer | undefined;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy?.close();
  proxy = undefined;
  await server.close();
  site.remove();
});

/** A mapping without connectTo: only through the proxy is there a way. */
function mappingOf(extra: Record<string, unknown> = {}, hosts = ['qala.kz']) {
  const mapping = labMapping(
    hosts.map((host) => ({ host })),
    server.to,
    extra,
  );
  for (const host of hosts) delete mapping.connectTo[host];
  return mapping;
}

const settings = (own: object) => ({
  ...labSettings(),
  trustedCertificates: [rootFile],
  proxy: { url: proxy?.url ?? '', ...own },
});

describe('a proxy', () => {
  it('carries the crawl of a plain site, and its login stays out of the archive', async () => {
    server = await startFaultServer({
      '/': page('Прокси арқылы келген бет', ['/b']),
      '/b': page('Екінші бет'),
    });
    const login = `Basic ${Buffer.from('kosh:қызыл-кілт').toString('base64')}`;
    proxy = await startProxy(server.port, login);
    vi.stubEnv('PROXY_PASSWORD', 'қызыл-кілт');
    const own = { user: 'kosh', passwordEnv: 'PROXY_PASSWORD' };
    const summary = await crawlLab(mappingOf(), site.folder, { settings: settings(own) });
    expect(summary.complete).toBe(true);
    expect(verdictOf(site.folder, `${home}b`)).toBe('done in-scope');
    expect(proxy.log).toContain(`GET ${home}b ${login}`);
    const warc = gunzipSync(
      readFileSync(join(site.folder, 'archive/qala-00001.warc.gz')),
    ).toString();
    expect(warc).toContain('GET /b HTTP/1.1\r\nHost: qala.kz\r\n');
    expect(warc).not.toMatch(/proxy-authorization/i);
    expect(warc).not.toContain(login.slice(6));
    expect(warc).not.toContain('WARC-IP-Address');
  });

  it('is a tunnel for secure sites, whose certificates are checked as ever', async () => {
    const routes = { '/': page('Туннель арқылы келген бет') };
    server = await startFaultServer(routes, undefined, certificate('good'));
    proxy = await startProxy(server.port);
    const mapping = mappingOf({ seeds: ['https://qala.kz/'] });
    await crawlLab(mapping, site.folder, { settings: settings({}) });
    expect(verdictOf(site.folder, 'https://qala.kz/')).toBe('done in-scope');
    expect(new Set(proxy.log)).toEqual(new Set(['CONNECT qala.kz:443 -']));
    await server.close();
    const other = siteFolder();
    server = await startFaultServer(routes, undefined, certificate('expired'));
    await proxy.close();
    proxy = await startProxy(server.port);
    await crawlLab(mapping, other.folder, { settings: settings({}) });
    expect(crawlResult(other.folder).findings[0]).toMatch(/^tls-refused {2}qala.kz tls: expired:/);
    other.remove();
  });

  it.each([
    ['http://qala.kz/', /^host-unreachable {2}qala\.kz proxy: .*asks for a user and a password$/],
    ['https://qala.kz/', /^host-unreachable {2}qala\.kz proxy: .*asks for a user and a password$/],
  ])('that wants a login is what the finding of %s tells', async (seed, expected) => {
    server = await startFaultServer({ '/': page('Бет') });
    proxy = await startProxy(server.port, 'Basic c2VjcmV0');
    await crawlLab(mappingOf({ seeds: [seed] }), site.folder, { settings: settings({}) });
    expect(crawlResult(site.folder).findings[0]).toMatch(expected);
    expect(server.log).toEqual([]);
  });

  it('is not asked for private addresses, nor for hosts that the mapping connects itself', async () => {
    server = await startFaultServer({ '/': page('Тікелей жол', []) });
    proxy = await startProxy(server.port);
    const direct = labMapping([{ host: 'qala.kz' }], server.to);
    await crawlLab(direct, site.folder, { settings: settings({}) });
    expect(verdictOf(site.folder, home)).toBe('done in-scope');
    const other = siteFolder();
    const hosts = ['10.0.0.8', 'localhost', `127.0.0.1:${server.port}`];
    await crawlLab(mappingOf({}, hosts), other.folder, { settings: settings({}) });
    const { findings } = crawlResult(other.folder);
    expect(findings.filter((one) => /private-address/.test(one))).toHaveLength(3);
    expect(proxy.log).toEqual([]);
    other.remove();
  });

  it('is left out by a mapping that says none', async () => {
    server = await startFaultServer({ '/': page('Бет') });
    proxy = await startProxy(server.port);
    const mapping = mappingOf({ crawl: { proxy: 'none' } }, ['localhost']);
    await crawlLab(mapping, site.folder, { settings: settings({}) });
    expect(proxy.log).toEqual([]);
  });

  it('that answers nonsense, or never, is a finding', async () => {
    server = await startFaultServer({});
    for (const answer of [
      'сәлем\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\nартық',
      `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`,
      '',
    ]) {
      const other = siteFolder();
      const odd: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', () => (answer === '' ? undefined : socket.write(answer)));
      });
      await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
      const address = odd.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const own = { url: `http://127.0.0.1:${port}` };
      const limits = { ...labSettings({ requestSeconds: 0.5 }).limits };
      const mapping = mappingOf({ seeds: ['https://qala.kz/'] });
      await crawlLab(mapping, other.folder, { settings: { ...settings(own), limits } });
      expect(crawlResult(other.folder).findings[0]).toMatch(
        /^host-unreachable {2}qala\.kz proxy: /,
      );
      other.remove();
      odd.close();
    }
  });
});
