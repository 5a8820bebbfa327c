import { constants } from 'node:crypto';
import type { LookupFunction, Socket } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import type { TlsFault } from '../model/tls-fault.ts';
import { RecentMap } from '../text/recent-map.ts';
import { FetchFailure } from './fetch-failure.ts';
import { openTunnel, type ProxyServer } from './proxy-tunnel.ts';
import { faultsOfConnection, tlsFaultOf } from './tls-faults.ts';

/** Host (with its port when that is not 443) → the faults that its mapping allows. */
export type TlsExceptions = ReadonlyMap<string, readonly TlsFault[]>;

/** How sockets are made. */
export interface Route {
  lookup?: LookupFunction;
  autoSelectFamily?: boolean;
  proxy?: ProxyServer;
}

/** What secure connections are checked by. */
export interface TlsChecks {
  timeoutMs: number;
  exceptions: TlsExceptions;
  /** PEM certificates that are trusted beside the built-in roots. */
  trusted: readonly string[];
}

/** A connection that stands, with the faults that were excused (none as a rule), or why there is none. */
export type Connection =
  | { error: Error; socket?: never }
  | { error?: never; socket: Socket; faults: readonly TlsFault[] };

type Connect = (target: buildConnector.Options, callback: buildConnector.Callback) => void;

// SSL 3 and its like are not built into Node; TLS 1.0 and 1.1 need security level 0 in OpenSSL 3.
const oldTls = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
} as const;

/**
 * Connects by a route, secure connections strictly first. When strict fails for a fault of the server's TLS, a second
 * connection is made without checks, only to tell all that is wrong; it is used when the mapping allows every one of
 * those faults for this host, and closed before a byte of HTTP otherwise.
 */
export function tlsConnector(route: Route, checks: TlsChecks) {
  const { timeoutMs, trusted } = checks;
  const ca = trusted.length > 0 ? { ca: [...rootCertificates, ...trusted] } : {};
  const secure = trusted.length > 0 ? { secureContext: contextOf(trusted) } : {};
  const strict = connectorBy(route, timeoutMs, secure);
  const unchecked = { rejectUnauthorized: false, maxCachedSessions: 0 };
  let lenient: Connect | undefined;
  let oldest: Connect | undefined;
  return (target: buildConnector.Options, done: (connection: Connection) => void): void => {
    strict(target, (error, socket) => {
      if (error === null) done({ socket, faults: [] });
      else secondTry(target, error, done);
    });
  };

  function secondTry(
    target: buildConnector.Options,
    error: Error,
    done: (connection: Connection) => void,
  ): void {
    const host = hostOf(target);
    const met = target.protocol === 'https:' ? tlsFaultOf(error) : undefined;
    // Some old servers just hang up on a client that does not offer their protocol.
    const mayBeOld = isHangUp(error) && checks.exceptions.get(host)?.includes('old-protocol');
    if (met === undefined && !mayBeOld) {
      done({ error });
      return;
    }
    lenient ??= connectorBy(route, timeoutMs, { ...secure, ...unchecked });
    oldest ??= connectorBy(route, timeoutMs, { ...ca, ...unchecked, ...oldTls });
    const again = met === undefined || met === 'old-protocol' ? oldest : lenient;
    again(target, (second, socket) => {
      if (second === null) done(excused(socket, target, met, error, checks));
      else done({ error: met === undefined ? error : refusedFor(host, [met]) });
    });
  }
}

// A context for roots of one's own reads every root anew, which takes 20 ms and more, and holds a megabyte: all agencies
// of a workspace have the same roots and share one.
const contexts = new RecentMap<string, SecureContext>(4);

function contextOf(trusted: readonly string[]): SecureContext {
  const key = trusted.join('\n');
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const made = createSecureContext({ ca: [...rootCertificates, ...trusted] });
  contexts.set(key, made);
  return made;
}

/** The unchecked connection if the mapping allows all that is wrong with it; it is closed otherwise. */
function excused(
  socket: Socket,
  target: buildConnector.Options,
  met: TlsFault | undefined,
  error: Error,
  { exceptions, trusted }: TlsChecks,
): Connection {
  const host = hostOf(target);
  const allowed = exceptions.get(host) ?? [];
  const faults = faultsOf(socket, host, met, trusted) ?? [];
  const isExcused = faults.length > 0 && faults.every((one) => allowed.includes(one));
  if (isExcused) return { socket, faults };
  socket.destroy();
  // None: what no exception can excuse, or what was met once and is not there the second time.
  return { error: faults.length === 0 ? error : refusedFor(host, faults) };
}

function connectorBy(route: Route, timeout: number, tls: buildConnector.BuildOptions): Connect {
  const { proxy, ...direct } = route;
  const connect = buildConnector({ timeout, ...direct, ...tls });
  if (proxy === undefined) return connect;
  return (target, callback) => {
    if (target.protocol === 'http:') {
      connect({ ...target, hostname: proxy.host, port: String(proxy.port) }, callback);
      return;
    }
    const port = target.port === '' ? '443' : target.port;
    openTunnel(proxy, `${target.hostname}:${port}`, timeout, (error, httpSocket) => {
      if (httpSocket === null) callback(error ?? new Error('no tunnel'), null);
      else connect({ ...target, httpSocket }, callback);
    });
  };
}

function faultsOf(
  socket: Socket,
  host: string,
  met: TlsFault | undefined,
  trusted: readonly string[],
): TlsFault[] | null {
  if (!(socket instanceof TLSSocket)) return null;
  const name = new URL(`https://${host}`).hostname.replace(/^\[|\]$/g, '');
  const faults = faultsOfConnection(socket, name, trusted);
  if (faults === null || met !== 'old-protocol' || faults.includes(met)) return faults;
  // A weak cipher or key leaves no trace in the version.
  return [...faults, met];
}

function hostOf(target: buildConnector.Options): string {
  const bare = target.host ?? target.hostname;
  return new URL(`https://${bare}`).host;
}

function isHangUp(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPROTO');
}

/** Says what is wrong and which exception would be needed; the same text for the same faults. */
function refusedFor(host: string, faults: readonly TlsFault[]): FetchFailure {
  const list = faults.join(', ');
  return new FetchFailure(
    'tls',
    `${list}: this is the site's own fault. To crawl it all the same add to the mapping, under crawl.tls: ` +
      `{ host: ${JSON.stringify(host)}, allow: [${list}], reason: ... }`,
  );
}
