import { splitAddress } from './address.ts';

/**
 * Orders the spellings of one key: which address stands for it. Canonical host first, then fewer query
 * parameters, shorter, smaller by code unit. Total: two different addresses never compare equal.
 */
export function comparePreference(
  canonicalHosts: ReadonlySet<string>,
): (a: string, b: string) => number {
  return (a, b) => {
    const x = rank(a, canonicalHosts);
    const y = rank(b, canonicalHosts);
    return (
      x.host - y.host ||
      x.parameters - y.parameters ||
      a.length - b.length ||
      (a < b ? -1 : a > b ? 1 : 0)
    );
  };
}

function rank(
  address: string,
  canonicalHosts: ReadonlySet<string>,
): { host: number; parameters: number } {
  const { host, query } = splitAddress(address);
  return {
    host: canonicalHosts.has(host) ? 0 : 1,
    parameters: query === '' ? 0 : query.split('&').length,
  };
}
