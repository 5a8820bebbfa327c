import type { Mapping } from '../model/mapping.ts';
import { sha256Hex } from '../text/hash.ts';
import { fetchAddress } from './address-fetch.ts';
import { compareAliases, plantSamples } from './alias-sample.ts';
import { CrawlMeter, type CrawlProgress } from './crawl-meter.ts';
import type { CrawlWindow } from './crawl-window.ts';
import type { ExamineOptions } from './examine.ts';
import { forgetAccess, noteOverrides } from './host-notes.ts';
import { HostWatch } from './host-watch.ts';
import { LevelFetcher } from './level-fetcher.ts';
import { missingAddresses } from './missing-page.ts';
import { settleWave } from './novelty.ts';
import { openWave } from './open-wave.ts';
import {
  findOrigins,
  homeAddresses,
  keepOrigins,
  knownOrigins,
  seedAddresses,
  settledOrigins,
} from './origins.ts';
import { PacedNetwork, type PacedNetworkOptions } from './paced-network.ts';
import type { Timing } from './politeness.ts';
import type { CaptureSink, Clock, Frontier, Network } from './ports.ts';
import { RobotsGate } from './robots-gate.ts';
import { judgeAddress, type Scope, scopeOf } from './scope.ts';
import { hasOtherVariants, queueForVariants, variantFinder } from './variant-visits.ts';

/** All that a crawl needs. */
export interface CrawlContext {
  mapping: Mapping;
  frontier: Frontier;
  sink: CaptureSink;
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  userAgent: string;
  limits: { pageBytes: number; documentBytes: number };
  /** Hours and bytes a day. */
  window: CrawlWindow;
  /** The person who started the run put hours and bytes of the mapping aside. */
  hoursOverridden: boolean;
  /** What one server address may be asked, by all agencies of the process. */
  shared: NonNullable<PacedNetworkOptions['shared']>;
  /** Over the mapping's own limits. */
  maxPages: number;
  ratePerSecond: number;
  /** Fetch all again, asking whether it changed. */
  recrawl: boolean;
  /** Try again what failed in earlier runs. */
  retryFailed: boolean;
  onProgress: (progress: CrawlProgress) => void;
}

/** How a run ended. */
export interface CrawlEnd {
  /** Nothing is left to fetch, now or in a later run. */
  complete: boolean;
  interrupted: boolean;
  /** There was nothing to do: not one request was made. */
  idle: boolean;
  /** Exchanges and bytes of this run. */
  pages: number;
  bytes: number;
  /** Hosts left for a later run, sorted. */
  parked: string[];
}

/** What of a mapping decides which addresses are fetched; when it changes, refused ones are judged anew. */
function scopeHash(context: CrawlContext): string {
  const { hosts, seeds, crawl, significantParameters, caseInsensitive } = context.mapping;
  const { include, exclude, maxDepth, ignoreRobots } = crawl;
  const { maxPages } = context;
  const parts = { hosts, seeds, include, exclude, maxDepth, maxPages, ignoreRobots };
  return sha256Hex(JSON.stringify({ ...parts, significantParameters, caseInsensitive }));
}

/**
 * Crawls an agency's sites level by level until nothing is left or the signal stops it. Addresses found at
 * one depth are judged when that depth is complete, in code-unit order and by rules that know all
 * captures so far: the outcome does not depend on the order of answers, nor on being killed and resumed.
 */
export async function crawlAgency(context: CrawlContext): Promise<CrawlEnd> {
  return await new Crawl(context).run();
}

/** Crawl value: `running` while a recrawl is not complete. */
export const recrawlKey = 'recrawl';
/** Crawl value: the instant (ISO, UTC) at which the last recrawl began. */
export const recrawlStartKey = 'recrawl-start';
const samplesKey = 'alias-samples';
const comparedKey = 'aliases-compared';
const plantedKey = 'planted';
/** Crawl value: bytes received on the last day of crawling, as JSON. */
export const dayBytesKey = 'bytes-of-day';
const progressMs = 1000;
const saveMs = 10_000;

class Crawl {
  readonly #context: CrawlContext;
  readonly #network: PacedNetwork;
  readonly #watch: HostWatch;
  readonly #gate: RobotsGate;
  readonly #fetcher: LevelFetcher;
  readonly #hash: string;
  #scope: Scope;
  readonly #meter = new CrawlMeter();
  #open = { count: 0, pages: 0 };
  #savedAt = 0;

