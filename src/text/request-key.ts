import { type KeyRules, urlKey } from './url-key.ts';

/** What HTTP itself leaves raw in a request target and the URL parser would drop, cut or turn: sent as they stand, they are text. */
const unlikeBrowsers = /[\x00-\x20\x7f-\xff\\]/g;

/**
 * The url key of a request as a server receives it: Host header, and request target with one latin1 character an
 * octet (RFC 9112, 3.2: origin or absolute form). Undefined for what names no address: `*`, `host:port`, no path.
 */
export function requestKey(host: string, target: string, rules: KeyRules): string | undefined {
  const absolute = /^https?:\/\//i.test(target);
  if (!absolute && !target.startsWith('/')) return undefined;
  const raw = target.replace(
    unlikeBrowsers,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const address = absolute ? raw : `http://${host}${raw}`;
  return URL.canParse(address) ? urlKey(address, rules) : undefined;
}
