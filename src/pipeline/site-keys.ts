import type { Mapping } from '../model/mapping.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';

/** Gives the url key of an address of an agency's own sites; undefined for addresses of others. */
export function siteKeyFinder(
  mapping: Mapping,
  rules: KeyRules,
): (address: string) => string | undefined {
  const hosts = new Set(mapping.hosts.flatMap((entry) => [entry.host, ...entry.aliases]));
  return (address) => {
    let host: string;
    try {
      host = new URL(address).host;
    } catch {
      return undefined;
    }
    return hosts.has(host) ? urlKey(address, rules) : undefined;
  };
}
