import { join } from 'node:path';
import { Agent } from 'undici';
import type { TlsFault } from '../model/tls-fault.ts';
import { variantName } from '../model/variant.ts';
import { writeHead } from '../text/http-head.ts';
import { guardedConnector, permissionFor, type Resolver } from './connector.ts';
import { FetchFailure, isParserError, toFailure } from './fetch-failure.ts';
import type { Exchange, FetchRequest, Network } from './ports.ts';
import { type ProxyServer, refusal } from './proxy-tunnel.ts';
import { type SessionOptions, sessionFields, withoutCookieValues } from './request-session.ts';
import {
  type Received,
  RequestWatch,
  type ResponseLimits,
  ResponseReader,
} from './response-reader.ts';
import { discardBody } from './stored-body.ts';
import type { TlsExceptions } from './tls-connector.ts';

/** How the crawler introduces itself, by which way it goes and how much it takes. */
export interface NetworkOptions extends ResponseLimits, Partial<SessionOptions> {
  userAgent: string;
  /** Sent as From (RFC 9110, 10.1.2). */
  contact: string | undefined;
  connectTo: Readonly<Record<string, string>>;
  connections: number;
  connectSeconds: number;
  /** Folder for bodies too large for memory; must be there. */
  spoolFolder: string;
  resolve?: Resolver;
  exceptions?: TlsExceptions;
  /** PEM certificates that are trusted beside the built-in roots. */
  trusted?: readonly string[];
  /** All hosts are reached through it but those of `connectTo`. */
  proxy?: ProxyServer | null;
  /** Called when a server goes on after the end of an answer, with its host. */
  onStrayBytes?: (host: string) => void;
}

const maxHeaderBytes = 64 * 1024;

interface Peer {
  ip: string;
  faults: readonly TlsFault[];
}

/** The network by undici: no redirects followed, no content decoding, every body bounded. */
export function undiciNetwork(options: NetworkOptions): Network {
  const peers = new Map<string, Peer>();
  const watch = new RequestWatch();
  const session: SessionOptions = { logins: options.logins ?? new Map(), jar: options.jar ?? null };
  const agent = new Agent({
    connections: options.connections,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    keepAliveTimeout: 10_000,
    connect: guardedConnector({
      ...options,
      timeoutMs: options.connectSeconds * 1000,
      onConnect: (origin, ip, faults) => peers.set(origin, { ip, faults }),
    }),
  });
  // A connection ends with an error of the parser that no request met when bytes follow a whole answer.
  const met = new WeakSet<Error>();
  agent.on('disconnect', (origin, _targets, error) => {
    const isStray = isParserError(error) || error.message === 'bad response';
    if (isStray && !met.has(error)) options.onStrayBytes?.(new URL(origin).host);
  });
  let spooled = 0;
  return {
    fetch: async (request) => {
      const file = join(options.spoolFolder, `body-${++spooled}.part`);
      const exchange = await exchangeOver(agent, watch, request, options, session, file, met);
      const peer = peers.get(new URL(request.address).origin);
      return { ...exchange, ip: peer?.ip || null, tlsFaults: peer?.faults ?? [] };
    },
    close: async () => {
      watch.close();
      await agent.destroy();
    },
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

async function exchangeOver(
  agent: Agent,
  watch: RequestWatch,
  request: FetchRequest,
  options: NetworkOptions,
  session: SessionOptions,
  file: string,
  met: WeakSet<Error>,
): Promise<Omit<Exchange, 'ip' | 'tlsFaults'>> {
  const { address, signal, variant } = request;
  const url = new URL(address);
  const path = url.pathname + url.search;
  const proxy = options.proxy && !permissionFor(url.host, options.connectTo) ? options.proxy : null;
  const fields = requestFields(request, options);
  const own = sessionFields(url, variant, session, Date.now());
  const shown = own === undefined ? fields : [...fields, ...own.shown];
  const requestBytes = writeHead({
    first: `GET ${path} HTTP/1.1`,
    fields: [['Host', url.host], ...shown],
  });
  const sent = own === undefined ? fields.flat() : [...fields, ...own.sent].flat();
  const isForwarded = proxy !== null && url.protocol === 'http:';
  if (isForwarded && proxy.authorization !== null) {
    sent.push('Proxy-Authorization', proxy.authorization);
  }
  const fetchedAt = new Date().toISOString();
  const received = await new Promise<Received>((resolve, reject) => {
    const reader = new ResponseReader(options, watch, file, signal, met, (result) => {
      if (result instanceof Error) reject(toFailure(result));
      else resolve(result);
    });
    agent.dispatch(
      {
        origin: url.origin,
        // RFC 9112, 3.2.2: a proxy is asked by the whole address.
        path: isForwarded ? url.origin + path : path,
        method: 'GET',
        headers: sent,
        headersTimeout: options.requestSeconds * 1000,
        bodyTimeout: Math.min(options.requestSeconds, 30) * 1000,
      },
      reader,
    );
  });
  if (isForwarded && received.status === 407) {
    discardBody(received.body);
    throw new FetchFailure('proxy', refusal(407));
  }
  const exchange = { address, fetchedAt, request: requestBytes, ...received };
  takeCookies(url, variantName(variant), received, session);
  return session.logins.has(url.host) ? hidden(exchange) : exchange;
}

function takeCookies(
  url: URL,
  variant: string,
  { fields }: Received,
  { jar }: SessionOptions,
): void {
  if (jar === null) return;
  const set = fields.filter(([name]) => name.length === 10 && name.toLowerCase() === 'set-cookie');
  if (set.length > 0) {
    jar.take(
      url,
      variant,
      set.map(([, value]) => value),
      Date.now(),
    );
  }
}

function hidden<Part extends Pick<Exchange, 'status' | 'fields' | 'responseHead'>>(
  part: Part,
): Part {
  const fields = withoutCookieValues(part.fields);
  const end = part.responseHead.indexOf('\r\n');
  const first = part.responseHead.toString('latin1', 0, end);
  return { ...part, fields, responseHead: writeHead({ first, fields }) };
}
