import type { AddressRecord } from '../model/address.ts';
import { HostPace, type Timing } from './politeness.ts';
import type { Clock, Frontier } from './ports.ts';

/** A host that waits, for the progress line. */
export interface WaitingHost {
  host: string;
  reason: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** What the fetcher works with; `fetch` handles one address to its end and never throws for the site's faults. */
export interface LevelOptions {
  frontier: Frontier;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  ratePerSecond: number;
  concurrency: number;
  fetch: (record: AddressRecord, pace: HostPace) => Promise<void>;
  /** Called before a host's first address; false leaves the host for a later run. */
  open: (host: string, pace: HostPace) => Promise<boolean>;
}

interface Step {
  task?: Promise<void>;
  wakeAt?: number;
}

const bufferSize = 64;

/** Fetches what is queued at one depth, in parallel over hosts and within each host's pace. */
export class LevelFetcher {
  readonly #options: LevelOptions;
  readonly #paces = new Map<string, HostPace>();
  readonly #buffers = new Map<string, AddressRecord[]>();
  readonly #opened = new Set<string>();
  readonly #opening = new Set<string>();
  readonly #parked = new Set<string>();

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
    this.#giveBack(host);
  }

  /** Hosts that wait for more than a second, sorted by name. */
  waiting(): WaitingHost[] {
    const soon = this.#options.clock.now() + 1000;
    return [...this.#paces]
      .filter(([host, pace]) => !this.#parked.has(host) && pace.readyAt > soon)
      .map(([host, pace]) => ({ host, reason: pace.reason, until: pace.readyAt }))
      .sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  /** Runs until nothing is left at this depth but queues of parked hosts, or until the signal. */
  async run(depth: number): Promise<void> {
    const { clock, signal, concurrency } = this.#options;
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    try {
      while (!signal.aborted && failures.length === 0) {
        const step = this.#next(depth, running.size < concurrency);
        if (step.task !== undefined) {
          const task: Promise<void> = step.task
            .catch((error: unknown) => void failures.push(error))
            .finally(() => running.delete(task));
          running.add(task);
        } else if (running.size === 0 && step.wakeAt === undefined) {
          break;
        } else {
          await this.#pause(running, step.wakeAt, clock);
        }
      }
    } finally {
      await Promise.all(running);
      for (const host of this.#buffers.keys()) this.#giveBack(host);
    }
    if (failures.length > 0) throw failures[0];
  }

  async #pause(
    running: ReadonlySet<Promise<void>>,
    wakeAt: number | undefined,
    clock: Clock,
  ): Promise<void> {
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    this.#options.signal.addEventListener('abort', onAbort, { once: true });
    const milliseconds = Math.max(1, (wakeAt ?? 0) - clock.now());
    const sleep = wakeAt === undefined ? [] : [clock.sleep(milliseconds, stop.signal)];
    await Promise.race([...running, ...sleep]);
    stop.abort();
    this.#options.signal.removeEventListener('abort', onAbort);
  }

  /** The next thing to do: a started task, or when to look again; neither when all is done. */
  #next(depth: number, hasSlot: boolean): Step {
    let wakeAt: number | undefined;
    for (const host of this.#hosts(depth)) {
      const step = this.#opened.has(host)
        ? this.#nextOf(host, depth, hasSlot)
        : this.#nextOpening(host, hasSlot);
      if (step.task !== undefined) return step;
      if (step.wakeAt !== undefined) wakeAt = Math.min(wakeAt ?? step.wakeAt, step.wakeAt);
    }
    return wakeAt === undefined ? {} : { wakeAt };
  }

  #nextOpening(host: string, hasSlot: boolean): Step {
    return hasSlot && !this.#opening.has(host) ? { task: this.#open(host) } : {};
  }

  #nextOf(host: string, depth: number, hasSlot: boolean): Step {
    const now = this.#options.clock.now();
    const pace = this.#pace(host);
    const buffer = this.#fill(depth, host);
    if (buffer.length === 0) return {};
    const soonest = Math.min(...buffer.map((record) => record.nextAt));
    const at = Math.max(pace.readyAt, soonest);
    if (at > now) return { wakeAt: at };
    if (!hasSlot) return {};
    const ready = buffer.findIndex((record) => record.nextAt <= now);
    const [record] = buffer.splice(ready, 1);
    if (record === undefined) return {};
    pace.started(now);
    return { task: this.#options.fetch(record, pace) };
  }

  #hosts(depth: number): string[] {
    const buffered = [...this.#buffers].filter(([, rows]) => rows.length > 0);
    const hosts = new Set([
      ...buffered.map(([host]) => host),
      ...this.#options.frontier.queuedHosts(depth),
    ]);
    return [...hosts].filter((host) => !this.#parked.has(host)).sort();
  }

  #fill(depth: number, host: string): AddressRecord[] {
    const buffer = this.#buffers.get(host) ?? [];
    this.#buffers.set(host, buffer);
    // Addresses that wait for a retry must not keep the others of the host from being taken.
    const ready = buffer.filter((record) => record.nextAt <= this.#options.clock.now());
    if (ready.length === 0 && buffer.length < bufferSize) {
      buffer.push(...this.#options.frontier.take(depth, host, bufferSize));
    }
    return buffer;
  }

  async #open(host: string): Promise<void> {
    this.#opening.add(host);
    try {
      if (await this.#options.open(host, this.#pace(host))) this.#opened.add(host);
      else this.park(host);
    } finally {
      this.#opening.delete(host);
    }
  }

  #pace(host: string): HostPace {
    let pace = this.#paces.get(host);
    if (pace === undefined) {
      pace = new HostPace(this.#options.timing, this.#options.ratePerSecond);
      this.#paces.set(host, pace);
    }
    return pace;
  }

  #giveBack(host: string): void {
    const rows = this.#buffers.get(host) ?? [];
    this.#options.frontier.giveBack(rows.map((row) => row.id));
    this.#buffers.delete(host);
  }
}
