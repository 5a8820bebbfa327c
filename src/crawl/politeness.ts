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
  /** First pause before a host that stopped answering is asked again; doubles up to the cap, until the limit. */
  outageFirstMs: number;
  outageCapMs: number;
  outageLimitMs: number;
  /** A host that never answered in a run is tried once more when so long has passed. */
  secondChanceMs: number;
}

/**
 * 30 s is what Heritrix and Yandex cap a Crawl-delay at; ten minutes is longer than maintenance pages ask for; twelve hours
 * is a server that somebody switches on again in the morning.
 */
export const defaultTiming: Timing = {
  retryBaseMs: 2000,
  retryCapMs: 60_000,
  retryAfterCapMs: 600_000,
  crawlDelayCapMs: 30_000,
  slowestMs: 30_000,
  outageFirstMs: 5000,
  outageCapMs: 300_000,
  outageLimitMs: 12 * 3_600_000,
  secondChanceMs: 60_000,
};

/** Attempts at one address in a run, at most. */
export const maxAttempts = 4;
// So many failures in a row are reason to doubt that the host is up; each false alarm doubles them.
const doubtfulFailures = 3;
const mostDoubtfulFailures = 48;
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
  #failures = 0;
  #doubtAt = doubtfulFailures;
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

  /** So many requests in a row failed, or met an error of the server, that the host may be down. */
  get isDoubtful(): boolean {
    return this.#failures >= this.#doubtAt;
  }

  /** The host answers: what failed were the addresses. */
  trust(): void {
    this.#failures = 0;
    this.#doubtAt = Math.min(this.#doubtAt * 2, mostDoubtfulFailures);
  }

  /** Addresses answer as they should. */
  sound(): void {
    this.#doubtAt = doubtfulFailures;
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
    // Requests that were under way together meet one trouble, not many.
    const isFirst = startedAt >= this.#troubledAt;
    const isFailure = end.status === 0 || end.status === 429 || end.status >= 500;
    if (!isFailure) this.#failures = 0;
    else if (isFirst) {
      this.#failures += 1;
      this.#troubledAt = now;
    }
    if (end.status === 0 || isOverload(end.status)) this.#slowDown(now, isFirst, end);
    else this.#adapt(end);
    if (this.#connections === 1) this.#nextAt = now + this.#gapMs;
  }

  #slowDown(now: number, isFirst: boolean, end: RequestEnd): void {
    if (isFirst) {
      this.#gapMs = Math.max(this.#floorMs, Math.min(this.#gapMs * 2, this.#timing.slowestMs));
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
