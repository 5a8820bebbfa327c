import { isWithin } from './cookie-jar.ts';
import type { Cookie } from './set-cookie.ts';

/** A line of a cookie file that cannot be read, by its number from 1. */
export interface CookieFileFault {
  line: number;
  message: string;
}

/**
 * Reads a cookies.txt (one character per byte) in Netscape's format, as curl, wget and browsers' add-ons write it, and keeps the cookies
 * meant for `host`. Expired ones are kept too: it is for the caller to say so.
 */
export function parseCookieFile(
  text: string,
  host: string,
): { cookies: Cookie[]; faults: CookieFileFault[] } {
  const cookies: Cookie[] = [];
  const faults: CookieFileFault[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const row = raw.replace(/^#HttpOnly_/, '');
    if (row.trim() === '' || row.startsWith('#')) continue;
    const cookie = cookieOf(row, host);
    if (cookie === undefined) {
      faults.push({ line: index + 1, message: 'no cookie: seven fields with tabs between them' });
    } else if (cookie !== 'other-host') cookies.push(cookie);
  }
  return { cookies, faults };
}

function cookieOf(row: string, host: string): Cookie | 'other-host' | undefined {
  const [domain = '', subdomains = '', path, secure, expires = '', name, ...value] =
    row.split('\t');
  const text = value.join('\t');
  if (path === undefined || secure === undefined || !name || !/^\d+(\.\d+)?$/.test(expires)) {
    return undefined;
  }
  if (!/^[^\s=;,]+$/.test(name) || !/^[^\0-\x1f\x7f;]*$/.test(text)) return undefined;
  const bare = domain.replace(/^\./, '').toLowerCase();
  const isWide = domain.startsWith('.') || subdomains.toUpperCase() === 'TRUE';
  if (host !== bare && !(isWide && isWithin(host, bare))) return 'other-host';
  return {
    name,
    value: text,
    domain: host,
    hostOnly: true,
    path: path.startsWith('/') ? path : '/',
    secure: secure.toUpperCase() === 'TRUE',
    expires: Number(expires) === 0 ? null : Number(expires) * 1000,
  };
}
