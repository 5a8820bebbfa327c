import type { AddressRecord } from '../model/address.ts';
import type { Clock, Frontier } from './ports.ts';

/** What the fetcher works with. */
export interface LevelOptions {
  frontier: Frontier;
  clock: Clock;
  signal: AbortSignal;
  /** Requests to one host at once. */
  connections: number;
  /**
   * Handles one address to the end of this attempt and never throws for the site's faults; resolves to true when the
   * address went back to the queue.
   */
  fetch: (record: AddressRecord) => Promise<boolean>;
  /** Called before a host's first address; false leaves the host for a later run. */
  open: (host: string) => Promise<boolean>;
}

/** What one host has to fetch at the depth that is worked on. */
interface Lane {
  host: string;
  depth: number;
  /** In code-unit order of addresses; `ready[next]` is the next one. */
  ready: AddressRecord[];
  next: number;
  /** Addresses that wait for a further attempt. */
  later: AddressRecord[];
  /** The queue held nothing more when it was last asked. */
  isDrained: boolean;
}

const batchSize = 64;
// A server in trouble must not bring its whole queue into memory.
const mostLater = 256;

/** Fetches what is queued at one depth: all hosts side by side, each by as many workers as it may have connections. */
export class LevelFetcher {
  readonly #options: LevelOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #opened = new Set<string>();
  readonly #parked = new Set<string>();
  readonly #failures: unknown[] = [];
  readonly #running = new Set<Promise<void>>();
  #depth: number | undefined;

  constructor(options: LevelOptions) {
    this.#options = options;
  }

  /** Hosts left for a later run, sorted. */
  get parked(): string[] {
    return [...this.#parked].sort();
  }

  /** Leaves a host alone for the rest of this run; its addresses stay queued. */
  park(host: string): void {
    this.#parked.add(host);
    const lane = this.#lanes.get(host);
    if (lane !== undefined) this.#giveBack(lane);
  }

  /** Takes a parked host up again, at once when its queue holds something at the depth that is worked on. */
  resume(host: string): void {
    this.#parked.delete(host);
    const depth = this.#depth;
    if (depth === undefined || this.#options.signal.aborted) return;
    if (this.#options.frontier.queuedHosts(depth).includes(host)) this.#start(host, depth);
  }

  /** Runs until nothing is left at this depth but queues of parked hosts, or until the signal. */
  async run(depth: number): Promise<void> {
    this.#depth = depth;
    for (const host of this.#options.frontier.queuedHosts(depth)) {
      if (!this.#parked.has(host)) this.#start(host, depth);
    }
    // A host that comes back adds itself.
    while (this.#running.size > 0) await Promise.all(this.#running);
    this.#depth = undefined;
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  #start(host: string, depth: number): void {
    const running = this.#runHost(host, depth).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #runHost(host: string, depth: number): Promise<void> {
    const lane = { host, depth, ready: [], next: 0, later: [], isDrained: false };
    this.#lanes.set(host, lane);
    try {
      if (!(await this.#open(host))) return;
      const workers = Array.from({ length: this.#options.connections }, () => this.#work(lane));
      await Promise.all(workers);
    } catch (error) {
      this.#failures.push(error);
    } finally {
      this.#giveBack(lane);
      if (this.#lanes.get(host) === lane) this.#lanes.delete(host);
    }
  }

  async #open(host: string): Promise<boolean> {
    if (this.#opened.has(host)) return true;
    if (!(await this.#options.open(host))) {
      this.park(host);
      return false;
    }
    this.#opened.add(host);
    return true;
  }

  /** One connection's work: a worker that finds nothing ends; whoever puts an address back takes it up again. */
  async #work(lane: Lane): Promise<void> {
    const { clock, signal } = this.#options;
    try {
      while (!this.#isOver(lane)) {
        const next = this.#next(lane);
        if (next === undefined) return;
        if (typeof next === 'number') await clock.sleep(next, signal);
        else if (await this.#options.fetch(next)) lane.isDrained = false;
      }
    } catch (error) {
      this.#failures.push(error);
    }
  }

  #isOver(lane: Lane): boolean {
    return this.#options.signal.aborted || this.#failures.length > 0 || this.#parked.has(lane.host);
  }

  /** The next address, or the milliseconds until one may be tried again; undefined when nothing is left. */
  #next(lane: Lane): AddressRecord | number | undefined {
    const record = lane.ready[lane.next];
    if (record !== undefined) {
      lane.next += 1;
      return record;
    }
    const now = this.#options.clock.now();
    this.#refill(lane, now);
    if (lane.ready.length > 0) return this.#next(lane);
    if (lane.later.length === 0) return undefined;
    return Math.max(1, Math.min(...lane.later.map((one) => one.nextAt)) - now);
  }

  #refill(lane: Lane, now: number): void {
    const taken: AddressRecord[] = [];
    // Addresses that wait for a retry must not keep the others of the host from being taken.
    while (
      !lane.isDrained &&
      lane.later.length + taken.length < mostLater &&
      taken.every((one) => one.nextAt > now)
    ) {
      const batch = this.#options.frontier.take(lane.depth, lane.host, batchSize);
      taken.push(...batch);
      lane.isDrained = batch.length < batchSize;
    }
    const all = [...lane.later, ...taken];
    lane.ready = all.filter((one) => one.nextAt <= now);
    lane.next = 0;
    lane.later = all.filter((one) => one.nextAt > now);
  }

  #giveBack(lane: Lane): void {
    const rest = [...lane.ready.slice(lane.next), ...lane.later];
    lane.ready = [];
    lane.next = 0;
    lane.later = [];
    if (rest.length > 0) this.#options.frontier.giveBack(rest.map((one) => one.id));
  }
}
