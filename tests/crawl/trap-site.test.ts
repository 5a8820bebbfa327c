import { describe, expect, it } from 'vitest';
import { crawlLab, crawlResult, labMapping, siteFolder } from '../support/crawl-lab.ts';
import { startTrapSite } from '../support/trap-site/server.ts';

describe('a site full of traps', () => {
  // In the second one all that the later pages of the news list show was found by other ways before it.
  it.each(['тасөткел', 'көлбай'])(
    'is captured wholly, with few requests wasted and none into the honeypot (%s)',
    {
      timeout: 240_000,
    },
    async (seed) => {
      const site = await startTrapSite(seed);
      const { folder, remove } = siteFolder();
      try {
        const mapping = labMapping([{ host: 'madeniet.example' }], site.to);
        const summary = await crawlLab(mapping, folder);
        expect(summary.complete).toBe(true);
        const score = site.score();
        const told = JSON.stringify({ ...score, missing: score.missing.slice(0, 20) });
        expect(score.honeypot, told).toBe(0);
        expect(score.real, told).toBeGreaterThanOrEqual(0.99);
        expect(score.lookalike, told).toBeGreaterThanOrEqual(0.99);
        // Each of twenty traps has to be touched to be known: of 2,400 requests that is more than of 20,000.
        expect(score.wasted, told).toBeLessThanOrEqual(0.2);
        const { findings } = crawlResult(folder);
        expect(findings.filter((one) => one.startsWith('trap-suspended')).length).toBeGreaterThan(
          0,
        );
      } finally {
        await site.close();
        remove();
      }
    },
  );
});
