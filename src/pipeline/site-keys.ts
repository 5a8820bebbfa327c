import type { Mapping } from '../model/mapping.ts';
import { hostName, type KeyRules, urlKey } from '../text/url-key.ts';

/** Gives the url key of an address of an agency's own sites; undefined for addresses of others. */
export function siteKeyFinder(
  mapping: Mapping,
  rules: KeyRules,
): (address: string) => string | undefined {
  const hosts = new Set(mapping.hosts.flatMap((entry) => [entry.host, ...entry.aliases]));
  return (address) => {
    let host: string;
    try {
      host = hostName(new URL(address));
    } catch {
      return undefined;
    }
    return hosts.has(host) ? urlKey(address, rules) : undefined;
  };
}

/** The same finder for the links of one page, which are asked for by several rules; forget it with the page. */
export function rememberedKeys(
  keyOf: (address: string) => string | undefined,
): (address: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined || known.has(address)) return before;
    const key = keyOf(address);
    known.set(address, key);
    return key;
  };
}
