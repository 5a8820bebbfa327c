import { parseAddress } from '../../text/address.ts';

/**
 * The address that a request asked for: octets of its target (latin1) at a host. Octets that no address holds as they are
 * stand percent-encoded. Undefined for what is no address, or is longer than kosh follows.
 */
export function targetAddress(host: string, target: string): string | undefined {
  const absolute = /^https?:\/\//i.test(target);
  if (!absolute && !target.startsWith('/')) return undefined;
  const escaped = target.replace(
    /[\x00-\x20\x7f-\xff]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return parseAddress(absolute ? escaped : `http://${host}${escaped}`);
}
