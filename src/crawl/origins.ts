import { addressHints } from '../model/address.ts';
import type { Mapping } from '../model/mapping.ts';
import { parseAddress } from '../text/address.ts';
import type { Frontier, NamedAddress } from './ports.ts';
import type { RobotsGate } from './robots-gate.ts';
import { judgeAddress, type Scope, scopeOf } from './scope.ts';

const key = 'origins';

/** Origins found in earlier runs: canonical host → origin. */
export function knownOrigins(frontier: Frontier): Map<string, string> {
  const stored: unknown = JSON.parse(frontier.value(key) ?? '{}');
  const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  return new Map(entries.map(([host, origin]) => [host, String(origin)]));
}

/** Keeps the origins for later runs, in the order of their hosts. */
export function keepOrigins(frontier: Frontier, origins: ReadonlyMap<string, string>): void {
  const sorted = [...origins].sort(([a], [b]) => (a < b ? -1 : 1));
  frontier.setValue(key, JSON.stringify(Object.fromEntries(sorted)));
}

/** Origins of the seeds that are absolute addresses: a mapping says by them where a host is served. */
function seededOrigins(mapping: Mapping): Map<string, string> {
  const origins = new Map<string, string>();
  const { hosts } = scopeOf(mapping, new Map());
  for (const seed of mapping.seeds) {
    const address = parseAddress(seed);
    const url = address === undefined ? undefined : new URL(address);
    const host = url && hosts.get(url.host);
    if (url && host !== undefined && !origins.has(host)) origins.set(host, url.origin);
  }
  return origins;
}

/** Finds where each host is served when that is not known: what seeds say, else http, else https if only that answers. */
export async function findOrigins(
  mapping: Mapping,
  frontier: Frontier,
  gate: RobotsGate,
): Promise<Map<string, string>> {
  const origins = new Map([...seededOrigins(mapping), ...knownOrigins(frontier)]);
  for (const { host } of mapping.hosts) {
    if (origins.has(host)) continue;
    const plain = await gate.access(`http://${host}`);
    if (plain.fault !== 'silent') origins.set(host, `http://${host}`);
    else {
      const secure = await gate.access(`https://${host}`);
      if (secure.fault !== 'silent') origins.set(host, `https://${host}`);
    }
  }
  return origins;
}

/**
 * Where a host really is served: when its home page redirects to the home page of its own https or alias
 * origin, that one is crawled. `locationOf` gives an address's redirect target.
 */
export function settledOrigins(
  mapping: Mapping,
  origins: ReadonlyMap<string, string>,
  locationOf: (address: string) => string | undefined,
): Map<string, string> {
  const settled = new Map(origins);
  const { hosts } = scopeOf(mapping, origins);
  for (const [host, origin] of origins) {
    let at = `${origin}/`;
    for (let hop = 0; hop < 5; hop++) {
      const target = locationOf(at);
      const url = target === undefined ? undefined : new URL(target);
      if (url === undefined || url.origin === new URL(at).origin) break;
      if (hosts.get(url.host) !== host) break;
      settled.set(host, url.origin);
      at = `${url.origin}/`;
    }
  }
  return settled;
}

/** The home pages, from which the origins are settled. */
export function homeAddresses(mapping: Mapping, scope: Scope): NamedAddress[] {
  return mapping.hosts.flatMap(({ host }) =>
    judgeAddress(`${scope.origins.get(host) ?? `http://${host}`}/`, addressHints.seed, 0, scope),
  );
}

/** All other addresses to start from: the usual sitemap place, and the mapping's seeds on their hosts. */
export function seedAddresses(mapping: Mapping, scope: Scope): NamedAddress[] {
  const origins = mapping.hosts.map(({ host }) => scope.origins.get(host) ?? `http://${host}`);
  const sitemaps = origins.map((origin) => `${origin}/sitemap.xml`);
  const base = origins[0] ?? '';
  const seeds = mapping.seeds.flatMap((seed) => {
    const address =
      parseAddress(seed) ?? parseAddress(base + (seed.startsWith('/') ? seed : `/${seed}`));
    return address === undefined ? [] : [address];
  });
  const guess = addressHints.guess | addressHints.sitemap;
  return [
    ...sitemaps.flatMap((address) => judgeAddress(address, guess, 0, scope)),
    ...seeds.flatMap((address) => judgeAddress(address, addressHints.seed, 0, scope)),
  ];
}
