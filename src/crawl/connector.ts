import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { FetchFailure } from './fetch-failure.ts';
import { isPublicIp } from './ip-ranges.ts';

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
  /** Called with the server's address whenever a connection stands. */
  onConnect?: (origin: string, ip: string) => void;
  resolve?: Resolver;
}

const systemResolver: Resolver = (host, callback) => {
  lookup(host, { all: true, verbatim: true }, (error, addresses) => callback(error, addresses));
};

/**
 * An undici connector that reaches only the public Internet and what `connectTo` permits. Checked are
 * literal addresses (undici never calls `lookup` for them: measured), every address DNS gives, and the
 * remote address of the connected socket, so that a second DNS answer cannot slip in.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const resolve = options.resolve ?? systemResolver;
  const free = buildConnector({ timeout: options.timeoutMs });
  const guarded = buildConnector({
    timeout: options.timeoutMs,
    lookup: guardedLookup(resolve),
    autoSelectFamily: true,
  });
  return (target, callback) => {
    const origin = originOf(target);
    const connected: buildConnector.Callback = (...args) => {
      // On an error undici calls back with nothing in the socket's place.
      if (args[0] === null) options.onConnect?.(origin, args[1].remoteAddress ?? '');
      callback(...args);
    };
    const permitted = permissionFor(target, options.connectTo);
    if (permitted !== undefined) {
      free({ ...target, ...permitted }, connected);
      return;
    }
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isPublicIp(literal)) {
      // Not at once: undici has not noted the pending connection before this function returns.
      setImmediate(() => callback(privateAddress(target.hostname, literal), null));
      return;
    }
    guarded(target, (...args) => {
      const remote = args[0] === null ? (args[1].remoteAddress ?? '') : undefined;
      if (args[0] === null && remote !== undefined && !isPublicIp(remote)) {
        args[1].destroy();
        callback(privateAddress(target.hostname, remote), null);
      } else {
        connected(...args);
      }
    });
  };
}

function originOf(target: buildConnector.Options): string {
  const port = target.port === '' ? '' : `:${target.port}`;
  // undici strips the brackets of an IPv6 address.
  const bare = target.hostname.includes(':') && !target.hostname.startsWith('[');
  const host = bare ? `[${target.hostname}]` : target.hostname;
  return new URL(`${target.protocol}//${host}${port}`).origin;
}

function permissionFor(
  target: buildConnector.Options,
  connectTo: Readonly<Record<string, string>>,
): { hostname: string; port: string } | undefined {
  const { host } = new URL(originOf(target));
  const to = Object.hasOwn(connectTo, host) ? connectTo[host] : undefined;
  if (to === undefined) return undefined;
  const colon = to.lastIndexOf(':');
  return { hostname: to.slice(0, colon).replace(/^\[|\]$/g, ''), port: to.slice(colon + 1) };
}

function guardedLookup(resolve: Resolver): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    resolve(hostname, (error, addresses) => {
      const bad = addresses?.find(({ address }) => !isPublicIp(address));
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new FetchFailure('unreachable', `no address for ${hostname}`), '');
      } else if (bad !== undefined) {
        callback(privateAddress(hostname, bad.address), '');
      } else if (lookupOptions.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function privateAddress(host: string, ip: string): FetchFailure {
  return new FetchFailure(
    'private-address',
    `${host} leads to ${ip}, which is not on the public Internet; name it in connectTo to permit it`,
  );
}
