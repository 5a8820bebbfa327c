import { fieldOf } from '../text/http-head.ts';
import { FetchFailure } from './fetch-failure.ts';
import {
  HostPace,
  isOverload,
  type PaceOptions,
  type RequestEnd,
  type Timing,
} from './politeness.ts';
import type { Clock, Exchange, FetchRequest, Network } from './ports.ts';
import { retryAfterMs } from './retry-after.ts';

/** A host that waits, for the progress line. */
export interface WaitingHost {
  host: string;
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
  /** Called after each exchange with the bytes it moved. */
  onExchange: (bytes: number) => void;
}

interface Turn {
  take(): void;
  refuse(error: Error): void;
}

/** The requests to one host that wait for their turn, first come, first served. */
interface Line {
  pace: HostPace;
  turns: Turn[];
  isMoving: boolean;
}

/**
 * The network within the pace of each host. Every request of a crawl passes here, robots.txt, retries,
 * redirect hops and samples of aliases too, so none can come too early.
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

  /** Hosts that wait for more than a second, sorted by name. */
  waiting(): WaitingHost[] {
    const soon = this.#options.clock.now() + 1000;
    return [...this.#lines]
      .filter(([, { pace, turns }]) => turns.length > 0 && pace.waitsUntil > soon)
      .map(([host, { pace }]) => ({ host, reason: pace.reason, until: pace.waitsUntil }))
      .sort((a, b) => (a.host < b.host ? -1 : 1));
  }

  /** Makes a request when its host's turn has come; rejects with FetchFailure when the signal comes first. */
  async fetch(request: FetchRequest): Promise<Exchange> {
    const { network, clock, onExchange } = this.#options;
    const line = this.#line(new URL(request.address).host);
    await this.#turn(line);
    const startedAt = clock.now();
    try {
      const exchange = await network.fetch(request);
      line.pace.ended(clock.now(), startedAt, this.#endOf(exchange));
      onExchange(exchange.body.bytes);
      return exchange;
    } catch (error) {
      const reason = error instanceof FetchFailure ? error.kind : 'connection-lost';
      line.pace.ended(clock.now(), startedAt, silence(reason));
      throw error;
    } finally {
      this.#move(line);
    }
  }

  close(): Promise<void> {
    return this.#options.network.close();
  }

  #line(host: string): Line {
    let line = this.#lines.get(host);
    if (line === undefined) {
      line = {
        pace: new HostPace(this.#options.timing, this.#options),
        turns: [],
        isMoving: false,
      };
      this.#lines.set(host, line);
    }
    return line;
  }

  #turn(line: Line): Promise<void> | undefined {
    const { clock, signal } = this.#options;
    if (line.turns.length === 0 && !signal.aborted) {
      const now = clock.now();
      if (line.pace.readyAt <= now) {
        line.pace.started(now);
        return undefined;
      }
    }
    return new Promise((take, refuse) => {
      line.turns.push({ take, refuse });
      this.#move(line);
    });
  }

  #move(line: Line): void {
    if (!line.isMoving && line.turns.length > 0) void this.#moveOn(line);
  }

  async #moveOn(line: Line): Promise<void> {
    const { clock, signal } = this.#options;
    line.isMoving = true;
    while (line.turns.length > 0 && !signal.aborted) {
      const now = clock.now();
      const { readyAt } = line.pace;
      // The request that frees a connection moves the line on.
      if (readyAt === Number.POSITIVE_INFINITY) break;
      if (readyAt > now) await clock.sleep(readyAt - now, signal);
      else {
        line.pace.started(now);
        line.turns.shift()?.take();
      }
    }
    line.isMoving = false;
    if (!signal.aborted) return;
    for (const turn of line.turns.splice(0)) {
      turn.refuse(new FetchFailure('connection-lost', 'interrupted'));
    }
  }

  #endOf(exchange: Exchange): RequestEnd {
    const { clock, timing } = this.#options;
    const { latencyMs } = exchange;
    if (exchange.truncated === 'time') return silence('timeout');
    const { status } = exchange;
    const field = isOverload(status) ? fieldOf(exchange.fields, 'retry-after') : null;
    const waitMs = retryAfterMs(field, clock.now(), timing.retryAfterCapMs);
    return { status, reason: `HTTP ${status}`, latencyMs, waitMs };
  }
}

function silence(reason: string): RequestEnd {
  return { status: 0, reason, latencyMs: 0, waitMs: null };
}
