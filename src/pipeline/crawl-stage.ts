import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AddressCaps } from '../crawl/address-caps.ts';
import type { Resolver } from '../crawl/connector.ts';
import {
  type CrawlEnd,
  crawlAgency,
  dayBytesKey,
  recrawlKey,
  recrawlStartKey,
} from '../crawl/crawl-agency.ts';
import type { CrawlProgress } from '../crawl/crawl-meter.ts';
import { CrawlWindow } from '../crawl/crawl-window.ts';
import { addressKeys, cachedResolver } from '../crawl/host-addresses.ts';
import { undiciNetwork } from '../crawl/network.ts';
import { defaultTiming, type Timing } from '../crawl/politeness.ts';
import { parseByteSize } from '../model/byte-size.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import { koshVersion } from '../model/version.ts';
import { countAddresses, countReasons } from '../store/addresses.ts';
import { captureTotals, payloadDigests } from '../store/captures.ts';
import { type AddressChange, countChanges } from '../store/changes.ts';
import { countRequisites, forgetAttempts, requeueInFlight } from '../store/crawl-queue.ts';
import { crawlValue } from '../store/crawl-state.ts';
import { addFindings, countFindings } from '../store/findings.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type SiteAccess, SiteDbPool } from '../store/site-db-pool.ts';
import { listWarcFiles } from '../store/warc-files.ts';
import { ArchiveSink, fullDisk } from './archive-sink.ts';
import { crawlAccess } from './crawl-access.ts';
import { keepCookies } from './kept-cookies.ts';
import { openWriter, repairArchive } from './open-archive.ts';
import { PayloadFilter } from './payload-filter.ts';
import { siteFrontier } from './site-frontier.ts';
import { manyListeners, systemClock } from './system-clock.ts';

/** One crawl run over one agency. `siteFolder` is `data/<agency>`. */
export interface CrawlRun {
  mapping: Mapping;
  settings: Settings;
  siteFolder: string;
  /** Folder that file names of mapping and settings are relative to; the working folder when not given. */
  root?: string;
  signal: AbortSignal;
  onProgress?: (progress: CrawlProgress) => void;
  /** Over the mapping's own figures. */
  maxPages?: number;
  ratePerSecond?: number;
  /** Ask for everything again; what did not change is not archived twice. */
  recrawl?: boolean;
  /** Try again what failed in earlier runs. */
  retryFailed?: boolean;
  /** Crawl at any hour and however many bytes, whatever the mapping says. */
  anyHour?: boolean;
  /** The agency's database when it is one of many; else `site.db` of the folder is opened. */
  site?: SiteAccess;
  /** What it shares with other crawls of the process. */
  traffic?: CrawlTraffic;
  /** Captures are committed after so many milliseconds at the latest; 200 by default. */
  groupMs?: number;
  /** Shorter waits, for tests. */
  timing?: Partial<Timing>;
}

/** What a crawl run came to. */
export interface CrawlSummary extends Omit<CrawlEnd, 'pages' | 'bytes'> {
  /** Exchanges of this run, and bytes of their bodies as received. */
  fetched: number;
  fetchedBytes: number;
  /** Captures stored in this run with their payload, and those whose payload was archived before. */
  stored: number;
  revisits: number;
  /** What became of the addresses since the recrawl began; null unless this run was (part of) one. */
  changes: Record<AddressChange, number> | null;
  /** Captures of all runs, and their decoded bytes. */
  pages: number;
  bytes: number;
  done: number;
  /** Of them, files that only the layout of pages needs. */
  requisites: number;
  queued: number;
  /** Failed addresses by reason, refused ones by rule, sorted by name. */
  failed: Record<string, number>;
  refused: Record<string, number>;
  findings: Record<Finding['severity'], number>;
  /** Addresses whose capture a crash had damaged, fetched again in this run. */
  repaired: string[];
}

const dayBytesSchema = z.object({ day: z.string(), bytes: z.number() });

/** As the archives' warcinfo names what wrote them. */
export const software = `kosh/${koshVersion}`;

function noteStrayBytes({ use }: SiteAccess, host: string): void {
  const where = { subject: `Content-Length of ${host}` };
  const detail = 'Bytes followed the end of an answer.';
  use((db) => addFindings(db, [finding('crawl', 'length-mismatch', where, detail)]));
}

/** What the crawls of one process share. */
export interface CrawlTraffic {
  caps: AddressCaps;
  resolve: Resolver;
}

/** Caps by server address and remembered names, for all crawls that are given it. */
export function crawlTraffic(settings: Settings): CrawlTraffic {
  const caps = new AddressCaps(settings.politeness.perAddress, systemClock);
  return { caps, resolve: cachedResolver() };
}

/**
 * Crawls one agency into its archive: opens and repairs what an earlier run left, goes on from there, and
 * leaves everything committed, also when the signal or an error stops it. A full disk is a UserError.
 */
export async function runCrawl(run: CrawlRun): Promise<CrawlSummary> {
  const { siteFolder } = run;
  const spoolFolder = join(siteFolder, 'archive', 'spool');
  rmSync(spoolFolder, { recursive: true, force: true });
  mkdirSync(spoolFolder, { recursive: true });
  const pool = run.site === undefined ? new SiteDbPool(1, 'checkpoint') : undefined;
  const site = run.site ?? pool?.access(join(siteFolder, 'site.db'));
  if (site === undefined) throw new Error('crawl: no database');
  try {
    return await crawlInto(run, site, spoolFolder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(code)) throw fullDisk(siteFolder, 'the disk is full');
    throw error;
  } finally {
    pool?.close();
    rmSync(spoolFolder, { recursive: true, force: true });
  }
}

