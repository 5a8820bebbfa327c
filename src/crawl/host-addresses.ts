import { type LookupAddress, lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Resolver } from './connector.ts';

interface Known {
  addresses: LookupAddress[];
  until: number;
}

/** Names remembered at once. */
const mostNames = 4096;
const keptMs = 5 * 60_000;

/** Resolves by `dns.lookup`, or `resolve`, and remembers answers for five minutes; parallel askers of a name wait for one query. */
export function cachedResolver(
  resolve: Resolver = (host, callback) =>
    lookup(host, { all: true, verbatim: true }, (error, addresses) => callback(error, addresses)),
): Resolver {
  const known = new Map<string, Known>();
  const asking = new Map<string, Parameters<Resolver>[1][]>();
  return (host, callback) => {
    const found = known.get(host);
    if (found !== undefined && found.until > performance.now()) {
      // Not at once: a lookup always answers later.
      setImmediate(() => callback(null, found.addresses));
      return;
    }
    const others = asking.get(host);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    asking.set(host, [callback]);
    resolve(host, (error, addresses) => {
      const [oldest] = known.keys();
      if (known.size >= mostNames && oldest !== undefined) known.delete(oldest);
      if (error === null) known.set(host, { addresses, until: performance.now() + keptMs });
      const waiting = asking.get(host) ?? [];
      asking.delete(host);
      for (const one of waiting) one(error, addresses);
    });
  };
}

/**
 * The server address that a host's requests go to, as a key: what connectTo says (`address:port`), a literal, else the
 * smallest address DNS gives; empty when it gives none, or without a resolver (behind a proxy). At once when it is known.
 */
export function addressKeys(
  connectTo: Readonly<Record<string, string>>,
  resolve: Resolver | undefined,
): (url: URL) => string | Promise<string> {
  return (url) => {
    const to = Object.hasOwn(connectTo, url.host) ? connectTo[url.host] : undefined;
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (to !== undefined || isIP(literal) !== 0) return to ?? literal;
    if (resolve === undefined) return '';
    return new Promise((done) => {
      resolve(url.hostname, (_error, addresses) => {
        done((addresses ?? []).map(({ address }) => address).sort()[0] ?? '');
      });
    });
  };
}
