import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes, UserError } from '../errors.ts';
import { type Holds, Pace } from './pace.ts';
import type { Answer, NoAnswer, ServerClient, ServerRequest } from './server-client.ts';

const mostFailures = 3;
const mostRefusals = 5;

/** How long a server is given; tests shorten it. */
export interface Patience extends Holds {
  /** Pause after a first failure; four times as long after the second. */
  firstPauseMs: number;
}

/** A restart of a web server takes a second or two; a Retry-After of more than a minute is for people. */
export const usualPatience: Patience = {
  firstPauseMs: 300,
  firstHoldMs: 1000,
  longestHoldMs: 60_000,
  widestGapMs: 1000,
};

/** How a server is asked. */
export interface PatientOptions {
  /** null: as fast as it answers. */
  ratePerSecond: number | null;
  /** So many requests in a row without an answer (retries apart) mean that the server is gone. */
  mostUnanswered: number;
  patience: Patience;
  signal: AbortSignal;
}

/** A server asked at its pace: failures are tried again, a busy server is waited for, one that is gone ends the check. */
export class PatientServer {
  readonly #client: ServerClient;
  readonly #pace: Pace;
  readonly #signal: AbortSignal;
  readonly #mostUnanswered: number;
  readonly #firstPauseMs: number;
  #unanswered = 0;

  constructor(client: ServerClient, options: PatientOptions) {
    const { patience } = options;
    this.#client = client;
    this.#pace = new Pace(options.ratePerSecond, patience);
    this.#firstPauseMs = patience.firstPauseMs;
    this.#signal = options.signal;
    this.#mostUnanswered = options.mostUnanswered;
  }

  get origin(): string {
    return this.#client.origin;
  }

  /** Requests in a row that had no answer so far. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /**
   * The answer, at the latest after some attempts. Throws when interrupted, and a UserError when the server
   * stopped answering anything.
   */
  ask(request: ServerRequest, bodyBytes = 0): Promise<Answer | NoAnswer> {
    return this.#ask(request, bodyBytes, { failures: 0, refusals: 0 });
  }

  async #ask(
    request: ServerRequest,
    bodyBytes: number,
    met: { failures: number; refusals: number },
  ): Promise<Answer | NoAnswer> {
    const wait = this.#pace.turn(this.#signal);
    if (wait !== undefined) await wait;
    this.#signal.throwIfAborted();
    const answer = await this.#client.ask(request, bodyBytes);
    this.#signal.throwIfAborted();
    if (answer.failure !== null) {
      met.failures++;
      if (met.failures >= mostFailures) return this.#giveUp(answer, answer.failure);
      const pause = this.#firstPauseMs * 4 ** (met.failures - 1);
      await delay(pause, undefined, { signal: this.#signal });
      return await this.#ask(request, bodyBytes, met);
    }
    if (answer.status === 429 || answer.status === 503) {
      met.refusals++;
      this.#pace.tooBusy(answer.retryAfter, met.refusals);
      if (met.refusals >= mostRefusals) return this.#giveUp(answer, `status ${answer.status}`);
      return await this.#ask(request, bodyBytes, met);
    }
    this.#unanswered = 0;
    this.#pace.wentWell();
    return answer;
  }

  #giveUp<T>(answer: T, reason: string): T {
    this.#unanswered++;
    if (this.#unanswered < this.#mostUnanswered) return answer;
    throw new UserError(
      `${this.origin} does not answer: ${this.#unanswered} requests in a row failed, the last with: ${reason}. ` +
        'What was checked is kept; run the same command to go on.',
      exitCodes.findings,
    );
  }
}
