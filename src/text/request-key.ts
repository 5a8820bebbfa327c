import { isUtf8 } from 'node:buffer';
import { type KeyRules, urlKey } from './url-key.ts';

/** What the URL parser would drop, cut or turn, as browsers do before they send: sent as it stands it is text. */
const unlikeBrowsers = /[\x00-\x20\x7f-\xff\\]/g;
/** Most targets: nothing to escape. */
const plainTarget = /^\/[\x21-\x5b\x5d-\x7e]*$/;
/** Host and port alone: with anything else in it a Host header would say more than the host. */
const bareHost = /^[^\s/?#@\\]+$/;

/**
 * The address that a request asks for, as a server receives it: Host header, and request target with one latin1 character an
 * octet (RFC 9112, 3.2: origin or absolute form). Undefined for what names no address: `*`, `host:port`, a broken host.
 */
export function requestAddress(host: string, target: string): string | undefined {
  const isAbsolute = /^https?:\/\//i.test(target);
  if (!isAbsolute && !(target.startsWith('/') && bareHost.test(host))) return undefined;
  const raw = target.replace(
    unlikeBrowsers,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const address = isAbsolute ? raw : `http://${hostText(host)}${raw}`;
  return URL.canParse(address) ? address : undefined;
}

/** The url key of what a request asks for, see `requestAddress`. */
export function requestKey(host: string, target: string, rules: KeyRules): string | undefined {
  if (plainTarget.test(target)) return keyOrNone(originOf(host), target, rules);
  const raw = target.replace(
    unlikeBrowsers,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  if (/^https?:\/\//i.test(target)) return keyOrNone('', raw, rules);
  return target.startsWith('/') ? keyOrNone(originOf(host), raw, rules) : undefined;
}

function keyOrNone(
  origin: string | undefined,
  target: string,
  rules: KeyRules,
): string | undefined {
  if (origin === undefined) return undefined;
  try {
    return urlKey(origin + target, rules);
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL') {
      return undefined;
    }
    throw error;
  }
}

let lastHost = '';
let lastOrigin: string | undefined;

/** Requests of a log and rows of a table come host by host. */
function originOf(host: string): string | undefined {
  if (host !== lastHost) {
    lastHost = host;
    lastOrigin = bareHost.test(host) ? `http://${hostText(host)}` : undefined;
  }
  return lastOrigin;
}

/** Octets of a host are UTF-8 where a program sends letters instead of punycode. */
function hostText(host: string): string {
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  const octets = Buffer.from(host, 'latin1');
  return isUtf8(octets) ? octets.toString('utf8') : host;
}
