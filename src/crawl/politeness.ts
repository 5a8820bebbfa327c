/** Times of a crawl in milliseconds; tests shorten them. */
export interface Timing {
  /** First wait after a failed attempt; doubles with each further one. */
  retryBaseMs: number;
  retryCapMs: number;
  /** Longest wait that a Retry-After may ask for. */
  retryAfterCapMs: number;
  /** Longest Crawl-delay that is honoured. */
  crawlDelayCapMs: number;
  /** Longest gap between requests that slowing down leads to. */
  slowestMs: number;
}

/** 30 s is what Heritrix and Yandex cap a Crawl-delay at; ten minutes is longer than maintenance pages ask for. */
export const defaultTiming: Timing = {
  retryBaseMs: 2000,
  retryCapMs: 60_000,
  retryAfterCapMs: 600_000,
  crawlDelayCapMs: 30_000,
  slowestMs: 30_000,
};

/** Attempts at one address in a run, at most. */
export const maxAttempts = 4;
// A host that answered nothing this many times in a row is left for a later run.
const deafAttempts = 12;

/**
 * The pace of one host: two clocks, one for the gap between requests and one for backing off (429, 503,
 * time-outs), which may only slow down; answers bring the gap back to its floor bit by bit.
 */
export class HostPace {
  readonly #timing: Timing;
  #floorMs: number;
  #gapMs: number;
  #nextAt = 0;
  #backoffUntil = 0;
  #silent = 0;
  #reason = '';

  constructor(timing: Timing, ratePerSecond: number) {
    this.#timing = timing;
    this.#floorMs = 1000 / ratePerSecond;
    this.#gapMs = this.#floorMs;
  }

  /** Makes a Crawl-delay (seconds) the floor of the gap. */
  respectCrawlDelay(seconds: number): void {
    const delay = Math.min(seconds * 1000, this.#timing.crawlDelayCapMs);
    this.#floorMs = Math.max(this.#floorMs, delay);
    this.#gapMs = Math.max(this.#gapMs, this.#floorMs);
  }

  /** When the next request may start. */
  get readyAt(): number {
    return Math.max(this.#nextAt, this.#backoffUntil);
  }

  /** Why the host waits: `backoff`, or `rate`. */
  get reason(): string {
    return this.#backoffUntil > this.#nextAt ? this.#reason : 'rate';
  }

  /** The host has not answered for so long that the run leaves it alone. */
  get isDeaf(): boolean {
    return this.#silent >= deafAttempts;
  }

  started(now: number): void {
    this.#nextAt = Math.max(now, this.#nextAt) + this.#gapMs;
  }

  answered(): void {
    this.#silent = 0;
    this.#gapMs = Math.max(this.#floorMs, this.#gapMs * 0.8);
  }

  /** Slows down after a refusal (429, 503) or silence; `waitMs` is what Retry-After asked for. */
  troubled(now: number, waitMs: number | null, reason: string): void {
    this.#silent += 1;
    this.#gapMs = Math.max(this.#floorMs, Math.min(this.#gapMs * 2, this.#timing.slowestMs));
    const wait = waitMs ?? this.#gapMs;
    this.#backoffUntil = Math.max(this.#backoffUntil, now + wait);
    this.#reason = reason;
  }
}

/** Wait before attempt number `attempts` + 1. No jitter: one crawler asks, so there is no herd to spread. */
export function retryWaitMs(timing: Timing, attempts: number): number {
  return Math.min(timing.retryBaseMs * 2 ** (attempts - 1), timing.retryCapMs);
}
