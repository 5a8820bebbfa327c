import { isIP } from 'node:net';
import { type Cookie, parseSetCookie } from './set-cookie.ts';

/** A cookie with the variant in whose visits it was set, and its age among the others. */
export interface StoredCookie extends Cookie {
  variant: string;
  order: number;
}

const mostOfHost = 50;
const mostOfAll = 1000;
const mostSetAtOnce = 50;
// Servers refuse requests whose head is much longer than 8 KiB.
const mostHeaderBytes = 6 * 1024;

/**
 * The cookies of a crawl (RFC 6265), each variant with its own, so that a visit in one language leaves no trace in
 * another. A cookie goes to the host that set it; its Domain widens that only to another name of the same
 * mapping, since without a list of public suffixes `Domain=gov.kz` would reach every site of the state.
 */
export class CookieJar {
  readonly #names: ReadonlySet<string>;
  readonly #held: ReadonlySet<string>;
  #cookies: StoredCookie[];
  #order = 0;
  #isChanged = false;

  /** `names` are the host names of the mapping; cookies called as `held` are never taken: variants set them. */
  constructor(
    names: ReadonlySet<string>,
    held: ReadonlySet<string>,
    stored: readonly StoredCookie[] = [],
  ) {
    this.#names = names;
    this.#held = held;
    this.#cookies = [...stored];
    this.#order = Math.max(0, ...stored.map((one) => one.order));
  }

  /** The cookies, when they changed since this was last asked. */
  changes(): readonly StoredCookie[] | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    return this.#cookies;
  }

  /** The cookies to send with a request, in the order of RFC 6265, 5.4. */
  cookiesFor(url: URL, variant: string, now: number): Cookie[] {
    const isSecure = url.protocol === 'https:';
    const fitting = this.#cookies.filter(
      (one) =>
        one.variant === variant &&
        (one.expires === null || one.expires > now) &&
        (isSecure || !one.secure) &&
        (one.hostOnly ? url.hostname === one.domain : isWithin(url.hostname, one.domain)) &&
        matchesPath(url.pathname, one.path),
    );
    fitting.sort((a, b) => b.path.length - a.path.length || a.order - b.order);
    let bytes = 0;
    return fitting.filter((one) => {
      bytes += one.name.length + one.value.length + 3;
      return bytes <= mostHeaderBytes;
    });
  }

  /** Takes what a response sets; of hostile sets the first 50 only. */
  take(url: URL, variant: string, setCookies: readonly string[], now: number): void {
    for (const text of setCookies.slice(0, mostSetAtOnce)) {
      const cookie = this.#cookieOf(url, text, now);
      if (cookie !== undefined) this.#put({ ...cookie, variant, order: 0 }, now);
    }
  }

  #cookieOf(url: URL, text: string, now: number): Cookie | undefined {
    const set = parseSetCookie(text, now);
    if (set === undefined || this.#held.has(set.name)) return undefined;
    if (set.secure && url.protocol !== 'https:') return undefined;
    const { domain } = set;
    if (domain !== null && !isWithin(url.hostname, domain)) return undefined;
    const isWide = domain !== null && this.#names.has(domain);
    return {
      ...set,
      domain: isWide ? domain : url.hostname,
      hostOnly: !isWide,
      path: set.path ?? defaultPath(url.pathname),
    };
  }

  #put(cookie: StoredCookie, now: number): void {
    const at = this.#cookies.findIndex(
      (one) =>
        one.name === cookie.name &&
        one.variant === cookie.variant &&
        one.domain === cookie.domain &&
        one.hostOnly === cookie.hostOnly &&
        one.path === cookie.path,
    );
    const old = this.#cookies[at];
    const isGone = cookie.expires !== null && cookie.expires <= now;
    if (old !== undefined && !isGone && old.value === cookie.value) {
      // Sites repeat their cookies with every answer: that alone is no change worth storing.
      this.#cookies[at] = { ...cookie, order: old.order };
      return;
    }
    if (old !== undefined) this.#cookies.splice(at, 1);
    else if (isGone) return;
    this.#isChanged = true;
    if (isGone) return;
    this.#order += 1;
    this.#cookies.push({ ...cookie, order: old?.order ?? this.#order });
    this.#trim(cookie, now);
  }

  /** Within the bounds expired cookies go first, then the oldest. */
  #trim({ domain, variant }: StoredCookie, now: number): void {
    const ofHost = (one: StoredCookie) => one.domain === domain && one.variant === variant;
    if (this.#cookies.filter(ofHost).length <= mostOfHost && this.#cookies.length <= mostOfAll) {
      return;
    }
    this.#cookies = this.#cookies.filter((one) => one.expires === null || one.expires > now);
    while (this.#cookies.filter(ofHost).length > mostOfHost) {
      this.#cookies.splice(this.#cookies.findIndex(ofHost), 1);
    }
    this.#cookies = this.#cookies.slice(-mostOfAll);
  }
}

/** Tells whether a host is a domain or lies under it (RFC 6265, 5.1.3); an IP address only equals itself. */
export function isWithin(host: string, domain: string): boolean {
  if (host === domain) return true;
  return isIP(host.replace(/^\[|\]$/g, '')) === 0 && host.endsWith(`.${domain}`);
}

/** RFC 6265, 5.1.4. */
export function matchesPath(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  if (!path.startsWith(cookiePath)) return false;
  return cookiePath.endsWith('/') || path[cookiePath.length] === '/';
}

function defaultPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
