import { type VariantCookie, variantName } from '../model/variant.ts';
import { type CookieJar, matchesPath } from './cookie-jar.ts';
import type { Cookie } from './set-cookie.ts';

/** How a host knows the crawler. */
export interface HostLogin {
  /** Value of Authorization, or null. */
  authorization: string | null;
  cookies: readonly Cookie[];
}

/** What requests carry beside what they ask for. */
export interface SessionOptions {
  /** Host (with its port when not the scheme's own) → login. */
  logins: ReadonlyMap<string, HostLogin>;
  /** Null: cookies that sites set are not sent back. */
  jar: CookieJar | null;
}

type Fields = [name: string, value: string][];

/** What stands in the archive in place of a secret. */
const redacted = '[redacted]';

/**
 * Fields Cookie and Authorization of a request: as they are sent, and as the archive shows them, where nothing stands
 * that would let a reader log in. Undefined when the request carries none.
 */
export function sessionFields(
  url: URL,
  variant: VariantCookie | undefined,
  { logins, jar }: SessionOptions,
  now: number,
): { sent: Fields; shown: Fields } | undefined {
  const login = logins.get(url.host);
  if (login === undefined && jar === null && variant === undefined) return undefined;
  const pairs = new Map<string, Pair>();
  for (const one of login?.cookies ?? []) {
    if (isSent(one, url, now)) pairs.set(one.name, { value: one.value, isSecret: true });
  }
  for (const one of jar?.cookiesFor(url, variantName(variant), now) ?? []) {
    pairs.set(one.name, { value: one.value, isSecret: login !== undefined });
  }
  if (variant !== undefined) pairs.set(variant.name, { value: variant.value, isSecret: false });
  const sent = cookieFields(pairs, false);
  const shown = cookieFields(pairs, true);
  if (login?.authorization) {
    sent.push(['Authorization', login.authorization]);
    shown.push(['Authorization', login.authorization.replace(/ .*/, ` ${redacted}`)]);
  }
  return { sent, shown };
}

interface Pair {
  value: string;
  isSecret: boolean;
}

function isSent({ secure, path, expires }: Cookie, url: URL, now: number): boolean {
  if (secure && url.protocol !== 'https:') return false;
  return matchesPath(url.pathname, path) && (expires === null || expires > now);
}

function cookieFields(pairs: ReadonlyMap<string, Pair>, hide: boolean): Fields {
  if (pairs.size === 0) return [];
  const texts = [...pairs].map(
    ([name, { value, isSecret }]) => `${name}=${hide && isSecret ? redacted : value}`,
  );
  return [['Cookie', texts.join('; ')]];
}

/** Hides the values of Set-Cookie fields: behind a login they are as good as a password. */
export function withoutCookieValues(fields: Fields): Fields {
  return fields.map(([name, value]) =>
    name.toLowerCase() === 'set-cookie'
      ? [name, value.replace(/=[^;]*/, `=${redacted}`)]
      : [name, value],
  );
}
