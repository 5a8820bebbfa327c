import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readContent } from '../../fixtures/engine/content.ts';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadAllSites, siteFolder } from '../../fixtures/engine/sites.ts';
import { type Mapping, mappingSchema } from '../../src/model/mapping.ts';
import type { CrawlSummary } from '../../src/pipeline/crawl-stage.ts';
import { listAddresses } from '../../src/store/addresses.ts';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';
import { crawlLab } from './crawl-lab.ts';

/** What a crawl of a fixture site got of the addresses that its content files name. */
export interface CrawledSite {
  summary: CrawlSummary;
  /** Addresses of items under whose url key nothing was captured with status 200. */
  missing: string[];
  /** Number of addresses of items and their aliases. */
  truth: number;
}

/** Serves a fixture site on loopback and crawls it into `folder` with its own mapping. */
export async function crawlFixtureSite(id: string, folder: string): Promise<CrawledSite> {
  const site = (await loadAllSites()).find((one) => one.id === id);
  if (site === undefined) throw new Error(`no fixture site ${id}`);
  const server = await startFixtureServer([site]);
  try {
    const mapping = mappingOf(id, site.hosts, server.port);
    const summary = await crawlLab(mapping, folder);
    const rules = keyRules(mapping);
    const db = openSiteDb(`${folder}/site.db`);
    const got = new Set(
      latestCaptures(db, undefined, 1_000_000)
        .filter(({ status }) => status === 200)
        .map(({ address }) => urlKey(address, rules)),
    );
    // A copy is refused with the name of the page it shows.
    for (const { address, reason } of listAddresses(db, '', 'refused', 1_000_000)) {
      const of = /^copy-of:(.+)$/.exec(reason)?.[1];
      if (of !== undefined && got.has(urlKey(of, rules))) got.add(urlKey(address, rules));
    }
    db.close();
    const base = `http://${site.hosts[0]}`;
    const items = readContent(new URL('content/', siteFolder(id)));
    const missing = items
      .map(({ address }) => address)
      .map((address) => new URL(address, base).href)
      .filter((address) => !got.has(urlKey(address, rules)));
    const truth = items.reduce((sum, { aliases }) => sum + 1 + aliases.length, 0);
    return { summary, missing, truth };
  } finally {
    await server.close();
  }
}

function mappingOf(id: string, hosts: readonly string[], port: number): Mapping {
  const file = new URL('mapping.yaml', siteFolder(id));
  const mapping = mappingSchema.parse(parse(readFileSync(file, 'utf8')));
  const connectTo = Object.fromEntries(hosts.map((host) => [host, `127.0.0.1:${port}`]));
  return { ...mapping, connectTo, crawl: { ...mapping.crawl, concurrency: 4 } };
}
