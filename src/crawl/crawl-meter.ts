import type { WaitingHost } from './paced-network.ts';

/** Where a crawl stands, for the progress line. */
export interface CrawlProgress {
  /** Exchanges of this run. */
  pages: number;
  /** Bytes of bodies as received in this run. */
  bytes: number;
  queued: number;
  /** Exchanges a second over the last ten seconds. */
  ratePerSecond: number;
  waiting: WaitingHost[];
}

const windowMs = 10_000;

/** Counts the exchanges of a run and their rate. */
export class CrawlMeter {
  #pages = 0;
  #bytes = 0;
  #recent: number[] = [];

  get pages(): number {
    return this.#pages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts one exchange of so many bytes that ended at `now` (milliseconds). */
  add(bytes: number, now: number): void {
    this.#pages += 1;
    this.#bytes += bytes;
    this.#recent.push(now);
  }

  /** Exchanges a second over the last ten seconds. */
  rate(now: number): number {
    this.#recent = this.#recent.filter((at) => at > now - windowMs);
    const [first] = this.#recent;
    const seconds = first === undefined ? 1 : Math.max(1, (now - first) / 1000);
    return this.#recent.length / seconds;
  }
}
