import { FetchFailure } from './fetch-failure.ts';
import type { Clock } from './ports.ts';

/** What decides when the next one in a line may go. */
export interface TurnGate {
  /** When, in milliseconds of the clock; Infinity until something ends, and then `move` must be called. */
  readonly readyAt: number;
  started(now: number): void;
}

interface Turn {
  signal: AbortSignal;
  take(): void;
  refuse(error: Error): void;
}

/** Those who wait for one gate, first come, first served. */
export class Turns {
  readonly #clock: Clock;
  readonly #gate: TurnGate;
  readonly #waiting: Turn[] = [];
  #isMoving = false;

  constructor(clock: Clock, gate: TurnGate) {
    this.#clock = clock;
    this.#gate = gate;
  }

  /** Number of those who wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Resolves when the turn has come, at once (undefined) when nobody waits; rejects with FetchFailure when the signal comes first. */
  take(signal: AbortSignal): Promise<void> | undefined {
    if (this.#waiting.length === 0 && !signal.aborted) {
      const now = this.#clock.now();
      if (this.#gate.readyAt <= now) {
        this.#gate.started(now);
        return undefined;
      }
    }
    return new Promise((take, refuse) => {
      this.#waiting.push({ signal, take, refuse });
      this.move();
    });
  }

  /** Lets those go whose turn has come. */
  move(): void {
    if (!this.#isMoving && this.#waiting.length > 0) void this.#moveOn();
  }

  async #moveOn(): Promise<void> {
    this.#isMoving = true;
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined) break;
      const now = this.#clock.now();
      const { readyAt } = this.#gate;
      if (first.signal.aborted) {
        this.#waiting.shift();
        first.refuse(new FetchFailure('connection-lost', 'interrupted'));
      } else if (readyAt === Number.POSITIVE_INFINITY) break;
      else if (readyAt > now) await this.#clock.sleep(readyAt - now, first.signal);
      else {
        this.#waiting.shift();
        this.#gate.started(now);
        first.take();
      }
    }
    this.#isMoving = false;
  }
}
