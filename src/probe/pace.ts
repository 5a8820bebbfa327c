import { setTimeout as delay } from 'node:timers/promises';
import { retryAfterMs } from '../text/retry-after.ts';

/** Between requests, once a server asked without limit was too busy; doubles. */
const firstGapMs = 2;
/** Answers in a row after which a server that was too busy is asked faster again. */
const goodAnswers = 20;
// Timers are too coarse for gaps below 10 ms: so much of a late start may be caught up.
const catchUpMs = 10;

/** How long a busy server is left alone. */
export interface Holds {
  /** After its first refusal without Retry-After; doubles with each further one. */
  firstHoldMs: number;
  longestHoldMs: number;
  /** Between requests to a server that says again and again that it is too busy. */
  widestGapMs: number;
}

/** When one server may be asked next: at most so many requests a second, fewer after it said that it is too busy. */
export class Pace {
  readonly #gapMs: number;
  readonly #holds: Holds;
  #gap: number;
  #nextAt = 0;
  #heldUntil = 0;
  #good = 0;

  /** `ratePerSecond` null: as fast as the server answers. */
  constructor(ratePerSecond: number | null, holds: Holds) {
    this.#holds = holds;
    this.#gapMs = ratePerSecond === null ? 0 : 1000 / ratePerSecond;
    this.#gap = this.#gapMs;
  }

  /** Waits for the next turn; undefined when it is now. */
  turn(signal: AbortSignal): Promise<void> | undefined {
    if (this.#gap === 0 && this.#heldUntil === 0) return undefined;
    const now = performance.now();
    if (this.#gap === 0 && now >= this.#heldUntil) return undefined;
    const at = Math.max(this.#nextAt, this.#heldUntil, now - catchUpMs);
    this.#nextAt = at + this.#gap;
    return at <= now ? undefined : this.#wait(at, signal);
  }

  /** The server answered and was not too busy. */
  wentWell(): void {
    if (this.#gap === this.#gapMs || ++this.#good < goodAnswers) return;
    this.#good = 0;
    this.#gap = this.#gap <= firstGapMs ? this.#gapMs : Math.max(this.#gapMs, this.#gap / 2);
  }

  /** The server is too busy (429, 503): nobody asks before its Retry-After, or a doubling second, has passed. */
  tooBusy(retryAfter: string | null, attempt: number): void {
    const { firstHoldMs, longestHoldMs, widestGapMs } = this.#holds;
    const now = performance.now();
    // The requests that were under way are told the same thing: one step back for all of them.
    if (now >= this.#heldUntil) {
      const wider = Math.min(widestGapMs, Math.max(2 * this.#gap, firstGapMs));
      this.#gap = Math.max(this.#gapMs, wider);
    }
    this.#good = 0;
    const asked = retryAfterMs(retryAfter, Date.now(), longestHoldMs);
    const hold = asked ?? Math.min(longestHoldMs, firstHoldMs * 2 ** (attempt - 1));
    this.#heldUntil = Math.max(this.#heldUntil, now + hold);
  }

  async #wait(at: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = Math.max(at, this.#heldUntil) - performance.now();
      if (left <= 0) return;
      await delay(left, undefined, { signal });
    }
  }
}
