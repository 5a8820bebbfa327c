import { noteHost } from './host-notes.ts';
import type { LevelFetcher } from './level-fetcher.ts';
import { Outages } from './outages.ts';
import type { PacedNetwork, WaitingHost } from './paced-network.ts';
import type { Timing } from './politeness.ts';
import type { Clock, Frontier } from './ports.ts';
import type { OriginAccess, RobotsGate } from './robots-gate.ts';
import type { Scope } from './scope.ts';

/** What watching the hosts of a crawl works with. */
export interface HostWatchOptions {
  frontier: Frontier;
  network: PacedNetwork;
  gate: RobotsGate;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  scope: () => Scope;
  fetcher: () => LevelFetcher;
}

/** Opens hosts by their robots.txt, and parks and resumes those that do not answer. */
export class HostWatch {
  readonly #options: HostWatchOptions;
  /** Hosts whose robots.txt could not be read in this run. */
  readonly #unopened = new Map<string, { at: number; origin: string }>();
  readonly outages: Outages;

  constructor(options: HostWatchOptions) {
    this.#options = options;
    const { network, clock, signal, timing } = options;
    this.outages = new Outages({
      network,
      clock,
      signal,
      timing,
      onDown: (host, detail) => this.#park(host, detail),
      onBack: (host) => this.#resume(host),
    });
  }

  /** Asks for robots.txt before a host's first address; false when the host is left for later. */
  async open(host: string): Promise<boolean> {
    const { gate, signal, network, clock } = this.#options;
    const origins = [...this.#options.scope().origins.values()].filter(
      (origin) => new URL(origin).host === host,
    );
    const origin = origins[0] ?? `http://${host}`;
    const access = await gate.access(origin);
    if (signal.aborted) return false;
    if (access.outcome === 'unreachable') {
      if (!this.#unopened.has(host)) this.#unopened.set(host, { at: clock.now(), origin });
      await this.#noteUnreachable(host, origin, access);
      return false;
    }
    this.#unopened.delete(host);
    this.#note(host, undefined, '');
    if (access.crawlDelay !== null) network.pace(host).respectCrawlDelay(access.crawlDelay);
    return true;
  }

  /** Hosts that are waited for. */
  waiting(): WaitingHost[] {
    return this.outages.waiting();
  }

  /**
   * To be asked when nothing else is left: waits for a host that stopped answering, and gives those that never
   * answered a second chance. False when there is nobody to wait for.
   */
  async hasMore(): Promise<boolean> {
    const outage = this.outages.next();
    if (outage !== undefined) {
      await outage;
      return true;
    }
    const { clock, timing, signal, gate, fetcher } = this.#options;
    const latest = clock.now() - timing.secondChanceMs;
    let isAny = false;
    for (const [host, { at, origin }] of this.#unopened) {
      if (signal.aborted || at > latest) continue;
      this.#unopened.set(host, { at: Number.POSITIVE_INFINITY, origin });
      gate.forget(origin);
      fetcher().resume(host);
      isAny = true;
    }
    return isAny;
  }

  async #noteUnreachable(host: string, origin: string, access: OriginAccess): Promise<void> {
    // A host that is silent on http was asked on https before; when only its certificate is wrong, that is what to say.
    const isUnknown = origin === `http://${host}` && access.fault === 'silent';
    const secure = isUnknown ? await this.#options.gate.access(`https://${host}`) : access;
    const told = secure.failure === 'tls' ? secure : access;
    const code =
      told.failure === 'tls'
        ? 'tls-refused'
        : told.fault === 'error'
          ? 'robots-unreachable'
          : 'host-unreachable';
    this.#note(host, code, told.detail);
  }

  #park(host: string, detail: string): void {
    this.#options.fetcher().park(host);
    this.#note(host, 'host-unreachable', `The host stopped answering: ${detail}.`);
  }

  #resume(host: string): void {
    this.#note(host, undefined, '');
    this.#options.fetcher().resume(host);
  }

  #note(host: string, code: Parameters<typeof noteHost>[3], detail: string): void {
    noteHost(this.#options.frontier, this.#options.scope(), host, code, detail);
  }
}
