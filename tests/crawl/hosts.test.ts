import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawlLab, crawlResult, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  page,
  type Route,
  redirect,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

async function unusedPort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  await new Promise<void>((resolve) => listener.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const serve = async (routes: Record<string, Route>) => {
  server = await startFaultServer(routes);
};
const home = 'http://qala.kz/';

describe('hosts', () => {
  it('keeps the addresses of a silent host queued, says so once, and goes on with the others', async () => {
    await serve({
      '/': page('Екінші сайттың басты беті', ['/b', 'http://tynysh.kz/x']),
      '/b': page('Бет'),
    });
    const mapping = labMapping([{ host: 'qala.kz' }, { host: 'tynysh.kz' }], server.to);
    mapping.connectTo['tynysh.kz'] = `127.0.0.1:${await unusedPort()}`;
    const first = await crawlLab(mapping, site.folder);
    expect(first.complete).toBe(false);
    expect(first.parked).toEqual(['tynysh.kz']);
    expect(verdictOf(site.folder, `${home}b`)).toBe('done in-scope');
    expect(verdictOf(site.folder, 'http://tynysh.kz/x')).toBe('queued in-scope');
    const unreachable = () =>
      crawlResult(site.folder).findings.filter((one) => one.startsWith('host-unreachable'));
    expect(unreachable()).toHaveLength(1);
    mapping.connectTo['tynysh.kz'] = server.to;
    const second = await crawlLab(mapping, site.folder);
    expect(second.complete).toBe(true);
    expect(unreachable()).toEqual([]);
    expect(verdictOf(site.folder, 'http://tynysh.kz/x')).toBe('done in-scope');
  });

  it('fetches nothing of a host whose robots.txt answers with 5xx', async () => {
    await serve({ '/robots.txt': text(503, 'жөндеу'), '/': page('Басты бет') });
    const summary = await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(server.asked('qala.kz/')).toBe(0);
    expect(summary.parked).toEqual(['qala.kz']);
    expect(crawlResult(site.folder).findings[0]).toMatch(/^robots-unreachable {2}qala.kz HTTP 503/);
  });

  it('obeys robots.txt unless the mapping overrides it with a reason', async () => {
    await serve({
      '/robots.txt': text(200, 'User-agent: *\nDisallow: /құжат/'),
      '/': page('Басты бет', ['/құжат/1']),
      '/%D2%9B%D2%B1%D0%B6%D0%B0%D1%82/1': page('Қаулы'),
    });
    const address = `${home}%D2%9B%D2%B1%D0%B6%D0%B0%D1%82/1`;
    await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(verdictOf(site.folder, address)).toMatch(/^refused robots robots:Disallow/);
    const ignoreRobots = { reason: 'иесінің рұқсаты бар' };
    await crawlLab(
      labMapping([{ host: 'qala.kz' }], server.to, { crawl: { ignoreRobots } }),
      site.folder,
    );
    expect(verdictOf(site.folder, address)).toBe('done in-scope');
    const { findings } = crawlResult(site.folder);
    expect(findings).toContain(
      'robots-overridden  robots.txt robots.txt is not followed: иесінің рұқсаты бар',
    );
  });

  it('queues the canonical form of alias links and samples the alias', async () => {
    const same = page('Бұл бет екі атаумен де бірдей көрінеді, мәтіні ұзын әрі толық', []);
    await serve({
      '/': page('Әкімдіктің басты беті: жаңалықтар, құжаттар, байланыс деректері', [
        'http://www.qala.kz/b',
        '/c',
      ]),
      '/b': same,
      '/c': page('Негізгі хосттағы мәтін: қызметтер тізімі және қабылдау уақыты'),
      'www.qala.kz/c': page('Бүркеншік аттағы басқа мәтін, мүлде өзге мазмұн тұр осында'),
    });
    const hosts = [{ host: 'qala.kz', aliases: ['www.qala.kz'] }];
    await crawlLab(labMapping(hosts, server.to), site.folder);
    expect(verdictOf(site.folder, 'http://www.qala.kz/b')).toBe('done alias-sample');
    expect(verdictOf(site.folder, `${home}b`)).toBe('done in-scope');
    expect(crawlResult(site.folder).findings).toEqual([
      'alias-differs  alias www.qala.kz http://www.qala.kz/c shows other text',
    ]);
  });

  it('crawls a site on the alias to which its home page redirects', async () => {
    await serve({
      'qala.kz/': redirect('http://www.qala.kz/', 301),
      'qala.kz/b': redirect('http://www.qala.kz/b', 301),
      'www.qala.kz/': page('Басты бет', ['/b', 'http://qala.kz/c']),
      'www.qala.kz/b': page('Екінші бет'),
      'www.qala.kz/c': page('Үшінші бет'),
    });
    const hosts = [{ host: 'qala.kz', aliases: ['www.qala.kz'] }];
    const summary = await crawlLab(labMapping(hosts, server.to), site.folder);
    expect(verdictOf(site.folder, 'http://www.qala.kz/b')).toBe('done in-scope');
    expect(verdictOf(site.folder, 'http://www.qala.kz/c')).toBe('done in-scope');
    expect(summary.findings.error).toBe(0);
  });

  it('judges refused addresses anew when the mapping changes, and fetches nothing when it does not', async () => {
    await serve({
      '/': page('Басты бет', ['/ескі/1']),
      '/%D0%B5%D1%81%D0%BA%D1%96/1': page('Ескі бет'),
    });
    const address = `${home}%D0%B5%D1%81%D0%BA%D1%96/1`;
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, {
      crawl: { exclude: ['/%D0%B5%D1%81%D0%BA%D1%96/**'] },
    });
    await crawlLab(mapping, site.folder);
    expect(verdictOf(site.folder, address)).toMatch(/^refused exclude exclude:/);
    const before = server.log.length;
    const idle = await crawlLab(mapping, site.folder);
    expect([idle.idle, idle.complete, idle.stored, server.log.length]).toEqual([
      true,
      true,
      0,
      before,
    ]);
    const next = await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(next.stored).toBe(1);
    expect(verdictOf(site.folder, address)).toBe('done in-scope');
  });

  it('stops at the page limit, says so, and goes on when it is raised', async () => {
    const links = Array.from({ length: 30 }, (_, i) => `/news/${i}`);
    server = await startFaultServer({ '/': page('Басты бет', links) }, (target) =>
      page(`${target} жаңалығының мәтіні әр бетте әртүрлі ${'қ'.repeat(target.length)}`),
    );
    const mapping = labMapping([{ host: 'qala.kz' }], server.to);
    const limited = await crawlLab(mapping, site.folder, { maxPages: 10 });
    expect(limited.refused['page-limit']).toBeGreaterThan(0);
    expect(limited.findings.error).toBe(1);
    await crawlLab(mapping, site.folder);
    const { captures } = crawlResult(site.folder);
    expect(captures.filter((one) => one.includes('/news/'))).toHaveLength(30);
  });

  it('asks conditionally on a recrawl and stores only what changed', async () => {
    let version = 1;
    const answered: number[] = [];
    await serve({
      '/': page('Басты бет', ['/a', '/b']),
      '/a': (answer, request) => {
        const isKnown = request.headers['if-none-match'] === '"v1"';
        answered.push(isKnown ? 304 : 200);
        answer.writeHead(isKnown ? 304 : 200, { ETag: '"v1"', 'Content-Type': 'text/html' });
        answer.end(isKnown ? undefined : '<p>Өзгермейтін бет</p>');
      },
      '/b': (...args) => page(`Нұсқа ${version}`)(...args),
    });
    const mapping = labMapping([{ host: 'qala.kz' }], server.to);
    await crawlLab(mapping, site.folder);
    version = 2;
    const again = await crawlLab(mapping, site.folder, { recrawl: true });
    expect(again.stored).toBe(1);
    expect(answered).toEqual([200, 304]);
  });
});
