import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
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
  type FaultServer,
  failing,
  page,
  type Route,
  redirect,
  resetAtOnce,
  resetHalfway,
  silence,
  slowDrip,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

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

/** Crawls a home page that links to one faulty address and tells what came of it. */
async function outcomeOf(route: Route, limits = {}) {
  server = await startFaultServer({
    '/': page('Қала әкімдігінің басты беті', ['/fault']),
    '/fault': route,
  });
  const mapping = labMapping([{ host: 'qala.kz' }], server.to);
  const summary = await crawlLab(mapping, site.folder, { settings: labSettings(limits) });
  const { captures, findings } = crawlResult(site.folder);
  return {
    summary,
    verdict: verdictOf(site.folder, `${home}fault`),
    capture: captures.find((one) => one.startsWith(`${home}fault `)),
    findings: findings.filter((one) => one.includes('fault')),
    asked: server.asked('qala.kz/fault'),
  };
}

describe('a crawl of a faulty server', () => {
  it('tries four times when the connection breaks before an answer, then says so', async () => {
    const { verdict, findings, asked, summary } = await outcomeOf(resetAtOnce);
    expect(asked).toBe(4);
    expect(verdict).toBe('failed in-scope connection-lost');
    expect(findings).toEqual([`fetch-failed ${home}fault  connection-lost`]);
    expect(summary.complete).toBe(true);
    expect(summary.findings.error).toBe(1);
  });

  it('keeps what came before a break inside the body, and says that it was cut', async () => {
    const { capture, findings, asked } = await outcomeOf(resetHalfway);
    expect(asked).toBe(4);
    expect(capture).toMatch(/ 200 .* disconnect$/);
    expect(findings).toEqual([
      `body-truncated ${home}fault  The connection broke inside the body.`,
    ]);
  });

  it('waits out a server that is busy for a while', async () => {
    const { verdict, findings, asked } = await outcomeOf(
      failing(2, 503, page('Жұмыс қалпына келді')),
    );
    expect(asked).toBe(3);
    expect(verdict).toBe('done in-scope');
    expect(findings).toEqual([]);
  });

  it('archives the answer of a server that stays broken, as failed', async () => {
    const { verdict, capture, findings, asked } = await outcomeOf(text(500, 'қате'));
    expect(asked).toBe(4);
    expect(verdict).toBe('failed in-scope HTTP 500');
    expect(capture).toContain(' 500 ');
    expect(findings).toEqual([`server-error ${home}fault  HTTP 500`]);
  });

  it('says that a server did not answer in time', async () => {
    const { verdict, asked } = await outcomeOf(silence, { requestSeconds: 0.3 });
    expect(asked).toBe(4);
    expect(verdict).toBe('failed in-scope timeout');
  });

  it('stops cleanly when the disk has less free than the floor', async () => {
    const crawl = outcomeOf(page('Бет'), { freeDiskMiB: 1e12 });
    await expect(crawl).rejects.toThrow(/MiB are free.*run the same command again/);
    await expect(crawl).rejects.toBeInstanceOf(UserError);
  });

  it('cuts a page that is dripped for ever', async () => {
    const { capture } = await outcomeOf(slowDrip, { requestSeconds: 0.3 });
    expect(capture).toMatch(/ time$/);
  });

  it('cuts a body without end at the document limit', async () => {
    const { capture, findings, asked } = await outcomeOf(endlessBody, { documentBytes: 3_000_000 });
    expect(asked).toBe(1);
    expect(capture).toMatch(/ length$/);
    expect(findings).toEqual([`body-truncated ${home}fault  The body is longer than the limit.`]);
  });

  it('does not unzip a bomb further than the page limit', async () => {
    const { capture, findings } = await outcomeOf(bomb('gzip', 60), { pageBytes: 1_000_000 });
    expect(capture).toMatch(/ length$/);
    expect(findings).toHaveLength(1);
  });

  it('reads a page that is announced as gzip and is not', async () => {
    const { capture } = await outcomeOf((answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
      answer.end('<html><body>Қысылмаған бет</body></html>');
    });
    expect(capture).toContain('text/html');
  });

  it('reads zipped pages and stores them as received', async () => {
    const { capture } = await outcomeOf((answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
      answer.end(gzipSync('<html><body>Қысылған бет</body></html>'));
    });
    expect(capture).toContain('text/html');
  });

  it('records a circle of redirects once, at its smallest address', async () => {
    server = await startFaultServer({
      '/': page('Басты бет', ['/c']),
      '/c': redirect('/b'),
      '/b': redirect('/a'),
      '/a': redirect('/c'),
    });
    await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
    const { findings } = crawlResult(site.folder);
    expect(findings).toEqual([`redirect-loop ${home}a  ${home}a → ${home}c → ${home}b → ${home}a`]);
  });

  it('records a redirect to another site and does not follow it', async () => {
    const { findings } = await outcomeOf(redirect('http://gov.example/'));
    expect(findings).toEqual([`redirect-outside ${home}fault  http://gov.example/`]);
    expect(verdictOf(site.folder, 'http://gov.example/')).toBe('refused foreign-host foreign-host');
  });
});
