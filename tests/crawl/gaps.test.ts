import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawlLab, labMapping, siteFolder } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  failing,
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

interface Seen {
  target: string;
  from: number;
  to: number;
}

/** Serves routes and notes when each request came and when its answer had gone out. */
async function watched(routes: Record<string, Route>): Promise<Seen[]> {
  const seen: Seen[] = [];
  const watching = (target: string, route: Route): Route => {
    return (answer, request, count) => {
      const one = { target: `${request.headers.host}${target}`, from: performance.now(), to: 0 };
      seen.push(one);
      answer.on('finish', () => {
        one.to = performance.now();
      });
      // Slow enough that a gap between starts is not one from the end of an answer.
      setTimeout(() => route(answer, request, count), 20);
    };
  };
  const all = Object.entries(routes).map(([target, route]) => [target, watching(target, route)]);
  server = await startFaultServer(Object.fromEntries(all), (target) =>
    watching(target.slice(target.indexOf('/')), text(404, 'Бет табылмады')),
  );
  return seen;
}

/** The shortest times between the end of an answer and the next request, by host. */
function gaps(seen: readonly Seen[]): Map<string, number> {
  const least = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { target, from, to } of seen) {
    const host = target.slice(0, target.indexOf('/'));
    const before = last.get(host);
    if (before !== undefined) {
      least.set(host, Math.min(least.get(host) ?? Number.POSITIVE_INFINITY, from - before));
    }
    last.set(host, to);
  }
  return least;
}

describe('the gap between requests', () => {
  it('holds for robots.txt, sitemaps, redirects, retries and samples of aliases', async () => {
    const seen = await watched({
      '/robots.txt': text(200, 'User-agent: *\nDisallow: /жабық'),
      '/': page('Әкімдіктің басты беті', ['/kk/ескі', '/weak', '/b']),
      '/kk/%D0%B5%D1%81%D0%BA%D1%96': redirect('/c'),
      '/weak': failing(2, 503, page('Қайта ашылған бет')),
      '/b': page('Екінші бет: қызметтер тізімі'),
      '/c': page('Үшінші бет: қабылдау уақыты'),
    });
    const hosts = [{ host: 'qala.kz', aliases: ['www.qala.kz'] }];
    await crawlLab(labMapping(hosts, server.to), site.folder, { ratePerSecond: 20 });
    const targets = seen.map((one) => one.target);
    expect(targets.filter((one) => one === 'qala.kz/weak')).toHaveLength(3);
    expect(targets).toEqual(
      expect.arrayContaining(['qala.kz/robots.txt', 'qala.kz/sitemap.xml', 'qala.kz/c']),
    );
    expect(targets.filter((one) => one.startsWith('www.qala.kz/')).length).toBeGreaterThan(3);
    for (const gap of gaps(seen).values()) expect(gap).toBeGreaterThanOrEqual(40);
  });

  it('keeps to one request at a time when robots.txt asks for a delay, whatever the mapping allows', async () => {
    const seen = await watched({
      '/robots.txt': text(200, 'User-agent: *\nCrawl-delay: 0.05'),
      '/': page('Басты бет', ['/a', '/b', '/c', '/d']),
    });
    await crawlLab(
      labMapping([{ host: 'qala.kz' }], server.to, { crawl: { concurrency: 4 } }),
      site.folder,
    );
    expect(seen.length).toBeGreaterThan(6);
    expect(gaps(seen).get('qala.kz')).toBeGreaterThanOrEqual(40);
  });

  it('uses the connections that the mapping allows', async () => {
    const seen = await watched({
      '/': page('Басты бет', ['/a', '/b', '/c', '/d']),
    });
    await crawlLab(
      labMapping([{ host: 'qala.kz' }], server.to, { crawl: { concurrency: 4 } }),
      site.folder,
    );
    expect(gaps(seen).get('qala.kz')).toBeLessThan(0);
  });
});
