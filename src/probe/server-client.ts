import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { UserError } from '../errors.ts';

/** How a server is reached, how it is introduced to, and how much of an answer is taken. */
export interface ServerOptions {
  /** `http://host:port` or `https://host:port`. */
  origin: string;
  connections: number;
  /** Take any certificate. */
  insecure: boolean;
  /** PEM certificates that are trusted beside the built-in roots. */
  trusted: readonly string[];
  /** From the request to the end of its answer, at most. */
  seconds: number;
  /** Fields beside Host. */
  headers: Readonly<Record<string, string>>;
}

/** A request: the Host header, and the request target as it goes over the wire, one latin1 character an octet. */
export interface ServerRequest {
  host: string;
  target: string;
}

/** What a server answered, as far as a check looks at it. Several fields of one name are joined by a line feed. */
export interface Answer {
  failure: null;
  status: number;
  location: string | null;
  cacheControl: string | null;
  retryAfter: string | null;
  contentType: string | null;
  contentCoding: string | null;
  body: Buffer;
}

/** No whole head came: why. */
export interface NoAnswer {
  failure: string;
}

// What servers of ours send is some 300 bytes; a header longer than this is no answer to a redirect.
const maxHeaderBytes = 16 * 1024;
// A body nobody reads is taken to its end up to here, so that the connection can be used again.
const drainedBytes = 64 * 1024;
const longestReason = 300;
const sweepMs = 250;
const mostSecurePools = 8;

class Enough extends Error {}
class TimeOver extends Error {}