async function crawlInto(
  run: CrawlRun,
  site: SiteAccess,
  spoolFolder: string,
): Promise<CrawlSummary> {
  const { mapping, settings, siteFolder } = run;
  const access = crawlAccess(mapping, settings, {
    root: run.root ?? process.cwd(),
    environment: process.env,
  });
  const archiveFolder = join(siteFolder, 'archive');
  const repaired = await openRepaired(site, archiveFolder);
  const recrawl =
    run.recrawl === true || site.use((db) => crawlValue(db, recrawlKey)) === 'running';
  const writer = site.use((db) => openWriter(db, archiveFolder, mapping.id, software));
  const sink = new ArchiveSink({
    site,
    writer,
    archiveFolder,
    freeDiskMiB: settings.limits.freeDiskMiB,
    ...(run.groupMs === undefined ? {} : { groupMs: run.groupMs, filter: payloadsOf(site) }),
  });
  const traffic = run.traffic ?? crawlTraffic(settings);
  const cookies = keepCookies(site, mapping);
  const network = undiciNetwork({
    ...access,
    jar: cookies.jar,
    userAgent: settings.userAgent,
    contact: settings.contact,
    connectTo: mapping.connectTo,
    connections: mapping.crawl.concurrency,
    connectSeconds: Math.min(10, settings.limits.requestSeconds),
    spoolFolder,
    resolve: traffic.resolve,
    ...settings.limits,
    onStrayBytes: (host) => noteStrayBytes(site, host),
  });
  try {
    const end = await crawlAgency({
      mapping,
      frontier: siteFrontier(site, recrawl),
      sink,
      network,
      clock: systemClock,
      signal: manyListeners(run.signal),
      timing: {
        ...defaultTiming,
        outageLimitMs: settings.politeness.outageHours * 3_600_000,
        ...run.timing,
      },
      userAgent: settings.userAgent,
      limits: settings.limits,
      window: site.use((db) => crawlWindow(run, db)),
      hoursOverridden: run.anyHour === true,
      shared: {
        caps: traffic.caps,
        addressOf: addressKeys(
          mapping.connectTo,
          access.proxy === null ? traffic.resolve : undefined,
        ),
      },
      maxPages: run.maxPages ?? mapping.crawl.maxPages,
      ratePerSecond: run.ratePerSecond ?? mapping.crawl.ratePerSecond,
      recrawl,
      retryFailed: run.retryFailed ?? false,
      onProgress: run.onProgress ?? (() => undefined),
    }).finally(() => sink.flush());
    const { stored, revisits } = sink;
    return site.use((db) => ({
      ...summaryOf(db, end),
      stored,
      revisits,
      changes: recrawl ? changesOfRecrawl(db) : null,
      repaired,
    }));
  } finally {
    cookies.close();
    await network.close();
    await writer.close();
  }
}

/** Brings archive and index to one state and the queue to its start; gives the addresses that are to be fetched again. */
async function openRepaired(site: SiteAccess, archiveFolder: string): Promise<string[]> {
  const isNew = site.use((db) => listWarcFiles(db).length === 0);
  const requeued = isNew
    ? []
    : await site.hold(async (db) => (await repairArchive(db, archiveFolder)).requeued);
  site.use((db) => {
    requeueInFlight(db);
    forgetAttempts(db);
  });
  return requeued;
}

/** What the archive holds already, for a crawl among many. */
function payloadsOf(site: SiteAccess): PayloadFilter {
  const filter = new PayloadFilter();
  site.use((db) => {
    for (const digest of payloadDigests(db)) filter.add(digest);
  });
  return filter;
}

function crawlWindow({ mapping, anyHour }: CrawlRun, db: SiteDb): CrawlWindow {
  const { hours, bytesPerDay } = mapping.crawl;
  const stored: unknown = JSON.parse(crawlValue(db, dayBytesKey) ?? 'null');
  return new CrawlWindow({
    hours: anyHour ? undefined : hours,
    bytesPerDay: bytesPerDay === undefined || anyHour ? undefined : parseByteSize(bytesPerDay),
    timeZone: mapping.timeZone,
    used: dayBytesSchema.safeParse(stored).data,
  });
}

function summaryOf(
  db: SiteDb,
  { pages: fetched, bytes: fetchedBytes, ...rest }: CrawlEnd,
): Omit<CrawlSummary, 'stored' | 'revisits' | 'changes' | 'repaired'> {
  const totals = captureTotals(db);
  const states = countAddresses(db);
  return {
    ...rest,
    fetched,
    fetchedBytes,
    pages: totals.captures,
    bytes: totals.bytes,
    done: states.done,
    requisites: countRequisites(db),
    queued: states.found + states.queued + states['in-flight'],
    failed: countReasons(db, 'failed'),
    refused: countReasons(db, 'refused'),
    findings: countFindings(db, 'crawl'),
  };
}

function changesOfRecrawl(db: SiteDb): CrawlSummary['changes'] {
  const since = crawlValue(db, recrawlStartKey);
  return since === undefined ? null : countChanges(db, since);
}
