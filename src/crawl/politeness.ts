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
// What a quick server seems to take is mostly this process's own event loop: shorter gaps are noise.
const leastTargetMs = 20;
// Timers are too coarse for gaps below 10 ms: so much of a late start may be caught up.
const catchUpMs = 10;

/** How a host may be asked. */
export interface PaceOptions {
  ratePerSecond: number;
  /** Requests to the host at once. */
  connections: number;
}

/** How a request ended: with an answer, or with the kind of a failure. */
export interface RequestEnd {
  /** 0 when there was no answer. */
  status: number;
  /** Kind of the failure, `HTTP 503`, or empty. */
  reason: string;
  latencyMs: number;
  /** What Retry-After asks for. */
  waitMs: number | null;
}

/**
 * The pace of one host: two clocks, one for the gap between requests and one for backing off. With one
 * connection, or a Crawl-delay, the gap runs from the end of an answer to the next start; with more
 * it lies between starts. Latency sets the gap by Scrapy's rule (the mean of the gap so far and of what the
 * server takes a connection, never under what it takes, and the mapping's rate as floor); only 200 may speed
 * it up. 429, 502, 503, 504 and silence double it.
 */
export class HostPace {
  readonly #timing: Timing;
  #connections: number;
  #floorMs: number;
  #gapMs: number;
  #nextAt = 0;
  #endedAt = Number.NEGATIVE_INFINITY;
  #backoffUntil = 0;
  #inFlight = 0;
  #troubledAt = Number.NEGATIVE_INFINITY;
  #silent = 0;
  #reason = '';

  constructor(timing: Timing, { ratePerSecond, connections }: PaceOptions) {
    this.#timing = timing;
    this.#connections = connections;
    this.#floorMs = 1000 / ratePerSecond;
    this.#gapMs = this.#floorMs;
  }

  /** Makes a Crawl-delay (seconds) the floor of the gap; such a host is asked one request at a time. */
  respectCrawlDelay(seconds: number): void {
    const delay = Math.min(seconds * 1000, this.#timing.crawlDelayCapMs);
    this.#connections = 1;
    this.#floorMs = Math.max(this.#floorMs, delay);
    this.#gapMs = Math.max(this.#gapMs, this.#floorMs);
    // It holds from the robots.txt on that named it.
    this.#nextAt = Math.max(this.#nextAt, this.#endedAt + this.#gapMs);
  }

  /** When the next request may start; Infinity while every connection is busy, and then `ended` tells. */
  get readyAt(): number {
    if (this.#inFlight >= this.#connections) return Number.POSITIVE_INFINITY;
    return Math.max(this.#nextAt, this.#backoffUntil);
  }

  /** When the clocks alone let the next request start. */
  get waitsUntil(): number {
    return Math.max(this.#nextAt, this.#backoffUntil);
  }

  /** Why the host waits: what it last backed off from, or `rate`. */
  get reason(): string {
    return this.#backoffUntil > this.#nextAt ? this.#reason : 'rate';
  }

  /** The host has not answered for so long that the run leaves it alone. */
  get isDeaf(): boolean {
    return this.#silent >= deafAttempts;
  }

  started(now: number): void {
    this.#inFlight += 1;
    const slack = this.#gapMs < catchUpMs ? catchUpMs : 0;
    this.#nextAt = Math.max(now - slack, this.#nextAt) + this.#gapMs;
  }

  /** Notes how a request that started at `startedAt` ended. */
  ended(now: number, startedAt: number, end: RequestEnd): void {
    this.#inFlight -= 1;
    this.#endedAt = now;
    if (end.status === 0 || isOverload(end.status)) this.#slowDown(now, startedAt, end);
    else {
      this.#silent = 0;
      this.#adapt(end);
    }
    if (this.#connections === 1) this.#nextAt = now + this.#gapMs;
  }

  #slowDown(now: number, startedAt: number, end: RequestEnd): void {
    // Requests that were under way together meet one trouble, not many.
    if (startedAt >= this.#troubledAt) {
      this.#silent += 1;
      this.#gapMs = Math.max(this.#floorMs, Math.min(this.#gapMs * 2, this.#timing.slowestMs));
      this.#troubledAt = now;
    }
    this.#backoffUntil = Math.max(this.#backoffUntil, now + (end.waitMs ?? this.#gapMs));
    this.#reason = end.reason;
  }

  #adapt({ status, latencyMs }: RequestEnd): void {
    const share = latencyMs / this.#connections;
    const target = share < leastTargetMs ? 0 : share;
    const next = Math.max(target, (this.#gapMs + target) / 2);
    const slowest = Math.max(this.#floorMs, this.#timing.slowestMs);
    const gap = Math.min(Math.max(next, this.#floorMs), slowest);
    if (status === 200 || gap > this.#gapMs) this.#gapMs = gap;
  }
}

/** Answers of a server, or of the proxy before it, that has more to do than it can. */
export function isOverload(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504);
}

/** Wait before attempt number `attempts` + 1. No jitter: one crawler asks, so there is no herd to spread. */
export function retryWaitMs(timing: Timing, attempts: number): number {
  return Math.min(timing.retryBaseMs * 2 ** (attempts - 1), timing.retryCapMs);
}
