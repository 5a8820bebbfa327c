import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undiciNetwork } from '../crawl/network.ts';
import { ProbeFailure } from '../crawl/probe-home.ts';
import { ProbeReader } from '../crawl/probe-reader.ts';
import { probeSite } from '../crawl/probe-site.ts';
import { UserError } from '../errors.ts';
import { mappingSchema } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import type { SiteFacts } from '../model/site-facts.ts';
import { crawlAccess } from './crawl-access.ts';
import { manyListeners, systemClock } from './system-clock.ts';

/** A probe of one host. */
export interface ProbeRun {
  host: string;
  settings: Settings;
  /** Folder that file names of the settings are relative to. */
  root: string;
  /** Host → address:port; a host's www or bare name goes to the same place. */
  connectTo: Readonly<Record<string, string>>;
  ratePerSecond: number;
  /** Pages, at most. */
  pages: number;
  signal: AbortSignal;
  onRequest: (requests: number, address: string) => void;
}

/** The largest answer that is read: a sitemap. */
const largestBytes = 50 * 1024 * 1024;

/** Reads a few pages of a site over the guarded network. Throws UserError when it gives no home page. */
export async function runProbe(run: ProbeRun): Promise<SiteFacts> {
  const { host, settings, signal, ratePerSecond } = run;
  // No mapping is there yet: the access is that of the workspace alone.
  const mapping = mappingSchema.parse({
    id: 'site',
    entity: '',
    names: { kk: '', ru: '' },
    hosts: [{ host }],
    connectTo: run.connectTo,
  });
  const access = crawlAccess(mapping, settings, { root: run.root, environment: process.env });
  const spoolFolder = mkdtempSync(join(tmpdir(), 'kosh-probe-'));
  const network = undiciNetwork({
    ...access,
    ...settings.limits,
    userAgent: settings.userAgent,
    contact: settings.contact,
    connectTo: run.connectTo,
    connections: 1,
    connectSeconds: Math.min(10, settings.limits.requestSeconds),
    documentBytes: Math.min(largestBytes, settings.limits.documentBytes),
    spoolFolder,
  });
  try {
    const reader = new ProbeReader({
      network,
      clock: systemClock,
      signal: manyListeners(signal),
      userAgent: settings.userAgent,
      ratePerSecond,
      budget: run.pages,
      onRequest: run.onRequest,
    });
    return await probeSite(host, reader, mapping.crawl.ratePerSecond);
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    throw new UserError(
      `${host}: no home page to read (${error.message}); check the name, or give --connect-to ${host}=ADDRESS:PORT for a staging copy`,
    );
  } finally {
    await network.close();
    rmSync(spoolFolder, { recursive: true, force: true });
  }
}
