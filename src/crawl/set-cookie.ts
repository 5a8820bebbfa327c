/** A cookie that is kept for a host. */
export interface Cookie {
  name: string;
  /** One character per byte. */
  value: string;
  /** Host that set it, or the domain it is for. */
  domain: string;
  /** Sent to `domain` itself only, not to hosts under it. */
  hostOnly: boolean;
  path: string;
  secure: boolean;
  /** Milliseconds since 1970; null for a cookie of the session. */
  expires: number | null;
}

/** A cookie as a server sends it; `domain` and `path` are null when it names none that counts. */
interface SetCookie extends Omit<Cookie, 'domain' | 'hostOnly' | 'path'> {
  domain: string | null;
  path: string | null;
}

// RFC 6265, 6.1 asks clients for at least these; more is not a real site's.
const mostBytes = 4096;
const mostAttributeBytes = 1024;
const mostFieldBytes = 8192;

/**
 * Reads a Set-Cookie value (RFC 6265, 5.2, with the bounds and prefixes of its revision); undefined for what
 * browsers ignore: no name, control characters, too long.
 */
export function parseSetCookie(text: string, now: number): SetCookie | undefined {
  if (text.length > mostFieldBytes || hasControls(text)) return undefined;
  const [pair = '', ...attributes] = text.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  const value = pair.slice(equals + 1).trim();
  if (equals < 0 || name === '' || name.length + value.length > mostBytes) return undefined;
  const cookie: SetCookie = {
    name,
    value,
    domain: null,
    path: null,
    secure: false,
    expires: null,
  };
  for (const attribute of attributes) readAttribute(attribute, cookie);
  const maxAge = attributes.map(maxAgeOf).findLast((seconds) => seconds !== undefined);
  if (maxAge !== undefined) cookie.expires = now + maxAge * 1000;
  return keepsPrefix(cookie) ? cookie : undefined;
}

function readAttribute(attribute: string, cookie: SetCookie): void {
  const [key, content] = partsOf(attribute);
  if (content.length > mostAttributeBytes) return;
  if (key === 'secure') cookie.secure = true;
  else if (key === 'path') cookie.path = content.startsWith('/') ? content : null;
  else if (key === 'domain') cookie.domain = content.replace(/^\./, '').toLowerCase() || null;
  else if (key === 'expires') cookie.expires = parseCookieDate(content) ?? cookie.expires;
}

/** Max-Age wins over Expires wherever it stands. */
function maxAgeOf(attribute: string): number | undefined {
  const [key, content] = partsOf(attribute);
  return key === 'max-age' && /^-?\d{1,12}$/.test(content) ? Number(content) : undefined;
}

function partsOf(attribute: string): [key: string, content: string] {
  const equals = attribute.indexOf('=');
  const key = equals < 0 ? attribute : attribute.slice(0, equals);
  return [key.trim().toLowerCase(), equals < 0 ? '' : attribute.slice(equals + 1).trim()];
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x7f || (code < 0x20 && code !== 0x09)) return true;
  }
  return false;
}

/** Names that promise something must keep it, or another host could plant them. */
function keepsPrefix({ name, secure, domain, path }: SetCookie): boolean {
  if (/^__secure-/i.test(name)) return secure;
  if (/^__host-/i.test(name)) return secure && domain === null && path === '/';
  return true;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface DateParts {
  time?: readonly number[];
  day?: number;
  month?: number;
  year?: number;
}

/** Reads a cookie date (RFC 6265, 5.1.1: any order of its parts); undefined when it is none. */
function parseCookieDate(text: string): number | undefined {
  const parts: DateParts = {};
  for (const token of text.split(/[\t -/;-@[-`{-~]+/)) readDatePart(token, parts);
  const { time, day, month, year } = parts;
  if (time === undefined || day === undefined || month === undefined || year === undefined) {
    return undefined;
  }
  const full = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
  const [hours = 24, minutes = 60, seconds = 60] = time;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  if (day < 1 || day > 31 || full < 1601) return undefined;
  return Date.UTC(full, month, day, hours, minutes, seconds);
}

/** A token is the first part that still lacks and whose form it has. */
function readDatePart(token: string, parts: DateParts): void {
  const time = /^(\d{1,2}):(\d{1,2}):(\d{1,2})/.exec(token);
  const month = months.indexOf(token.slice(0, 3).toLowerCase());
  if (parts.time === undefined && time !== null) parts.time = time.slice(1).map(Number);
  else if (parts.day === undefined && /^\d{1,2}(\D|$)/.test(token)) parts.day = whole(token);
  else if (parts.month === undefined && month >= 0) parts.month = month;
  else if (parts.year === undefined && /^\d{2,4}(\D|$)/.test(token)) parts.year = whole(token);
}

function whole(token: string): number {
  return Number.parseInt(token, 10);
}
