import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { endlessAt, footOf, softMissing } from './endless.ts';
import { type SitePage, sitePages } from './pages.ts';
import { diceOf } from './prose.ts';
import { linkOf, type Visit, visitOf } from './visit.ts';

/** How a crawler did. Shares are of 1; `wasted` counts what is no page to keep among all but service requests. */
interface TrapScore {
  real: number;
  lookalike: number;
  wasted: number;
  honeypot: number;
  requests: number;
  byTrap: Record<string, number>;
  missing: string[];
}

/** The site of a district's department of culture, with endless traps, on a loopback port. */
export interface TrapSite {
  /** `127.0.0.1:port`, for a mapping's connectTo. */
  to: string;
  score(): TrapScore;
  close(): Promise<void>;
}

interface Answer {
  status?: number;
  type?: string;
  location?: string;
  body: string | Buffer;
  page?: SitePage;
  trap?: string;
  isService?: boolean;
  isHoneypot?: boolean;
}

const html = 'text/html; charset=utf-8';

/** Starts the site; the same seed gives the same pages. */
export async function startTrapSite(seed: string): Promise<TrapSite> {
  const pages = sitePages(seed);
  const byKey = new Map([...pages].map(([path, page]) => [keyOf(path), page]));
  const log = { requests: 0, service: 0, honeypot: 0, byTrap: {} as Record<string, number> };
  const got = new Map<SitePage, string>();
  const waste = (name: string) => {
    log.byTrap[name] = (log.byTrap[name] ?? 0) + 1;
  };
  const server = createServer((request, response) => {
    const host = request.headers.host ?? '';
    log.requests += 1;
    const visit = visitOf(request.url ?? '/', diceOf(`${seed}#${log.requests}`));
    const answer = answerOf(visit, host, byKey);
    if (answer.isService === true) log.service += 1;
    else if (answer.isHoneypot === true) log.honeypot += 1;
    else if (answer.page === undefined) waste(answer.trap ?? 'missing');
    else if (!got.has(answer.page)) got.set(answer.page, visit.url);
    else if (got.get(answer.page) !== visit.url) waste(visit.alias || 'spelling');
    const location = answer.location === undefined ? {} : { location: answer.location };
    response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? html, ...location });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    to: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    score: () => {
      const all = [...pages.values()];
      const share = (look: boolean) => {
        const kept = all.filter((page) => page.look === look);
        return kept.filter((page) => got.has(page)).length / kept.length;
      };
      const wasted = Object.values(log.byTrap).reduce((sum, count) => sum + count, 0);
      return {
        real: share(false),
        lookalike: share(true),
        wasted: wasted / Math.max(1, log.requests - log.service),
        honeypot: log.honeypot,
        requests: log.requests,
        byTrap: log.byTrap,
        missing: all.filter((page) => !got.has(page)).map((page) => page.path),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerOf(visit: Visit, host: string, byKey: ReadonlyMap<string, SitePage>): Answer {
  const service = serviceAt(visit.url, host, byKey);
  if (service !== undefined) return service;
  if (visit.url.startsWith('/bot-trap'))
    return { body: '<a href="/bot-trap/1">1</a>', isHoneypot: true };
  const page = byKey.get(keyOf(visit.path));
  if (page !== undefined) {
    const body = bodyOf(page, visit);
    const type = page.file ? 'application/pdf' : html;
    return visit.copy === '' ? { body, type, page } : { body, type, trap: visit.copy };
  }
  const endless = endlessAt(visit);
  if (endless === undefined)
    return { body: framed(visit, softMissing(visit)), trap: 'soft-missing' };
  if ('location' in endless)
    return { status: 302, location: endless.location, body: '', trap: endless.trap };
  return { body: framed(visit, endless.body), trap: endless.trap };
}

function serviceAt(
  url: string,
  host: string,
  byKey: ReadonlyMap<string, SitePage>,
): Answer | undefined {
  const set = (paths: readonly string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths.map((path) => `<url><loc>http://${host}${path}</loc></url>`).join('')}</urlset>`;
  const service = (body: string | Buffer, type: string): Answer => ({
    body,
    type,
    isService: true,
  });
  if (url === '/robots.txt') {
    return service(
      `User-agent: *\nDisallow: /bot-trap/\nSitemap: http://${host}/map/index.xml\n`,
      'text/plain',
    );
  }
  if (url === '/map/index.xml') {
    return service(
      `<sitemapindex><sitemap><loc>http://${host}/map/old.xml.gz</loc></sitemap></sitemapindex>`,
      'text/xml',
    );
  }
  if (url === '/map/old.xml.gz') {
    const paths = [...byKey.values()].filter((page) => page.sitemapOnly).map((page) => page.path);
    return service(gzipSync(set(paths)), 'application/octet-stream');
  }
  if (url === '/sitemap.xml') return { ...service('', 'text/plain'), status: 404 };
  if (url === '/rss.xml') {
    const items = Array.from(
      { length: 10 },
      (_, i) =>
        `<item><link>http://${host}/press/news/detail.php?ID=${240 - i}&amp;utm_source=rss</link></item>`,
    );
    return service(
      `<rss version="2.0"><channel>${items.join('')}</channel></rss>`,
      'application/rss+xml',
    );
  }
  if (/^\/(?:i|css)\//.test(url)) {
    return url.endsWith('.css')
      ? service('p{margin:0}', 'text/css')
      : service(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'), 'image/gif');
  }
  return undefined;
}

function bodyOf(page: SitePage, visit: Visit): string {
  if (page.file) return `%PDF-1.4\n% ${page.title} ${page.body(() => '')}`;
  const main = page.body(linkOf(visit, page.session));
  if (visit.copy.startsWith('print'))
    return `<html><head><title>${page.title}</title></head><body>${main}</body></html>`;
  return framed(visit, main, page);
}

function framed(visit: Visit, main: string, page?: SitePage): string {
  const language = page?.language ?? 'kk';
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><title>${page?.title ?? 'Тасөткел'}</title><link rel="stylesheet" href="/css/site.css"><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body><div id="main">${main}</div><div id="foot">Тасөткел ауданының мәдениет және спорт бөлімі, барлық құқық қорғалған<br>${footOf(visit, language, page?.kind ?? '')}</div></body></html>`;
}

/** One key a page: decoded, parameters in any order. */
function keyOf(address: string): string {
  const [path = '', query = ''] = address.split(/\?(.*)/s);
  return `${decoded(path)}?${query.split('&').map(decoded).sort().join('&')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}
