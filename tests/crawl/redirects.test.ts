import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { crawlLab, crawlResult, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import { type FaultServer, page, redirect, startFaultServer } from '../support/fault-server.ts';

const home = 'http://qala.kz/';
let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

function hops(): string[] {
  const db = openSiteDb(join(site.folder, 'site.db'));
  const captures = latestCaptures(db, undefined, 1000);
  db.close();
  return captures
    .filter(({ location }) => location !== null)
    .map(({ address, status, location }) => `${status} ${address} → ${location}`);
}

describe('redirects', () => {
  it('are followed hop by hop, each hop a capture of its own with its status and target', async () => {
    server = await startFaultServer({
      '/': page('Бас бет', ['/a']),
      '/a': redirect('b?x=1', 301),
      '/b?x=1': redirect('http://www.qala.kz/c', 302),
      '/c': redirect('//qala.kz/d', 303),
      '/d': redirect('/%D1%96', 307),
      '/%D1%96': redirect('/end#bolim', 308),
      '/end': page('Соңғы бет'),
    });
    const hosts = [{ host: 'qala.kz', aliases: ['www.qala.kz'] }];
    await crawlLab(labMapping(hosts, server.to), site.folder);
    expect(hops()).toEqual(
      [
        `301 ${home}a → ${home}b?x=1`,
        `302 ${home}b?x=1 → http://www.qala.kz/c`,
        `303 ${home}c → ${home}d`,
        `307 ${home}d → ${home}%D1%96`,
        `308 ${home}%D1%96 → ${home}end`,
      ].sort((a, b) => (a.slice(4) < b.slice(4) ? -1 : 1)),
    );
    expect(verdictOf(site.folder, `${home}end`)).toBe('done in-scope');
  });

  it('to ever new addresses end at the depth limit or as a trap, and are told', async () => {
    server = await startFaultServer(
      { '/': page('Бас бет', ['/r/0', '/next']), '/next': page('Келесі бет') },
      (target) => {
        const number = /\/r\/(\d+)$/.exec(target)?.[1];
        return number === undefined ? undefined : redirect(`/r/${Number(number) + 1}`);
      },
    );
    const summary = await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    expect(summary.complete).toBe(true);
    expect(verdictOf(site.folder, `${home}next`)).toBe('done in-scope');
    expect(server.log.length).toBeLessThan(100);
    expect(summary.refused).not.toEqual({});
    expect(crawlResult(site.folder).findings).not.toEqual([]);
  });
});