/** One server, asked for any host over a bounded number of connections. Nothing but its origin is ever contacted. */
export class ServerClient {
  readonly #options: ServerOptions;
  readonly #open = new Set<AnswerReader>();
  /** By server name; one of no name for plain HTTP. */
  readonly #pools = new Map<string, Pool>();
  readonly #timer: NodeJS.Timeout;
  readonly #isSecure: boolean;
  /** Names and values in turn, up to the name of Host. */
  readonly #headers: readonly string[];

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#isSecure = options.origin.startsWith('https:');
    this.#headers = [...Object.entries(options.headers).flat(), 'host'];
    const limit = options.seconds * 1000;
    this.#timer = setInterval(() => {
      const before = performance.now() - limit;
      for (const one of this.#open) if (one.startedAt < before) one.stop(new TimeOver());
    }, sweepMs);
    this.#timer.unref();
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** Asks once; `bodyBytes` are kept of the body. Never throws for what a server does. */
  ask(request: ServerRequest, bodyBytes = 0): Promise<Answer | NoAnswer> {
    return new Promise((resolve) => {
      const reader = new AnswerReader(bodyBytes, (result) => {
        this.#open.delete(reader);
        resolve(result);
      });
      this.#open.add(reader);
      try {
        const name = this.#isSecure ? serverName(request.host) : '';
        const { target: path, host } = request;
        const headers = [...this.#headers, host];
        // undici would take the name for TLS from the Host header as it is spelled.
        const options = { method: 'GET' as const, path, headers, servername: name };
        this.#poolFor(name).dispatch(options, reader);
      } catch (error) {
        // undici refuses what cannot stand in a request line before it is sent.
        reader.onError(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  #poolFor(name: string): Pool {
    const known = this.#pools.get(name);
    if (known) return known;
    const [oldest] = this.#pools;
    if (oldest && this.#pools.size >= mostSecurePools) {
      this.#pools.delete(oldest[0]);
      void oldest[1].close();
    }
    const pool = this.#poolOf(name);
    this.#pools.set(name, pool);
    return pool;
  }

  #poolOf(servername: string): Pool {
    const { origin, connections, insecure, trusted, seconds } = this.#options;
    const ms = seconds * 1000;
    return new Pool(origin, {
      connections,
      pipelining: 1,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: ms,
      bodyTimeout: ms,
      connect: {
        timeout: ms,
        ...(servername === '' ? {} : { servername }),
        rejectUnauthorized: !insecure,
        ...(trusted.length > 0 ? { ca: [...rootCertificates, ...trusted] } : {}),
      },
    });
  }
}

/** The name that TLS asks for (RFC 6066, 3): no port, no root dot, none for a literal address. */
function serverName(host: string): string {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return isIP(name.replace(/^\[|\]$/g, '')) === 0 ? name : '';
}

/** Collects one answer within its limits and hands it on once. */
class AnswerReader implements Dispatcher.DispatchHandler {
  startedAt = performance.now();
  readonly #bodyBytes: number;
  readonly #done: (result: Answer | NoAnswer) => void;
  readonly #chunks: Buffer[] = [];
  #taken = 0;
  #abort: ((error?: Error) => void) | undefined;
  #answer: Answer | undefined;
  #finished = false;

  constructor(bodyBytes: number, done: (result: Answer | NoAnswer) => void) {
    this.#bodyBytes = bodyBytes;
    this.#done = done;
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    this.startedAt = performance.now();
  }

  onHeaders(status: number, fields: Buffer[]): boolean {
    // Interim answers (RFC 9110, 15.2) announce one.
    if (status >= 200) this.#answer = answerOf(status, fields);
    return true;
  }

  onData(chunk: Buffer): boolean {
    const room = this.#bodyBytes - this.#taken;
    if (room > 0) {
      this.#chunks.push(Buffer.from(room < chunk.length ? chunk.subarray(0, room) : chunk));
    }
    this.#taken += chunk.length;
    if (this.#taken > Math.max(this.#bodyBytes, drainedBytes)) this.stop(new Enough());
    return true;
  }

  onComplete(): void {
    this.#finish('closed without an answer');
  }

  onError(error: Error): void {
    this.#finish(reasonOf(error));
  }

  /** Gives up; what came so far counts. */
  stop(error: Error): void {
    this.#abort?.(error);
    this.#finish(reasonOf(error));
  }

  #finish(reason: string): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#answer && this.#chunks.length > 0) this.#answer.body = Buffer.concat(this.#chunks);
    this.#done(this.#answer ?? { failure: reason });
  }
}

const empty = Buffer.alloc(0);

/** The fields that matter of names and values in turn. Of a repeated one all values are kept. */
function answerOf(status: number, fields: readonly Buffer[]): Answer {
  const answer: Answer = {
    failure: null,
    status,
    location: null,
    cacheControl: null,
    retryAfter: null,
    contentType: null,
    contentCoding: null,
    body: empty,
  };
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fieldNames.get(fields[at]?.toString('latin1').toLowerCase() ?? '');
    if (name === undefined) continue;
    const value = fields[at + 1]?.toString('latin1') ?? '';
    const before = answer[name];
    answer[name] = before === null ? value : `${before}\n${value}`;
  }
  return answer;
}

type AnswerField = 'location' | 'cacheControl' | 'retryAfter' | 'contentType' | 'contentCoding';

const fieldNames: ReadonlyMap<string, AnswerField> = new Map([
  ['location', 'location'],
  ['cache-control', 'cacheControl'],
  ['retry-after', 'retryAfter'],
  ['content-type', 'contentType'],
  ['content-encoding', 'contentCoding'],
]);

function reasonOf(error: Error): string {
  if (error instanceof TimeOver) return 'no answer in time';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // An attempt at several addresses says nothing itself (RFC 8305).
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  const message = error.message || (first instanceof Error ? first.message : '') || error.name;
  const text = code !== '' && !message.includes(code) ? `${code}: ${message}` : message;
  // Names in a certificate are the server's own words.
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ').slice(0, longestReason);
}

/** The origin that a user named. Throws a UserError for what is no `http(s)://host[:port]`. */
export function serverOrigin(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!plain || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UserError(
      `${option} ${text} is no server. Name scheme, host and port only: http://127.0.0.1:8080`,
    );
  }
  return url.origin;
}
