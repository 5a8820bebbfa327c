import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseCookieFile } from '../crawl/cookie-file.ts';
import type { ProxyServer } from '../crawl/proxy-tunnel.ts';
import type { HostLogin } from '../crawl/request-session.ts';
import type { Cookie } from '../crawl/set-cookie.ts';
import type { TlsExceptions } from '../crawl/tls-connector.ts';
import { UserError } from '../errors.ts';
import type { Mapping } from '../model/mapping.ts';
import type { ProxySettings } from '../model/proxy.ts';
import type { Settings } from '../model/settings.ts';
import { RecentMap } from '../text/recent-map.ts';

/** How a crawl reaches its hosts, with the secrets that mapping and settings only name. */
export interface CrawlAccess {
  logins: ReadonlyMap<string, HostLogin>;
  exceptions: TlsExceptions;
  /** PEM texts. */
  trusted: readonly string[];
  proxy: ProxyServer | null;
}

/** Where secrets and files come from. */
export interface AccessSources {
  /** Folder that file names are relative to: the workspace. */
  root: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Gathers it. Throws UserError for a password that is not set, or a file that cannot be used. */
export function crawlAccess(
  mapping: Mapping,
  settings: Settings,
  sources: AccessSources,
): CrawlAccess {
  const { tls, login, proxy } = mapping.crawl;
  const chosen = proxy === 'none' ? undefined : (proxy ?? settings.proxy);
  return {
    logins: new Map(login.map((one) => [one.host, loginOf(mapping.id, one, sources)])),
    exceptions: new Map(tls.map(({ host, allow }) => [host, allow])),
    trusted: trustedRoots(settings, sources),
    proxy: chosen === undefined ? null : proxyOf(chosen, sources),
  };
}

/** Root certificates (PEM) that are trusted beside those of Node. Throws UserError for a file that holds none. */
export function trustedRoots(settings: Settings, sources: AccessSources): string[] {
  return [
    // Node adds these to its own roots only as long as nobody names roots.
    ...certificatesOf(sources.environment.NODE_EXTRA_CA_CERTS, 'NODE_EXTRA_CA_CERTS', sources),
    ...settings.trustedCertificates.flatMap((file) =>
      certificatesOf(file, 'trustedCertificates', sources),
    ),
  ];
}

function loginOf(
  agency: string,
  { host, basic, cookieFile }: Mapping['crawl']['login'][number],
  sources: AccessSources,
): HostLogin {
  const what = `${agency}: crawl.login of ${host}`;
  return {
    authorization:
      basic === undefined
        ? null
        : basicCredentials(basic.user, secretOf(basic.passwordEnv, what, sources)),
    cookies: cookieFile === undefined ? [] : cookiesOf(cookieFile, host, what, sources),
  };
}

function proxyOf({ url, user, passwordEnv }: ProxySettings, sources: AccessSources): ProxyServer {
  const { hostname, port } = new URL(url);
  const password = passwordEnv === undefined ? '' : secretOf(passwordEnv, 'proxy', sources);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 80),
    authorization: user === undefined ? null : basicCredentials(user, password),
  };
}

/** RFC 7617, in UTF-8. */
function basicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

function secretOf(name: string, what: string, { environment }: AccessSources): string {
  const secret = environment[name];
  if (secret) return secret;
  throw new UserError(`${what}: the environment variable ${name} is not set; set it and run again`);
}

function cookiesOf(file: string, host: string, what: string, sources: AccessSources): Cookie[] {
  const bare = host.replace(/:\d+$/, '');
  const { cookies, faults } = parseCookieFile(textOf(file, what, sources, 'latin1'), bare);
  const [fault] = faults;
  if (fault !== undefined) throw new UserError(`${file}:${fault.line}: ${fault.message}`);
  const isGood = (one: Cookie) => one.expires === null || one.expires > Date.now();
  if (cookies.some(isGood)) return cookies;
  const wrong = cookies.length === 0 ? 'holds no cookie' : 'holds only expired cookies';
  throw new UserError(
    `${what}: ${file} ${wrong} for ${bare}; log in with a browser and export its cookies again`,
  );
}

// Hundreds of agencies read the same file, and a bundle of roots takes 50 ms to check.
const certificates = new RecentMap<string, string[]>(4);

function certificatesOf(file: string | undefined, what: string, sources: AccessSources): string[] {
  if (!file) return [];
  const text = textOf(file, what, sources);
  const known = certificates.get(text);
  if (known !== undefined) return known;
  const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  try {
    for (const pem of pems ?? []) new X509Certificate(pem);
  } catch {
    throw new UserError(`${what}: ${file} holds a certificate that cannot be read`);
  }
  if (pems === null) throw new UserError(`${what}: ${file} holds no certificate (PEM)`);
  certificates.set(text, pems);
  return pems;
}

function textOf(
  file: string,
  what: string,
  { root }: AccessSources,
  encoding: 'utf8' | 'latin1' = 'utf8',
): string {
  try {
    return readFileSync(resolve(root, file), encoding);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UserError(`${what}: ${file} cannot be read (${code})`);
  }
}
