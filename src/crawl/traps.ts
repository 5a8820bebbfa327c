import { maskDigits } from '../text/hash.ts';

const sessionNames = /^(phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|_afrloop|zenid|oscsid)$/i;
/** Names that carry sessions on some sites and content on others: the value has to look like a token. */
const maybeSession = /^(sid|sessid|session|sessionid|session_id|s)$/i;
const tokenValue = /^(?=.*\d)(?=.*[a-z])[0-9a-z]{8,}$/i;

/**
 * The address without session ids in path (`;jsessionid=`, ASP.NET's `/(S(...))/`) and query; the same
 * string when there are none. `significant` are parameters a mapping names as content.
 */
export function withoutSession(address: string, significant: readonly string[]): string {
  const url = new URL(address);
  const path = url.pathname
    .replace(/;(?:jsessionid|sid|phpsessid)=[^/]*/gi, '')
    .replace(/\/\((?:[A-Z]\([^()/]*\))+\)(?=\/|$)/g, '');
  const pairs = url.search.slice(1).split('&');
  const kept = pairs.filter((pair) => !isSessionPair(pair, significant));
  if (path === url.pathname && kept.length === pairs.length) return address;
  url.pathname = path === '' ? '/' : path;
  url.search = kept.join('&');
  return url.href;
}

function isSessionPair(pair: string, significant: readonly string[]): boolean {
  const [name = '', value = ''] = pair.split('=', 2);
  if (significant.includes(name.toLowerCase())) return false;
  return sessionNames.test(name) || (maybeSession.test(name) && tokenValue.test(value));
}

/**
 * Tells whether one to three path segments stand three times in a row, as relative links on a page of the
 * wrong level make them (`/kk/kk/kk/`). Runs of numbers alone are dates.
 */
export function hasRepeatedSegments(address: string): boolean {
  const segments = new URL(address).pathname.split('/').filter((segment) => segment !== '');
  for (let period = 1; period <= 3; period++) {
    for (let start = 0; start + 3 * period <= segments.length; start++) {
      if (repeats(segments, start, period)) return true;
    }
  }
  return false;
}

function repeats(segments: readonly string[], start: number, period: number): boolean {
  let hasWord = false;
  for (let i = start; i < start + period; i++) {
    const segment = segments[i] ?? '';
    if (segment !== segments[i + period] || segment !== segments[i + 2 * period]) return false;
    if (!/^\d+$/.test(segment)) hasWord = true;
  }
  return hasWord;
}

/** Tells whether a parameter stands three times, as links that add to their own page's query make it (`lang=ru&lang=kk&lang=ru`). */
export function hasRepeatedParameter(address: string): boolean {
  const counts = new Map<string, number>();
  for (const pair of new URL(address).search.slice(1).split('&')) {
    const name = pair.split('=', 1)[0] ?? '';
    const count = (counts.get(name) ?? 0) + 1;
    // Choices from a list are sent so: `type[]=1&type[]=2`.
    if (count >= 3 && name !== '' && !/(?:\[\]|%5B%5D)$/i.test(name)) return true;
    counts.set(name, count);
  }
  return false;
}

/**
 * The address without parameters that hold the address of the page it stands on (`?back_url=/kk/news/1.html`): a
 * form returns there, and shows the same on every page. The same string when there are none.
 */
export function withoutReturn(address: string, page: string): string {
  if (!/[?&][^=&]*=[^&]*(?:\/|%2f|%252f)/i.test(address)) return address;
  const url = new URL(address);
  const own = new URL(page);
  if (own.pathname.length < 2 || url.host !== own.host) return address;
  const pairs = url.search.slice(1).split('&');
  const kept = pairs.filter((pair) => !holdsPath(pair, own));
  if (kept.length === pairs.length) return address;
  url.search = kept.join('&');
  return url.href.endsWith('?') ? url.href.slice(0, -1) : url.href;
}

function holdsPath(pair: string, page: URL): boolean {
  let value = pair.slice(pair.indexOf('=') + 1);
  for (let i = 0; i < 3 && /%(?:2f|25)/i.test(value); i++) value = decoded(value);
  const path = value.replace(/^https?:\/\/[^/]*/i, '').split('?', 1)[0] ?? '';
  return path === page.pathname || path === decoded(page.pathname);
}

/**
 * Template of an address: host, decoded path and sorted query with digits and hexadecimal ids masked, so
 * that the pages of a calendar, all orders of the same parameters, and all combinations of numbered
 * pagers (`query-2-page=3&query-5-page=1`) are one template. Values that are addresses count as one.
 */
export function templateOf(address: string): string {
  const url = new URL(address);
  const pairs = url.search.slice(1).split('&').filter(Boolean).map(maskedPair);
  const query = [...new Set(pairs)].sort().join('&');
  const path = url.pathname.split('/').map(masked).join('/');
  return url.host + path + (query === '' ? '' : `?${query}`);
}

/** A value longer than this is data, such as the page to return to after a login. */
const longestValue = 60;

function maskedPair(pair: string): string {
  const text = masked(pair);
  const cut = text.indexOf('=') + 1;
  const value = text.slice(cut);
  return cut > 0 && (value.length > longestValue || /^\/|:\/\//.test(value))
    ? `${text.slice(0, cut)}*`
    : text;
}

/** A part of an address as templates show it: decoded, digits and hexadecimal ids masked. */
export function masked(part: string): string {
  return maskDigits(decoded(part).replace(/[0-9a-f]{8,}/gi, (run) => (/\d/.test(run) ? '0' : run)));
}

// Percent signs would otherwise bring digits of their own: `%D0%B0` and `%D1%8B` are letters.
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return unescapedLatin1(part);
  }
}

function unescapedLatin1(part: string): string {
  return part.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
