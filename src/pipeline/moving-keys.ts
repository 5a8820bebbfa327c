import type { Mapping } from '../model/mapping.ts';
import { keyRules, urlKey } from '../text/url-key.ts';

/** The agencies that move, asked by host, address and key. */
export interface MovingKeys {
  /** The url key of an address on the hosts of any agency, else undefined. */
  keyOf(address: string): string | undefined;
  /** The agency whose host a key stands on. */
  ownerOf(key: string): string | undefined;
}

const plainHost = /^https?:\/\/([a-z0-9.-]+)\//;

/** The hosts of all these mappings; the first mapping that names a host has it. */
export function movingKeys(mappings: readonly Mapping[]): MovingKeys {
  const owners = new Map<string, { id: string; rules: ReturnType<typeof keyRules> }>();
  for (const mapping of mappings) {
    const owner = { id: mapping.id, rules: keyRules(mapping) };
    for (const host of Object.keys(owner.rules.hosts)) {
      if (!owners.has(host)) owners.set(host, owner);
    }
  }
  return {
    keyOf(address) {
      // Most addresses name their host plainly, and most of those are of nobody here.
      const named = plainHost.exec(address)?.[1];
      if (named !== undefined && !owners.has(named)) return undefined;
      if (!URL.canParse(address)) return undefined;
      const { host, hostname, protocol } = new URL(address);
      if (protocol !== 'http:' && protocol !== 'https:') return undefined;
      const owner = owners.get(host) ?? owners.get(hostname);
      return owner && urlKey(address, owner.rules);
    },
    ownerOf: (key) => owners.get(key.slice(0, Math.max(0, key.indexOf('/'))))?.id,
  };
}
