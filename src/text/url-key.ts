import { z } from 'zod';
import { encodingOf, encodings } from './encodings.ts';
import { sha256Hex } from './hash.ts';
import { keyText, reservedInPath, reservedInQuery } from './key-text.ts';
import { isNoiseParameter } from './noise-parameters.ts';
import { defaultDocuments, pathSession, sessionSegment } from './path-noise.ts';

/** What the key of an address depends on beside the address; plain data, stored with its hash. */
export const keyRulesSchema = z.object({
  /** Host or alias → canonical host. */
  hosts: z.record(z.string(), z.string()),
  /** Lower-case names of the parameters that choose content; null keeps all but noise. */
  significant: z.array(z.string()).nullable(),
  ignored: z.array(z.string()),
  caseInsensitive: z.boolean(),
  /** Charset of octets that are no UTF-8, as the mapping says; `utf-8` leaves them as octets, null tries KZ-1048. */
  charset: z.enum(encodings).nullable(),
});

export type KeyRules = z.infer<typeof keyRulesSchema>;

interface KeySource {
  hosts: { host: string; aliases: string[] }[];
  significantParameters?: string[] | undefined;
  ignoredParameters: string[];
  caseInsensitive: boolean;
  queryCharset?: string | undefined;
}

/** The key rules of a mapping. */
export function keyRules(mapping: KeySource): KeyRules {
  const hosts: Record<string, string> = {};
  for (const { host, aliases } of mapping.hosts) {
    for (const name of [host, ...aliases]) hosts[name] = host;
  }
  const lower = (names: readonly string[]) =>
    [...new Set(names.map((name) => decoded(name).toLowerCase().normalize('NFC')))].sort();
  return {
    hosts,
    significant: mapping.significantParameters ? lower(mapping.significantParameters) : null,
    ignored: lower(mapping.ignoredParameters),
    caseInsensitive: mapping.caseInsensitive,
    charset: encodingOf(mapping.queryCharset) ?? null,
  };
}

/** A name as it may have been copied from an address: `filter%5Bid%5D`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Raised when `urlKey` itself changes, so that stored keys are made again. */
const keyWay = 2;

/** Identity of key rules: keys made under other rules have to be made again. */
export function keyRulesHash(rules: KeyRules): string {
  const hosts = Object.entries(rules.hosts).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(JSON.stringify({ ...rules, hosts, way: keyWay })).slice(0, 16);
}

const defaultDocument = new RegExp(`^${defaultDocuments}$`, 'i');
const sessionOnly = new RegExp(`^${sessionSegment}$`, 'i');
const sessionSuffix = new RegExp(`${pathSession}.*$`, 'i');

/** What the URL parser leaves as it is; with a host that a mapping names, which is in lower case. */
const parsed = /^https?:\/\/([^/?]+)(\/[\w\-./~!$*,;:@()%&=+]*)?(?:\?([\w\-./~!$*,;:@()%&=+?]*))?$/;
/** Dot segments and their escapes, which the parser removes. */
const dots = /\/\.|%2e/i;

/**
 * The key under which all spellings of an absolute http(s) address meet: no scheme, canonical host,
 * decoded path without default document, slashes doubled or trailing, sessions; significant
 * parameters sorted. Idempotent: the key of `http://` + key is the key. Throws on what is no address.
 */
export function urlKey(address: string, rules: KeyRules): string {
  return keyOf(address, rules, false);
}

/** The key with every parameter in it, as if all chose content. */
export function wholeKey(address: string, rules: KeyRules): string {
  return keyOf(address, rules, true);
}

function keyOf(address: string, rules: KeyRules, isWhole: boolean): string {
  const [, name = '', path = '', query = ''] = parsed.exec(address) ?? [];
  if (name !== '' && Object.hasOwn(rules.hosts, name) && !dots.test(path)) {
    return (rules.hosts[name] ?? name) + pathKey(path, rules) + queryKey(query, rules, isWhole);
  }
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`no http address: ${address}`);
  return (
    canonicalHost(url, rules) +
    pathKey(url.pathname, rules) +
    queryKey(url.search.slice(1), rules, isWhole)
  );
}

/** A port of either scheme and the root dot (`gov.kz.`, RFC 1034) name the same host; another port is a host of its own only if the mapping says so. */
function canonicalHost(url: URL, rules: KeyRules): string {
  const { hosts } = rules;
  const name = hostName(url);
  for (const known of [url.host, name, name.replace(/:\d+$/, '')]) {
    if (Object.hasOwn(hosts, known)) return hosts[known] ?? known;
  }
  return name;
}

/** The host of a URL without root dot and without a port that either scheme implies. */
export function hostName({ hostname, port }: URL): string {
  const bare = hostname.replace(/(?<=[^.])\.$/, '');
  return port === '' || port === '80' || port === '443' ? bare : `${bare}:${port}`;
}

function pathKey(path: string, rules: KeyRules): string {
  const segments: string[] = [];
  for (const part of path.split('/')) {
    if (part === '') continue;
    const segment = segmentText(part, rules);
    // Only a session hides dots from the URL parser: `..;sid=1`.
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  while (defaultDocument.test(segments.at(-1) ?? '')) segments.pop();
  return `/${segments.join('/')}`;
}

/**
 * Sessions are taken off what was read, since their marks may be escaped; octets that were none of a charset because of the
 * session are read again without it.
 */
function segmentText(part: string, rules: KeyRules): string {
  let text = keyText(part, rules, reservedInPath);
  while (text.includes(';')) {
    const cut = text.replace(sessionSuffix, '');
    if (cut === text) break;
    text = /^[\x00-\x7f]*$/.test(cut) ? keyText(cut, rules, reservedInPath) : cut;
  }
  return text.startsWith('(') && sessionOnly.test(text) ? '' : text;
}

function queryKey(query: string, rules: KeyRules, isWhole: boolean): string {
  if (query === '') return '';
  const kept: { name: string; text: string }[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = queryText(cut < 0 ? pair : pair.slice(0, cut), rules, rules.caseInsensitive);
    if (!isWhole && !isKeptParameter(name, rules)) continue;
    const value = cut < 0 ? '' : queryText(pair.slice(cut + 1), rules, false);
    kept.push({ name, text: `${name}=${value}` });
  }
  if (kept.length > 1) kept.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  // The same said twice says no more; of two values of one name a site may take the first or the last.
  const texts = kept.map((one) => one.text).filter((text, at, all) => text !== all[at - 1]);
  return texts.length === 0 ? '' : `?${texts.join('&')}`;
}

function queryText(part: string, { charset }: KeyRules, caseInsensitive: boolean): string {
  const spaced = part.includes('+') ? part.replaceAll('+', '%20') : part;
  return keyText(spaced, { charset, caseInsensitive }, reservedInQuery, charset !== 'utf-8');
}

/** Tells whether a parameter (any letter case) chooses content: named by the mapping, or else no known noise. */
export function isKeptParameter(name: string, rules: KeyRules): boolean {
  const lower = name.toLowerCase();
  if (rules.significant) return rules.significant.includes(lower);
  return !rules.ignored.includes(lower) && !isNoiseParameter(lower);
}
