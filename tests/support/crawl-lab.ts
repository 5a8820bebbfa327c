import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mapping, mappingSchema } from '../../src/model/mapping.ts';
import { type Settings, settingsSchema } from '../../src/model/settings.ts';
import type { CrawlSummary } from '../../src/pipeline/crawl-stage.ts';
import { type CrawlRun, runCrawl } from '../../src/pipeline/crawl-stage.ts';
import { listAddresses } from '../../src/store/addresses.ts';
import { latestCaptures } from '../../src/store/captures.ts';
import { listFindings } from '../../src/store/findings.ts';
import { openSiteDb } from '../../src/store/site-db.ts';

/** Waits of a crawl in tests. */
export const quick = {
  retryBaseMs: 5,
  retryCapMs: 20,
  retryAfterCapMs: 1000,
  slowestMs: 20,
  crawlDelayCapMs: 50,
  outageFirstMs: 10,
  outageCapMs: 100,
  outageLimitMs: 1000,
  secondChanceMs: 60_000,
};

/** A mapping of hosts that a loopback server serves; `extra` are further properties as in YAML. */
export function labMapping(
  hosts: readonly { host: string; aliases?: string[] }[],
  to: string,
  extra: Record<string, unknown> = {},
): Mapping {
  const names = hosts.flatMap(({ host, aliases }) => [host, ...(aliases ?? [])]);
  const { crawl, ...rest } = extra;
  return mappingSchema.parse({
    id: 'qala',
    entity: 'qala',
    names: { kk: 'Қала әкімдігі', ru: 'Акимат города' },
    hosts,
    connectTo: Object.fromEntries(names.map((name) => [name, to])),
    crawl: { ratePerSecond: 50, ...(typeof crawl === 'object' ? crawl : {}) },
    ...rest,
  });
}

/** Settings with limits small enough for tests. */
export function labSettings(limits: Partial<Settings['limits']> = {}): Settings {
  return settingsSchema.parse({
    limits: { requestSeconds: 2, freeDiskMiB: 0, ...limits },
    politeness: { perAddress: { connections: 64, ratePerSecond: 100_000 } },
  });
}

/** A folder for one test's site; `remove` deletes it. */
export function siteFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-crawl-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Crawls with short waits. */
export function crawlLab(
  mapping: Mapping,
  folder: string,
  options: Partial<CrawlRun> = {},
): Promise<CrawlSummary> {
  return runCrawl({
    mapping,
    settings: labSettings(),
    siteFolder: folder,
    signal: new AbortController().signal,
    timing: quick,
    ratePerSecond: 2000,
    ...options,
  });
}

/** All that must not depend on the order of answers or on being killed: addresses, captures, findings. */
export function crawlResult(folder: string) {
  const db = openSiteDb(join(folder, 'site.db'));
  try {
    return {
      addresses: listAddresses(db, '', undefined, 100_000).map(
        ({ address, state, depth, foundOn, rule, reason }) =>
          `${address} ${state} ${depth} ${foundOn} ${rule} ${reason}`,
      ),
      captures: latestCaptures(db, undefined, 100_000).map(
        ({ address, status, payloadDigest, mediaType, location, truncated }) =>
          `${address} ${status} ${payloadDigest} ${mediaType} ${location} ${truncated}`,
      ),
      findings: listFindings(db).map(
        ({ code, address, subject, detail }) => `${code} ${address} ${subject} ${detail}`,
      ),
    };
  } finally {
    db.close();
  }
}

/** State, rule and reason of an address, or undefined. */
export function verdictOf(folder: string, address: string): string | undefined {
  const db = openSiteDb(join(folder, 'site.db'));
  try {
    const record = listAddresses(db, '', undefined, 100_000).find((one) => one.address === address);
    return record && `${record.state} ${record.rule} ${record.reason}`.trim();
  } finally {
    db.close();
  }
}
