import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawlLab, crawlResult, labMapping, quick, siteFolder } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  page,
  type Route,
  resetAtOnce,
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

const count = 40;
const links = Array.from({ length: count }, (_, i) => `/news/${i}`);
const paragraph = (i: number) => `Ауданда ${i}-көпір ${'өте '.repeat(i)}жаңа көлік үшін ашылды`;
const site40: Route = page('Қала әкімдігінің басты беті', links);

/** A site of 40 news that is out, in the given way, from its 12th answer until `outage` requests were lost. */
async function siteWithOutage(out: Route, outage: number): Promise<void> {
  let answers = 0;
  let lost = 0;
  const all: Route = (answer, request, times) => {
    const path = request.url ?? '';
    const id = Number(/^\/news\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
    if (answers >= 12 && lost < outage) {
      lost += 1;
      out(answer, request, times);
      return;
    }
    answers += 1;
    const route = path === '/' ? site40 : id < count ? page(paragraph(id)) : text(404, 'жоқ');
    route(answer, request, times);
  };
  server = await startFaultServer({}, () => all);
}

const news = () => crawlResult(site.folder).captures.filter((one) => /news\/\d+ 200 /.test(one));

describe('a server that dies during the crawl', () => {
  it.each([
    ['that cuts every connection', resetAtOnce, 1],
    ['that answers 503 to everything', text(503, 'жөндеу жұмыстары'), 1],
    ['that lost its database', text(500, 'Error establishing a database connection'), 1],
    ['that cuts every connection of several', resetAtOnce, 6],
  ])('%s and comes back is crawled to the end in the same run', async (_how, out, concurrency) => {
    await siteWithOutage(out, 14);
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, { crawl: { concurrency } });
    const summary = await crawlLab(mapping, site.folder);
    expect(summary.complete).toBe(true);
    expect(news()).toHaveLength(count);
    expect(summary.failed).toEqual({});
    expect(summary.findings.error).toBe(0);
    // Believed quickly: the outage cost a few attempts, not some of each address.
    const lost = server.log.length - new Set(server.log).size;
    expect(lost).toBeLessThan(14 + 8);
  });

  it('that stays away is left for a later run, which loses nothing', async () => {
    await siteWithOutage(resetAtOnce, Number.POSITIVE_INFINITY);
    const mapping = labMapping([{ host: 'qala.kz' }], server.to);
    const timing = { ...quick, outageLimitMs: 100 };
    const first = await crawlLab(mapping, site.folder, { timing });
    expect([first.complete, first.parked]).toEqual([false, ['qala.kz']]);
    expect(crawlResult(site.folder).findings).toEqual([
      'host-unreachable  qala.kz The host stopped answering: connection-lost.',
    ]);
    await server.close();
    await siteWithOutage(resetAtOnce, 0);
    const second = await crawlLab({ ...mapping, connectTo: { 'qala.kz': server.to } }, site.folder);
    expect(second.complete).toBe(true);
    expect(news()).toHaveLength(count);
    expect(second.findings.error).toBe(0);
  });

  it('does not stop the other hosts of its agency', async () => {
    const steady = Array.from({ length: 20 }, (_, i) => `http://bekem.kz/kk/${i}`);
    // It is out from its first page on, until the other host is done.
    const isDown = () =>
      server.asked('qala.kz/a') > 0 &&
      server.log.filter((one) => one.startsWith('bekem.kz/kk/')).length < 20;
    const orOut = (route: Route): Route => {
      return (...args) => (isDown() ? resetAtOnce : route)(...args);
    };
    server = await startFaultServer(
      {
        'qala.kz/': orOut(page('Басты бет', ['/a', ...steady])),
        'qala.kz/a': orOut(page('Кейін оралған бет')),
        'bekem.kz/': page('Екінші хост'),
      },
      (target) => {
        const id = Number(/\/kk\/(\d+)$/.exec(target)?.[1] ?? Number.NaN);
        return id < 20 ? page(paragraph(id)) : undefined;
      },
    );
    const mapping = labMapping([{ host: 'qala.kz' }, { host: 'bekem.kz' }], server.to);
    const summary = await crawlLab(mapping, site.folder);
    expect(summary.complete).toBe(true);
    expect(summary.failed).toEqual({});
  });

  it('ends at once when it is interrupted while it waits', async () => {
    await siteWithOutage(resetAtOnce, Number.POSITIVE_INFINITY);
    const stop = new AbortController();
    const timing = { ...quick, outageFirstMs: 60_000, outageCapMs: 60_000, outageLimitMs: 1e9 };
    const summary = await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder, {
      timing,
      signal: stop.signal,
      onProgress: ({ waiting }) => {
        if (waiting.some((one) => one.reason === 'no answer')) stop.abort();
      },
    });
    expect(summary.interrupted).toBe(true);
  });
});

describe('a site of which many addresses are broken', () => {
  it('is not taken for a server that is down', async () => {
    const broken = Array.from({ length: 15 }, (_, i) => `/broken/${i}`);
    server = await startFaultServer(
      { '/': page('Басты бет', [...broken, '/z']), '/z': page('Соңғы бет') },
      (target) => (target.includes('/broken/') ? resetAtOnce : undefined),
    );
    const summary = await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(summary.complete).toBe(true);
    expect(summary.failed).toEqual({ 'connection-lost': 15 });
    expect(summary.parked).toEqual([]);
    const asked = server.log.filter((one) => one.includes('/broken/')).length;
    expect(asked).toBe(60);
  });
});
