import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CrawlEnd, crawlAgency, recrawlKey, recrawlStartKey } from '../crawl/crawl-agency.ts';
import type { CrawlProgress } from '../crawl/crawl-meter.ts';
import { undiciNetwork } from '../crawl/network.ts';
import { defaultTiming, type Timing } from '../crawl/politeness.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import { koshVersion } from '../model/version.ts';
import { countAddresses, countReasons } from '../store/addresses.ts';
import { captureTotals } from '../store/captures.ts';
import { type AddressChange, countChanges } from '../store/changes.ts';
import { forgetAttempts, requeueInFlight } from '../store/crawl-queue.ts';
import { crawlValue } from '../store/crawl-state.ts';
import { addFindings, countFindings } from '../store/findings.ts';
import { openSiteDb, type SiteDb } from '../store/site-db.ts';
import { ArchiveSink, fullDisk } from './archive-sink.ts';
import { crawlAccess } from './crawl-access.ts';
import { keepCookies } from './kept-cookies.ts';
import { openWriter, repairArchive } from './open-archive.ts';
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
  queued: number;
  /** Failed addresses by reason, refused ones by rule, sorted by name. */
  failed: Record<string, number>;
  refused: Record<string, number>;
  findings: Record<Finding['severity'], number>;
  /** Addresses whose capture a crash had damaged, fetched again in this run. */
  repaired: string[];
}

/** As the archives' warcinfo names what wrote them. */
export const software = `kosh/${koshVersion}`;

function noteStrayBytes(db: SiteDb, host: string): void {
  const where = { subject: `Content-Length of ${host}` };
  const detail = 'Bytes followed the end of an answer.';
  addFindings(db, [finding('crawl', 'length-mismatch', where, detail)]);
}

/**
 * Crawls one agency into its archive: opens and repairs what an earlier run left, goes on from there, and
 * leaves everything committed, also when the signal or an error stops it. A full disk is a UserError.
 */
export async function runCrawl(run: CrawlRun): Promise<CrawlSummary> {
  const { mapping, settings, siteFolder } = run;
  const access = crawlAccess(mapping, settings, {
    root: run.root ?? process.cwd(),
    environment: process.env,
  });
  const archiveFolder = join(siteFolder, 'archive');
  const spoolFolder = join(archiveFolder, 'spool');
  rmSync(spoolFolder, { recursive: true, force: true });
  mkdirSync(spoolFolder, { recursive: true });
  const db = openSiteDb(join(siteFolder, 'site.db'));
  try {
    const { requeued } = await repairArchive(db, archiveFolder);
    requeueInFlight(db);
    forgetAttempts(db);
    const recrawl = run.recrawl === true || crawlValue(db, recrawlKey) === 'running';
    const writer = openWriter(db, archiveFolder, mapping.id, software);
    const sink = new ArchiveSink({
      db,
      writer,
      archiveFolder,
      freeDiskMiB: settings.limits.freeDiskMiB,
    });
    const cookies = keepCookies(db, mapping);
    const network = undiciNetwork({
      ...access,
      jar: cookies.jar,
      userAgent: settings.userAgent,
      contact: settings.contact,
      connectTo: mapping.connectTo,
      connections: mapping.crawl.concurrency,
      connectSeconds: Math.min(10, settings.limits.requestSeconds),
      spoolFolder,
      ...settings.limits,
      onStrayBytes: (host) => noteStrayBytes(db, host),
    });
    try {
      const end = await crawlAgency({
        mapping,
        frontier: siteFrontier(db, recrawl),
        sink,
        network,
        clock: systemClock,
        signal: manyListeners(run.signal),
        timing: { ...defaultTiming, ...run.timing },
        userAgent: settings.userAgent,
        limits: settings.limits,
        maxPages: run.maxPages ?? mapping.crawl.maxPages,
        ratePerSecond: run.ratePerSecond ?? mapping.crawl.ratePerSecond,
        recrawl,
        retryFailed: run.retryFailed ?? false,
        onProgress: run.onProgress ?? (() => undefined),
      }).finally(() => sink.flush());
      const { pages: fetched, bytes: fetchedBytes, ...rest } = end;
      const totals = captureTotals(db);
      const states = countAddresses(db);
      return {
        ...rest,
        fetched,
        fetchedBytes,
        stored: sink.stored,
        revisits: sink.revisits,
        changes: recrawl ? changesOfRecrawl(db) : null,
        pages: totals.captures,
        bytes: totals.bytes,
        done: states.done,
        queued: states.found + states.queued + states['in-flight'],
        failed: countReasons(db, 'failed'),
        refused: countReasons(db, 'refused'),
        findings: countFindings(db, 'crawl'),
        repaired: requeued,
      };
    } finally {
      cookies.close();
      await network.close();
      await writer.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(code)) throw fullDisk(siteFolder, 'the disk is full');
    throw error;
  } finally {
    db.close();
    rmSync(spoolFolder, { recursive: true, force: true });
  }
}

function changesOfRecrawl(db: SiteDb): CrawlSummary['changes'] {
  const since = crawlValue(db, recrawlStartKey);
  return since === undefined ? null : countChanges(db, since);
}
