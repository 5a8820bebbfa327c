import { join } from 'node:path';
import { Agent, type Dispatcher } from 'undici';
import { fieldOf, writeHead } from '../text/http-head.ts';
import { guardedConnector, type Resolver } from './connector.ts';
import { FetchFailure, toFailure } from './fetch-failure.ts';
import { looksLikeMarkup } from './media-type.ts';
import type { Exchange, FetchRequest, Network } from './ports.ts';
import { BodyCollector } from './stored-body.ts';

/** How the crawler introduces itself and how much it takes. */
export interface NetworkOptions {
  userAgent: string;
  /** Sent as From (RFC 9110, 10.1.2). */
  contact: string | undefined;
  connectTo: Readonly<Record<string, string>>;
  connections: number;
  pageBytes: number;
  documentBytes: number;
  requestSeconds: number;
  connectSeconds: number;
  /** Folder for bodies too large for memory; must be there. */
  spoolFolder: string;
  resolve?: Resolver;
}

const maxHeaderBytes = 64 * 1024;
// A body that comes slower than this on average is dripped on purpose or not worth a connection.
const slowestBytesPerSecond = 8 * 1024;
const memoryBytes = 1024 * 1024;

class LimitReached extends Error {}
class TimeOver extends Error {}

/** The network by undici: no cookies, no redirects followed, no content decoding, every body bounded. */
export function undiciNetwork(options: NetworkOptions): Network {
  const ips = new Map<string, string>();
  const agent = new Agent({
    connections: options.connections,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    keepAliveTimeout: 10_000,
    connect: guardedConnector({
      connectTo: options.connectTo,
      timeoutMs: options.connectSeconds * 1000,
      onConnect: (origin, ip) => ips.set(origin, ip),
      ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    }),
  });
  let spooled = 0;
  return {
    fetch: (request) => {
      const file = join(options.spoolFolder, `body-${++spooled}.part`);
      return exchange(agent, request, options, file, ips);
    },
    close: () => agent.destroy(),
  };
}

function requestFields(request: FetchRequest, options: NetworkOptions): [string, string][] {
  const fields: [string, string][] = [
    ['User-Agent', options.userAgent],
    ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'],
    ['Accept-Encoding', 'gzip, deflate, br'],
  ];
  if (options.contact !== undefined) fields.push(['From', options.contact]);
  const { validators } = request;
  if (validators?.etag) fields.push(['If-None-Match', validators.etag]);
  if (validators?.lastModified) fields.push(['If-Modified-Since', validators.lastModified]);
  return fields;
}

function exchange(
  agent: Agent,
  request: FetchRequest,
  options: NetworkOptions,
  file: string,
  ips: ReadonlyMap<string, string>,
): Promise<Exchange> {
  const url = new URL(request.address);
  const path = url.pathname + url.search;
  const fields = requestFields(request, options);
  const requestBytes = writeHead({
    first: `GET ${path} HTTP/1.1`,
    fields: [['Host', url.host], ...fields],
  });
  const fetchedAt = new Date().toISOString();
  return new Promise((resolve, reject) => {
    const reader = new ResponseReader(options, file, request.signal, (result) => {
      if (result instanceof Error) reject(toFailure(result));
      else {
        resolve({
          address: request.address,
          fetchedAt,
          ip: ips.get(url.origin) || null,
          request: requestBytes,
          ...result,
        });
      }
    });
    agent.dispatch(
      {
        origin: url.origin,
        path,
        method: 'GET',
        headers: fields.flat(),
        headersTimeout: options.requestSeconds * 1000,
        bodyTimeout: Math.min(options.requestSeconds, 30) * 1000,
      },
      reader,
    );
  });
}

type Received = Omit<Exchange, 'address' | 'fetchedAt' | 'ip' | 'request'>;

/** Collects one response; calls `done` once with it or with what went wrong. */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #options: NetworkOptions;
  readonly #signal: AbortSignal;
  readonly #done: (result: Received | Error) => void;
  readonly #body: BodyCollector;
  readonly #started = performance.now();
  #connectedAt = this.#started;
  #latencyMs = 0;
  readonly #onAbort = () => this.#abort(new FetchFailure('connection-lost', 'interrupted'));
  #timer: NodeJS.Timeout | undefined;
  #abortRequest: ((error: Error) => void) | undefined;
  #status = 0;
  #statusText = '';
  #fields: [string, string][] = [];
  #finished = false;

  constructor(
    options: NetworkOptions,
    file: string,
    signal: AbortSignal,
    done: (result: Received | Error) => void,
  ) {
    this.#options = options;
    this.#signal = signal;
    this.#done = done;
    this.#body = new BodyCollector(file, memoryBytes);
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abortRequest = abort;
    this.#connectedAt = performance.now();
    if (this.#signal.aborted) this.#onAbort();
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#timer = setInterval(() => this.#checkTime(), 250);
  }

  onHeaders(status: number, raw: Buffer[], _resume: () => void, statusText: string): boolean {
    if (status < 200) return true;
    this.#latencyMs = performance.now() - this.#connectedAt;
    this.#status = status;
    this.#statusText = statusText;
    for (let i = 0; i + 1 < raw.length; i += 2) {
      this.#fields.push([latin1(raw[i]), latin1(raw[i + 1])]);
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    const limit = this.#limit(chunk);
    const room = limit - this.#body.bytes;
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
    if (error instanceof LimitReached) this.#finish('length');
    else if (this.#status === 0 || error instanceof FetchFailure) this.#fail(error);
    else if (isSystemError(error)) this.#fail(error);
    else this.#finish(isTimeout(error) ? 'time' : 'disconnect');
  }

  #limit(chunk: Buffer): number {
    const { pageBytes, documentBytes } = this.#options;
    const declared = fieldOf(this.#fields, 'content-type');
    if (declared !== null && /html|xml/i.test(declared)) return pageBytes;
    const start = this.#body.bytes === 0 ? chunk : this.#body.start;
    return looksLikeMarkup(start) ? pageBytes : documentBytes;
  }

  #checkTime(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const allowed = this.#options.requestSeconds + this.#body.bytes / slowestBytesPerSecond;
    if (seconds > Math.min(allowed, 3600)) this.#abort(new TimeOver('the request took too long'));
  }

  #abort(error: Error): void {
    this.#abortRequest?.(error);
  }

  #finish(truncated: Exchange['truncated']): void {
    if (!this.#close()) return;
    const fields: [string, string][] = this.#fields.map(([name, value]) =>
      name.toLowerCase() === 'transfer-encoding'
        ? ['X-Crawler-Transfer-Encoding', value]
        : [name, value],
    );
    const first = `HTTP/1.1 ${this.#status} ${this.#statusText}`;
    this.#done({
      status: this.#status,
      fields,
      responseHead: writeHead({ first, fields }),
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
    clearInterval(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
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
