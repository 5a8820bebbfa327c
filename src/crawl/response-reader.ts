import type { Dispatcher } from 'undici';
import { fieldOf, writeHead } from '../text/http-head.ts';
import { FetchFailure } from './fetch-failure.ts';
import { looksLikeMarkup } from './media-type.ts';
import type { Exchange } from './ports.ts';
import { BodyCollector } from './stored-body.ts';

/** How much of a response is taken. */
export interface ResponseLimits {
  pageBytes: number;
  documentBytes: number;
  requestSeconds: number;
}

/** One response as received. */
export type Received = Pick<
  Exchange,
  'status' | 'fields' | 'responseHead' | 'body' | 'truncated' | 'latencyMs'
>;

// A body that comes slower than this on average is dripped on purpose or not worth a connection.
const slowestBytesPerSecond = 8 * 1024;
const longestSeconds = 3600;
// Servers send some 20; Apache takes 100 of a client.
const mostFields = 1000;
const memoryBytes = 1024 * 1024;
// By so many bytes it is settled whether a body is markup.
const tellingBytes = 1024;
const sweepMs = 250;

class LimitReached extends Error {}
class TimeOver extends Error {}

/** Watches all open requests with one timer and one listener a signal, so that a request costs neither. */
export class RequestWatch {
  readonly #readers = new Set<ResponseReader>();
  readonly #signals = new Map<AbortSignal, () => void>();
  #timer: NodeJS.Timeout | undefined;

  add(reader: ResponseReader): void {
    this.#readers.add(reader);
    this.#timer ??= setInterval(() => this.#sweep(), sweepMs);
    const { signal } = reader;
    if (this.#signals.has(signal)) return;
    const onAbort = () => {
      for (const one of [...this.#readers]) if (one.signal === signal) one.interrupt();
    };
    this.#signals.set(signal, onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
  }

  delete(reader: ResponseReader): void {
    this.#readers.delete(reader);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const [signal, onAbort] of this.#signals) signal.removeEventListener('abort', onAbort);
    this.#signals.clear();
  }

  #sweep(): void {
    const now = performance.now();
    for (const reader of [...this.#readers]) reader.checkTime(now);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Collects one response within its limits; calls `done` once with it or with what went wrong. */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly signal: AbortSignal;
  readonly #limits: ResponseLimits;
  readonly #watch: RequestWatch;
  readonly #met: WeakSet<Error>;
  readonly #done: (result: Received | Error) => void;
  readonly #body: BodyCollector;
  #startedAt = performance.now();
  #latencyMs = 0;
  #abortRequest: ((error: Error) => void) | undefined;
  #status = 0;
  #statusText = '';
  #fields: [string, string][] = [];
  #limit: number | undefined;
  #finished = false;

  constructor(
    limits: ResponseLimits,
    watch: RequestWatch,
    file: string,
    signal: AbortSignal,
    met: WeakSet<Error>,
    done: (result: Received | Error) => void,
  ) {
    this.#limits = limits;
    this.#watch = watch;
    this.signal = signal;
    this.#met = met;
    this.#done = done;
    this.#body = new BodyCollector(file, memoryBytes);
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abortRequest = abort;
    this.#startedAt = performance.now();
    if (this.signal.aborted) this.interrupt();
    else this.#watch.add(this);
  }

  onHeaders(status: number, raw: Buffer[], _resume: () => void, statusText: string): boolean {
    if (status < 200) return true;
    this.#latencyMs = performance.now() - this.#startedAt;
    this.#status = status;
    this.#statusText = statusText;
    if (raw.length > 2 * mostFields) {
      this.#status = 0;
      this.#abort(new FetchFailure('bad-response', 'too many header fields'));
      return true;
    }
    for (let i = 0; i + 1 < raw.length; i += 2) {
      this.#fields.push([latin1(raw[i]), latin1(raw[i + 1])]);
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    const room = (this.#limit ?? this.#limitBy(chunk)) - this.#body.bytes;
    try {
      this.#body.add(chunk.length > room ? chunk.subarray(0, room) : chunk);
    } catch (error) {
      this.#abort(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    if (chunk.length > room) this.#abort(new LimitReached('body is over the limit'));
    return true;
  }

  onComplete(): void {
    this.#finish(null);
  }

  onError(error: Error): void {
    this.#met.add(error);
    if (error instanceof LimitReached) this.#finish('length');
    else if (this.#status === 0 || error instanceof FetchFailure) this.#fail(error);
    else if (isSystemError(error)) this.#fail(error);
    else this.#finish(isTimeout(error) ? 'time' : 'disconnect');
  }

  /** Gives up because the run was interrupted. */
  interrupt(): void {
    this.#abort(new FetchFailure('connection-lost', 'interrupted'));
  }

  /** Gives up when the response takes longer than its bytes justify. */
  checkTime(now: number): void {
    const seconds = (now - this.#startedAt) / 1000;
    const allowed = this.#limits.requestSeconds + this.#body.bytes / slowestBytesPerSecond;
    if (seconds > Math.min(allowed, longestSeconds)) {
      this.#abort(new TimeOver('the request took too long'));
    }
  }

  /** The limit for what has come so far; settled once the type is declared or enough bytes are there. */
  #limitBy(chunk: Buffer): number {
    const { pageBytes, documentBytes } = this.#limits;
    const declared = fieldOf(this.#fields, 'content-type');
    const isDeclared = declared !== null && /html|xml/i.test(declared);
    const start = this.#body.bytes === 0 ? chunk : this.#body.start;
    const limit = isDeclared || looksLikeMarkup(start) ? pageBytes : documentBytes;
    if (isDeclared || start.length >= tellingBytes) this.#limit = limit;
    return limit;
  }

  #abort(error: Error): void {
    this.#abortRequest?.(error);
  }

  #finish(truncated: Exchange['truncated']): void {
    if (!this.#close()) return;
    const fields = this.#fields;
    for (const field of fields) {
      // The transfer coding is undone, so the archive must not claim it.
      if (field[0].length === 17 && field[0].toLowerCase() === 'transfer-encoding') {
        field[0] = 'X-Crawler-Transfer-Encoding';
      }
    }
    this.#done({
      status: this.#status,
      fields,
      responseHead: writeHead({ first: `HTTP/1.1 ${this.#status} ${this.#statusText}`, fields }),
      body: this.#body.finish(),
      truncated,
      latencyMs: this.#latencyMs,
    });
  }

  #fail(error: Error): void {
    if (!this.#close()) return;
    this.#body.discard();
    const timedOut = error instanceof TimeOver;
    this.#done(timedOut ? new FetchFailure('timeout', error.message) : error);
  }

  #close(): boolean {
    if (this.#finished) return false;
    this.#finished = true;
    this.#watch.delete(this);
    return true;
  }
}

function latin1(bytes: Buffer | undefined): string {
  // A line break cannot come through the parser; other control characters must not reach an archive's head.
  return (bytes?.toString('latin1') ?? '').replace(/[\0\r\n]/g, ' ');
}

function isTimeout(error: Error): boolean {
  return error instanceof TimeOver || ('code' in error && error.code === 'UND_ERR_BODY_TIMEOUT');
}

function isSystemError(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
