import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrawledSite, crawlFixtureSite } from '../support/crawl-fixture-site.ts';
import { siteFolder } from '../support/crawl-lab.ts';

// Legacy sites that put sessions, orders of parameters and second addresses on their links.
describe.each(['tasjol-auyl', 'tasjol-ecology', 'aqsengir-akimat'])(
  'a crawl of %s with its own mapping',
  (id) => {
    let lab: ReturnType<typeof siteFolder>;
    let crawled: CrawledSite;

    beforeAll(async () => {
      lab = siteFolder();
      crawled = await crawlFixtureSite(id, lab.folder);
    }, 120_000);

    afterAll(() => lab.remove());

    it('ends by itself with every item in every language', () => {
      expect(crawled.summary.complete).toBe(true);
      expect(crawled.missing).toEqual([]);
    });

    it('asks for little that is no address of an item', () => {
      // The Oracle Portal answers each address with a redirect first, since no cookie comes back.
      expect(crawled.summary.fetched).toBeLessThan(crawled.truth * 3.2);
    });
  },
);