  constructor(context: CrawlContext) {
    const { mapping, frontier, sink, clock, signal, timing, userAgent } = context;
    this.#context = context;
    this.#hash = scopeHash(context);
    this.#scope = scopeOf(mapping, knownOrigins(frontier));
    const { login, tls, cookies } = mapping.crawl;
    const logins = new Set(login.map((one) => one.host));
    const tlsReasons = new Map(tls.map((one) => [one.host, one.reason]));
    const examine = (): ExamineOptions => ({
      scope: this.#scope,
      ...context.limits,
      logins,
      tlsReasons,
    });
    const { concurrency: connections } = mapping.crawl;
    const { window, shared } = context;
    const network = new PacedNetwork({
      network: context.network,
      clock,
      signal,
      timing,
      connections,
      ratePerSecond: context.ratePerSecond,
      shared,
      pause: () => window.pause(clock.wall()),
      onExchange: (bytes) => {
        this.#meter.add(bytes, clock.now());
        window.add(bytes, clock.wall());
      },
    });
    this.#network = network;
    this.#gate = new RobotsGate({
      frontier,
      sink,
      network,
      clock,
      signal,
      userAgent,
      ignore: mapping.crawl.ignoreRobots !== undefined,
      retryMs: timing.retryBaseMs,
      examine,
    });
    this.#watch = new HostWatch({
      frontier,
      network,
      gate: this.#gate,
      clock,
      signal,
      timing,
      scope: () => this.#scope,
      fetcher: () => this.#fetcher,
    });
    const fetchOptions = {
      frontier,
      sink,
      network,
      clock,
      signal,
      timing,
      gate: this.#gate,
      examine,
      variantsOf: variantFinder(mapping),
      cookies,
      outages: this.#watch.outages,
    };
    this.#fetcher = new LevelFetcher({
      frontier,
      clock,
      signal,
      connections,
      fetch: async (record) => {
        await sink.checkSpace();
        return await fetchAddress(record, fetchOptions);
      },
      open: (host) => this.#watch.open(host),
    });
  }

  async run(): Promise<CrawlEnd> {
    const { frontier } = this.#context;
    if (this.#isIdle()) return this.#end(true);
    noteOverrides(frontier, this.#context.mapping, this.#context.hoursOverridden);
    this.#requeue();
    const timer = setInterval(() => this.#progress(), progressMs);
    try {
      await this.#plant();
      await this.#levels();
      while (!this.#stopped && (await this.#aliases())) await this.#levels();
      // Last, when all that names a file as more than a part of the layout has been read; a style sheet names further ones.
      while (!this.#stopped && frontier.queueRequisites() > 0) await this.#levels();
      await this.#context.sink.flush();
      if (!this.#stopped && frontier.open() === 0) frontier.setValue(recrawlKey, 'done');
    } finally {
      clearInterval(timer);
      await this.#watch.outages.settled();
      this.#saveDayBytes();
    }
    this.#progress();
    return this.#end(false);
  }

  /** Starts a recrawl once: a resumed one goes on where it was. */
  #requeue(): void {
    const { clock, frontier, mapping, retryFailed, recrawl } = this.#context;
    frontier.atomically(() => {
      if (retryFailed) {
        frontier.requeue('failed');
        forgetAccess(frontier, mapping, false);
      }
      queueForVariants(frontier, mapping);
      if (recrawl && frontier.value(recrawlKey) !== 'running') {
        frontier.requeue('fetched');
        forgetAccess(frontier, mapping, true);
        frontier.setValue(recrawlKey, 'running');
        frontier.setValue(recrawlStartKey, new Date(clock.now()).toISOString());
      }
    });
  }

  get #stopped(): boolean {
    return this.#context.signal.aborted;
  }

  #isIdle(): boolean {
    const { frontier, mapping, recrawl, retryFailed } = this.#context;
    if (hasOtherVariants(frontier, mapping)) return false;
    const isSettled = [plantedKey, comparedKey].every((key) => frontier.value(key) === this.#hash);
    const isDone = frontier.open() === 0 && frontier.waitingRequisites() === 0;
    return !recrawl && !retryFailed && isSettled && isDone;
  }

  /** Home pages first, which tell the origins; then sitemaps and seeds, and what a changed mapping lets in. */
  async #plant(): Promise<void> {
    const { frontier, mapping } = this.#context;
    if (frontier.value(plantedKey) === this.#hash) return;
    const origins = await findOrigins(mapping, frontier, this.#gate);
    if (this.#stopped) return;
    this.#useOrigins(origins);
    frontier.plant(homeAddresses(mapping, this.#scope));
    await this.#levels(0);
    if (this.#stopped) return;
    this.#useOrigins(settledOrigins(mapping, origins, (address) => frontier.location(address)));
    frontier.atomically(() => {
      frontier.plant(seedAddresses(mapping, this.#scope));
      frontier.plant(missingAddresses(frontier, [...this.#scope.origins.values()]));
      this.#judgeAnew();
      keepOrigins(frontier, this.#scope.origins);
      // A host that said nothing is asked again by the next run.
      if (origins.size === mapping.hosts.length) frontier.setValue(plantedKey, this.#hash);
    });
  }

  #useOrigins(origins: ReadonlyMap<string, string>): void {
    this.#scope = scopeOf(this.#context.mapping, origins);
  }

  #judgeAnew(): void {
    const { frontier } = this.#context;
    let after = '';
    for (;;) {
      const batch = frontier.refused(after, 500);
      for (const record of batch) {
        const { address, hints, depth } = record;
        frontier.rejudge(record, judgeAddress(address, hints, depth, this.#scope));
      }
      const last = batch.at(-1);
      if (last === undefined) return;
      after = last.address;
    }
  }

  /** Works through the levels, to the end or to the given depth. */
  async #levels(deepest = Number.MAX_SAFE_INTEGER): Promise<void> {
    const { frontier, maxPages, sink } = this.#context;
    const { significant } = this.#scope;
    const judge = (address: string, hints: number, at: number) =>
      judgeAddress(address, hints, at, this.#scope);
    while (!this.#stopped) {
      let depth = frontier.openDepth(this.#fetcher.parked);
      const isNew = depth === undefined || frontier.queued(depth, this.#fetcher.parked) === 0;
      if (isNew) {
        await sink.flush();
        settleWave(frontier, significant);
        depth = frontier.openDepth(this.#fetcher.parked);
      }
      if (depth === undefined || depth > deepest) {
        if (await this.#watch.hasMore()) continue;
        return;
      }
      if (isNew) openWave({ frontier, depth, maxPages, significant, judge });
      this.#countOpen();
      await this.#fetcher.run(depth);
      await sink.flush();
    }
  }

  /** Queues samples of alias hosts, later compares them; tells whether there is more to fetch. */
  async #aliases(): Promise<boolean> {
    const { frontier, mapping, sink } = this.#context;
    if (frontier.value(comparedKey) === this.#hash) return false;
    // A site that is down has nothing to compare with: its aliases wait for a run that reaches it.
    if (this.#siteIsParked()) return false;
    if (frontier.value(samplesKey) !== this.#hash) {
      plantSamples(frontier, mapping, this.#scope);
      frontier.setValue(samplesKey, this.#hash);
      return true;
    }
    if (frontier.openDepth(this.#fetcher.parked) !== undefined) return true;
    await compareAliases(frontier, sink, mapping, this.#scope);
    frontier.setValue(comparedKey, this.#hash);
    return false;
  }

  #siteIsParked(): boolean {
    const parked = new Set(this.#fetcher.parked);
    return this.#context.mapping.hosts.some(({ host }) => {
      const origin = this.#scope.origins.get(host);
      return parked.has(origin === undefined ? host : new URL(origin).host);
    });
  }

  /** Keeps how much is open; between levels it is told from the exchanges since. */
  #countOpen(count = this.#context.frontier.open()): void {
    this.#open = { count, pages: this.#meter.pages };
  }

  #progress(): void {
    const { clock, frontier } = this.#context;
    const count = frontier.openAtGlance();
    if (count !== undefined) this.#countOpen(count);
    const now = clock.now();
    if (now - this.#savedAt > saveMs) this.#saveDayBytes();
    const waiting = [...this.#watch.waiting(), ...this.#network.waiting()];
    this.#context.onProgress({
      pages: this.#meter.pages,
      bytes: this.#meter.bytes,
      queued: Math.max(0, this.#open.count - (this.#meter.pages - this.#open.pages)),
      ratePerSecond: this.#meter.rate(now),
      waiting,
    });
  }

  /** Bytes of the day count over runs; a crash forgets seconds of them. */
  #saveDayBytes(): void {
    const { frontier, clock, mapping, window } = this.#context;
    this.#savedAt = clock.now();
    if (mapping.crawl.bytesPerDay !== undefined) {
      frontier.setValue(dayBytesKey, JSON.stringify(window.used));
    }
  }

  #end(idle: boolean): CrawlEnd {
    return {
      complete: this.#context.frontier.open() === 0 && !this.#stopped,
      interrupted: this.#stopped,
      idle,
      pages: this.#meter.pages,
      bytes: this.#meter.bytes,
      parked: this.#fetcher.parked,
    };
  }
}
