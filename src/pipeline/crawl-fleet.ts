import type { CrawlProgress } from '../crawl/crawl-meter.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { SiteDbPool } from '../store/site-db-pool.ts';
import { mostOpen } from './agency-databases.ts';
import { agencyFolder, openForCrawl } from './agency-session.ts';
import { CrawlBoard, type CrawlTotals } from './crawl-board.ts';
import {
  type CrawlRun,
  type CrawlSummary,
  type CrawlTraffic,
  crawlTraffic,
  runCrawl,
} from './crawl-stage.ts';

/** What a person may ask of all crawls of a run. */
export type CrawlWishes = Pick<
  CrawlRun,
  'maxPages' | 'ratePerSecond' | 'recrawl' | 'retryFailed' | 'anyHour'
>;

/** What happens while agencies are crawled, for programs that watch; `until` is an ISO instant in UTC. */
export type CrawlEvent =
  | ({ type: 'progress' } & CrawlTotals)
  | { type: 'host'; agency: string; host: string; reason: string; until: string | null };

/** The crawls of a run. */
export interface FleetOptions {
  workspace: Workspace;
  /** Agencies to crawl, and those crawled at once, at most. */
  agencies: number;
  size: number;
  /** Databases that others of the process may hold open meanwhile. */
  otherDatabases: number;
  wishes: CrawlWishes;
  signal: AbortSignal;
  /** One line for people, about all crawls. */
  onProgress(text: string): void;
  onEvent(event: CrawlEvent): void;
}

/** Commits a second of all crawls together, when each of them has to open its database anew. */
const commitsPerSecond = 15;
const leastOpen = 4;
const eventMs = 5000;
const lineMs = 200;

/**
 * Crawls many agencies side by side with few databases open. When there are more agencies than that, their captures
 * are committed less often, because each commit opens a database; a group is never more than 32 captures.
 */
export class CrawlFleet {
  readonly #options: FleetOptions;
  readonly #pool: SiteDbPool;
  readonly #traffic: CrawlTraffic;
  /** Undefined when all databases may be open at once. */
  readonly #groupMs: number | undefined;
  readonly #board: CrawlBoard;
  #toldAt = performance.now();
  #lineAt = Number.NEGATIVE_INFINITY;
  #started: Promise<void> = Promise.resolve();

  constructor(options: FleetOptions) {
    const { workspace, otherDatabases } = options;
    const size = Math.max(1, Math.min(options.size, options.agencies));
    this.#board = new CrawlBoard(options.agencies);
    this.#options = options;
    // One place stays free: who counts them from outside may see one that closes and one that opens.
    const room = Math.max(leastOpen, mostOpen - 1 - otherDatabases);
    this.#pool = new SiteDbPool(Math.min(size, room), 'checkpoint');
    this.#traffic = crawlTraffic(workspace.settings);
    this.#groupMs = size <= room ? undefined : (size / commitsPerSecond) * 1000;
  }

  /** Crawls one agency under its lease. Throws UserError (exit 4) while another process has it. */
  async crawl(mapping: Mapping): Promise<CrawlSummary> {
    const { workspace, wishes, signal } = this.#options;
    await this.#turnToStart();
    const { site, close } = openForCrawl(workspace, mapping, this.#pool);
    try {
      return await runCrawl({
        mapping,
        settings: workspace.settings,
        siteFolder: agencyFolder(workspace, mapping.id),
        root: workspace.root,
        signal,
        ...wishes,
        site,
        traffic: this.#traffic,
        ...(this.#groupMs === undefined ? {} : { groupMs: this.#groupMs }),
        onProgress: (progress) => this.#tell(mapping.id, progress),
      });
    } finally {
      close();
      this.#board.ended(mapping.id);
      this.#tellTotals();
    }
  }

  close(): void {
    this.#pool.close();
  }

  /**
   * Crawls start one after the other, each as far as its first request: side by side they would open each other's
   * databases out of the pool at every step.
   */
  #turnToStart(): Promise<void> {
    this.#started = this.#started.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#started;
  }

  #tell(agency: string, progress: CrawlProgress): void {
    const { onProgress, onEvent } = this.#options;
    for (const { host, reason, until } of this.#board.update(agency, progress)) {
      if (reason === 'rate') continue;
      const time = until === null ? null : new Date(until).toISOString();
      onEvent({ type: 'host', agency, host, reason, until: time });
    }
    const now = performance.now();
    if (now - this.#lineAt >= lineMs) {
      this.#lineAt = now;
      onProgress(this.#board.text());
    }
    if (now - this.#toldAt >= eventMs) this.#tellTotals();
  }

  #tellTotals(): void {
    this.#toldAt = performance.now();
    this.#options.onEvent({ type: 'progress', ...this.#board.totals() });
  }
}
