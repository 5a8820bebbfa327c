import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { TlsFault } from '../model/tls-fault.ts';
import { FetchFailure } from './fetch-failure.ts';
import { isPublicIp } from './ip-ranges.ts';
import type { ProxyServer } from './proxy-tunnel.ts';
import { type Connection, type TlsExceptions, tlsConnector } from './tls-connector.ts';

/** Resolves a name to all its addresses; `dns.lookup` unless a test brings its own. */
export type Resolver = (
  host: string,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** What the connector is told. */
export interface ConnectorOptions {
  /** host (with port when not the scheme's own) → `address:port`: the only permission for that address. */
  connectTo: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Called whenever a connection stands, with the server's address (empty behind a proxy) and excused faults. */
  onConnect?: (origin: string, ip: string, faults: readonly TlsFault[]) => void;
  resolve?: Resolver;
  exceptions?: TlsExceptions;
  /** PEM certificates that are trusted beside the built-in roots. */
  trusted?: readonly string[];
  /** All hosts are reached through it but those of `connectTo`. */
  proxy?: ProxyServer | null;
}

const systemResolver: Resolver = (host, callback) => {
  lookup(host, { all: true, verbatim: true }, (error, addresses) => callback(error, addresses));
};

/**
 * An undici connector that reaches only the public Internet and what `connectTo` permits. Checked are
 * literal addresses (undici never calls `lookup` for them: measured), every address DNS gives, and the
 * remote address of the connected socket, so that a second DNS answer cannot slip in. Behind a proxy the
 * last is not ours to see; a name that only the proxy can resolve is left to it.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const resolve = options.resolve ?? systemResolver;
  const { timeoutMs: timeout, exceptions = new Map(), trusted = [], proxy = null } = options;
  const tls = { timeoutMs: timeout, exceptions, trusted };
  const permitted = tlsConnector({}, tls);
  const guarded = tlsConnector({ lookup: guardedLookup(resolve), autoSelectFamily: true }, tls);
  const proxied = proxy === null ? null : tlsConnector({ proxy }, tls);
  return (target, callback) => {
    const origin = originOf(target);
    const to = permissionFor(new URL(origin).host, options.connectTo);
    // Not at once: undici has not noted the pending connection before this function returns.
    const refuse = (error: Error) => void setImmediate(() => callback(error, null));
    const take = (connection: Connection, ip: (socket: Socket) => string) => {
      if (connection.error !== undefined) return callback(connection.error, null);
      const { socket, faults } = connection;
      options.onConnect?.(origin, ip(socket), faults);
      callback(null, socket);
    };
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    if (to !== undefined) {
      permitted({ ...target, ...to }, (made) => take(made, (socket) => socket.remoteAddress ?? ''));
    } else if (isIP(literal) !== 0 && !isPublicIp(literal)) {
      refuse(privateAddress(target.hostname, literal));
    } else if (proxied !== null) {
      checkName(literal, resolve, (error) => {
        if (error !== null) refuse(error);
        else proxied(target, (made) => take(made, () => ''));
      });
    } else {
      guarded(target, (made) => {
        const error = made.error ?? remoteFault(target.hostname, made.socket);
        if (error !== undefined) made.socket?.destroy();
        take(error === undefined ? made : { error }, (socket) => socket.remoteAddress ?? '');
      });
    }
  };
}

/** What is wrong with where a socket leads. */
function remoteFault(host: string, socket: Socket): FetchFailure | undefined {
  const remote = socket.remoteAddress;
  if (remote === undefined) {
    return new FetchFailure('connection-lost', 'closed as soon as it stood');
  }
  return isPublicIp(remote) ? undefined : privateAddress(host, remote);
}

function originOf(target: buildConnector.Options): string {
  const port = target.port === '' ? '' : `:${target.port}`;
  // undici strips the brackets of an IPv6 address.
  const bare = target.hostname.includes(':') && !target.hostname.startsWith('[');
  const host = bare ? `[${target.hostname}]` : target.hostname;
  return new URL(`${target.protocol}//${host}${port}`).origin;
}

/** Where `connectTo` sends a host (with its port when that is not the scheme's own); undefined when it does not name it. */
export function permissionFor(
  host: string,
  connectTo: Readonly<Record<string, string>>,
): { hostname: string; port: string } | undefined {
  const to = Object.hasOwn(connectTo, host) ? connectTo[host] : undefined;
  if (to === undefined) return undefined;
  const colon = to.lastIndexOf(':');
  return { hostname: to.slice(0, colon).replace(/^\[|\]$/g, ''), port: to.slice(colon + 1) };
}

/** Refuses a name that leads to a private address; one that cannot be resolved here passes. */
function checkName(host: string, resolve: Resolver, done: (error: Error | null) => void): void {
  if (isIP(host) !== 0) {
    done(null);
    return;
  }
  resolve(host, (error, addresses) => {
    const bad = error === null ? privateOf(addresses) : undefined;
    done(bad === undefined ? null : privateAddress(host, bad));
  });
}

function guardedLookup(resolve: Resolver): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    resolve(hostname, (error, addresses) => {
      const bad = privateOf(addresses ?? []);
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new FetchFailure('unreachable', `no address for ${hostname}`), '');
      } else if (bad !== undefined) {
        callback(privateAddress(hostname, bad), '');
      } else if (lookupOptions.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function privateOf(addresses: readonly LookupAddress[]): string | undefined {
  return addresses.find(({ address }) => !isPublicIp(address))?.address;
}

function privateAddress(host: string, ip: string): FetchFailure {
  return new FetchFailure(
    'private-address',
    `${host} leads to ${ip}, which is not on the public Internet; name it in connectTo to permit it`,
  );
}
