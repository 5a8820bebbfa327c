import { fieldOf } from '../text/http-head.ts';
import { retryAfterMs } from '../text/retry-after.ts';
import type { AddressCaps } from './address-caps.ts';
import { FetchFailure } from './fetch-failure.ts';
import {
  HostPace,
  isOverload,
  type PaceOptions,
  type RequestEnd,
  type Timing,
} from './politeness.ts';
import type { Clock, Exchange, FetchRequest, Network } from './ports.ts';
import { Turns } from './turns.ts';

/** A host that waits, for the progress line. */
export interface WaitingHost {
  host: string;
  reason: string;
  /** Milliseconds since 1970; null when only an end of something else tells. */
  until: number | null;
}

/** A time in which nothing is asked, and why. */
export interface Pause {
  reason: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** What pacing works with. */
export interface PacedNetworkOptions extends PaceOptions {
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  /** Bounds that all agencies of the process share; without them the address does not matter. */
  shared?: {
    caps: AddressCaps;
    /** Key of the server address of a host; empty when it has none. */
    addressOf: (url: URL) => string | Promise<string>;
  };
  /** The pause that holds now for the whole agency. */
  pause?: () => Pause | undefined;
  /** Called after each exchange with the bytes it moved. */
  onExchange: (bytes: number) => void;
}

/** The requests to one host. */
interface Line {
  pace: HostPace;
  turns: Turns;
  /** Why the one whose turn it is does not go yet. */
  held: WaitingHost | undefined;
}

// The wall clock, and what the pause hangs on, may change while it is waited for.
const longestSleepMs = 30_000;

/**
 * The network within the pace of each host. Every request of a crawl passes here, robots.txt, retries,
 * redirect hops and samples of aliases too, so none can come too early. In order: the host's turn, the
 * agency's hours and bytes a day, a place at the server's address.
 */
export class PacedNetwork implements Network {
  readonly #options: PacedNetworkOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: PacedNetworkOptions) {
    this.#options = options;
  }

  /** The pace of a host (name, with a port when not the scheme's own). */
  pace(host: string): HostPace {
    return this.#line(host).pace;
  }

  /** Hosts that wait for more than a second, or for something else than their pace, sorted by name. */
  waiting(): WaitingHost[] {
    const soon = this.#options.clock.now() + 1000;
    return [...this.#lines]
      .flatMap(([host, { pace, held }]): WaitingHost[] => {
        if (held !== undefined) return [held];
        if (pace.waitsUntil <= soon) return [];
        return [{ host, reason: pace.reason, until: pace.waitsUntil }];
      })
      .sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  /** Makes a request when its turn has come; rejects with FetchFailure when the signal comes first. */
  async fetch(request: FetchRequest): Promise<Exchange> {
    const { signal, clock } = this.#options;
    const url = new URL(request.address);
    const line = this.#line(url.host);
    const turn = line.turns.take(signal);
    if (turn !== undefined) await turn;
    const startedAt = clock.now();
    let end = silence('interrupted');
    try {
      await this.#pass(line, url.host);
      const exchange = await this.#exchange(line, url, request);
      end = this.#endOf(exchange);
      return exchange;
    } catch (error) {
      end = silence(error instanceof FetchFailure ? error.kind : 'connection-lost');
      throw error;
    } finally {
      line.pace.ended(clock.now(), startedAt, end);
      line.turns.move();
    }
  }

  close(): Promise<void> {
    return this.#options.network.close();
  }

  #line(host: string): Line {
    let line = this.#lines.get(host);
    if (line === undefined) {
      const pace = new HostPace(this.#options.timing, this.#options);
      line = { pace, turns: new Turns(this.#options.clock, pace), held: undefined };
      this.#lines.set(host, line);
    }
    return line;
  }

  /** Waits while the agency's hours are over or its bytes used up. */
  async #pass(line: Line, host: string): Promise<void> {
    const { clock, signal, pause: pauseNow } = this.#options;
    for (let pause = pauseNow?.(); pause; pause = pauseNow?.()) {
      line.held = { host, ...pause };
      const left = Math.max(1, pause.until - clock.wall());
      await clock.sleep(Math.min(left, longestSleepMs), signal);
      line.held = undefined;
      if (signal.aborted) throw new FetchFailure('connection-lost', 'interrupted');
    }
  }

  async #exchange(line: Line, url: URL, request: FetchRequest): Promise<Exchange> {
    const { network, shared, signal, onExchange } = this.#options;
    const found = shared?.addressOf(url) ?? '';
    const address = typeof found === 'string' ? found : await found;
    if (address !== '') {
      line.held = { host: url.host, reason: `other hosts at ${address}`, until: null };
      try {
        await shared?.caps.enter(address, this.#options, signal);
      } finally {
        line.held = undefined;
      }
    }
    try {
      const exchange = await network.fetch(request);
      onExchange(exchange.body.bytes);
      return exchange;
    } finally {
      if (address !== '') shared?.caps.leave(address);
    }
  }

  #endOf(exchange: Exchange): RequestEnd {
    const { clock, timing } = this.#options;
    const { latencyMs } = exchange;
    if (exchange.truncated === 'time') return silence('timeout');
    const { status } = exchange;
    const field = isOverload(status) ? fieldOf(exchange.fields, 'retry-after') : null;
    const waitMs = retryAfterMs(field, clock.wall(), timing.retryAfterCapMs);
    return { status, reason: `HTTP ${status}`, latencyMs, waitMs };
  }
}

function silence(reason: string): RequestEnd {
  return { status: 0, reason, latencyMs: 0, waitMs: null };
}
