import type { Mapping } from '../model/mapping.ts';
import { sha256Hex } from '../text/hash.ts';
import { fetchAddress } from './address-fetch.ts';
import { compareAliases, plantSamples } from './alias-sample.ts';
import { CrawlMeter, type CrawlProgress } from './crawl-meter.ts';
import type { ExamineOptions } from './examine.ts';
import { noteHost, noteRobotsOverride } from './host-notes.ts';
import { LevelFetcher } from './level-fetcher.ts';
import { openWave, settleWave } from './novelty.ts';
import {
  findOrigins,
  homeAddresses,
  keepOrigins,
  knownOrigins,
  seedAddresses,
  settledOrigins,
} from './origins.ts';
import { PacedNetwork } from './paced-network.ts';
import type { Timing } from './politeness.ts';
import type { CaptureSink, Clock, Frontier, Network } from './ports.ts';
import { type OriginAccess, RobotsGate } from './robots-gate.ts';
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
const progressMs = 250;

class Crawl {
  readonly #context: CrawlContext;
  readonly #network: PacedNetwork;
  readonly #gate: RobotsGate;
  readonly #fetcher: LevelFetcher;
  readonly #hash: string;
  #scope: Scope;
  readonly #meter = new CrawlMeter();

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
    const connections = mapping.crawl.concurrency;
    const network = new PacedNetwork({
      network: context.network,
      clock,
      signal,
      timing,
      connections,
      ratePerSecond: context.ratePerSecond,
      onExchange: (bytes) => this.#meter.add(bytes, clock.now()),
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
      onDeaf: (host: string, detail: string) => this.#park(host, detail),
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
      open: (host) => this.#openHost(host),
    });
  }

  async run(): Promise<CrawlEnd> {
    const { frontier } = this.#context;
    if (this.#isIdle()) return this.#end(true);
    noteRobotsOverride(frontier, this.#context.mapping);
    this.#requeue();
    const timer = setInterval(() => this.#progress(), progressMs);
    try {
      await this.#plant();
      await this.#levels();
      while (!this.#stopped && (await this.#aliases())) await this.#levels();
      await this.#context.sink.flush();
      if (!this.#stopped && frontier.open() === 0) frontier.setValue(recrawlKey, 'done');
    } finally {
      clearInterval(timer);
    }
    this.#progress();
    return this.#end(false);
  }

  /** Starts a recrawl once: a resumed one goes on where it was. */
  #requeue(): void {
    const { clock, frontier, mapping, retryFailed, recrawl } = this.#context;
    frontier.atomically(() => {
      if (retryFailed) frontier.requeue('failed');
      queueForVariants(frontier, mapping);
      if (recrawl && frontier.value(recrawlKey) !== 'running') {
        frontier.requeue('fetched');
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
    return !recrawl && !retryFailed && isSettled && frontier.open() === 0;
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
    while (!this.#stopped) {
      let depth = frontier.openDepth(this.#fetcher.parked);
      if (depth === undefined || frontier.queued(depth, this.#fetcher.parked) === 0) {
        await sink.flush();
        settleWave(frontier);
        depth = frontier.openDepth(this.#fetcher.parked);
        if (depth === undefined || depth > deepest) return;
        openWave(frontier, depth, maxPages);
      } else if (depth > deepest) return;
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

  /** Asks for robots.txt before a host's first address; a host that says nothing is left for a later run. */
  async #openHost(host: string): Promise<boolean> {
    const origins = [...this.#scope.origins.values()].filter(
      (origin) => new URL(origin).host === host,
    );
    const origin = origins[0] ?? `http://${host}`;
    const access = await this.#gate.access(origin);
    if (this.#stopped) return false;
    if (access.outcome === 'unreachable') {
      await this.#noteUnreachable(host, origin, access);
      return false;
    }
    noteHost(this.#context.frontier, this.#scope, host, undefined, '');
    if (access.crawlDelay !== null) this.#network.pace(host).respectCrawlDelay(access.crawlDelay);
    return true;
  }

  async #noteUnreachable(host: string, origin: string, access: OriginAccess): Promise<void> {
    // A host that is silent on http was asked on https before; when only its certificate is wrong, that is what to say.
    const isUnknown = origin === `http://${host}` && access.fault === 'silent';
    const secure = isUnknown ? await this.#gate.access(`https://${host}`) : access;
    const told = secure.failure === 'tls' ? secure : access;
    const code =
      told.failure === 'tls'
        ? 'tls-refused'
        : told.fault === 'error'
          ? 'robots-unreachable'
          : 'host-unreachable';
    noteHost(this.#context.frontier, this.#scope, host, code, told.detail);
  }

  #park(host: string, detail: string): void {
    this.#fetcher.park(host);
    noteHost(
      this.#context.frontier,
      this.#scope,
      host,
      'host-unreachable',
      `The host stopped answering: ${detail}.`,
    );
  }

  #progress(): void {
    const { clock, frontier } = this.#context;
    this.#context.onProgress({
      pages: this.#meter.pages,
      bytes: this.#meter.bytes,
      queued: frontier.open(),
      ratePerSecond: this.#meter.rate(clock.now()),
      waiting: this.#network.waiting(),
    });
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
