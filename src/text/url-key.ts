import { decodeAs, type Encoding, encodingOf } from './encodings.ts';
import { sha256Hex } from './hash.ts';
import { isNoiseParameter } from './noise-parameters.ts';

/** What the key of an address depends on beside the address; plain data, stored with its hash. */
export interface KeyRules {
  /** Host or alias → canonical host. */
  hosts: Record<string, string>;
  /** Lower-case names of the parameters that choose content; null keeps all but noise. */
  significant: string[] | null;
  ignored: string[];
  caseInsensitive: boolean;
  /** Charset of percent-encoded bytes that are no UTF-8; null leaves them as octets. */
  charset: Encoding | null;
}

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
    [...new Set(names.map((name) => name.toLowerCase()))].sort();
  return {
    hosts,
    significant: mapping.significantParameters ? lower(mapping.significantParameters) : null,
    ignored: lower(mapping.ignoredParameters),
    caseInsensitive: mapping.caseInsensitive,
    charset: encodingOf(mapping.queryCharset) ?? null,
  };
}

/** Identity of key rules: keys made under other rules have to be made again. */
export function keyRulesHash(rules: KeyRules): string {
  const hosts = Object.entries(rules.hosts).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(JSON.stringify({ ...rules, hosts })).slice(0, 16);
}

const defaultDocument = /^(?:index|default)\.(?:php\d?|html?|shtml|aspx?|jsp|cfm|cgi|pl)$/i;
const sessionSegment = /^\((?:[A-Z]\([^)]*\))+\)$/;
const sessionSuffix = /;(?:jsessionid|sid|phpsessid)=[^/]*$/i;

/**
 * The key under which all spellings of an absolute http(s) address meet: no scheme, canonical host,
 * decoded path without default document, slashes doubled or trailing, sessions; significant
 * parameters sorted. Idempotent: the key of `http://` + key is the key. Throws on what is no address.
 */
export function urlKey(address: string, rules: KeyRules): string {
  const url = new URL(address);
  return (
    canonicalHost(url, rules) + pathKey(url.pathname, rules) + queryKey(url.search.slice(1), rules)
  );
}

/** A port of either scheme and the root dot (`gov.kz.`, RFC 1034) name the same host; another port is a host of its own only if the mapping says so. */
function canonicalHost({ host, hostname, port }: URL, rules: KeyRules): string {
  const { hosts } = rules;
  if (Object.hasOwn(hosts, host)) return hosts[host] ?? host;
  const bare = hostname.replace(/(?<=[^.])\.$/, '');
  const isDefault = port === '' || port === '80' || port === '443';
  const name = isDefault ? bare : `${bare}:${port}`;
  for (const known of [name, bare]) {
    if (Object.hasOwn(hosts, known)) return hosts[known] ?? known;
  }
  return name;
}

function pathKey(path: string, rules: KeyRules): string {
  const segments = path
    .split('/')
    .map((segment) => decodeOctets(segment.replace(sessionSuffix, ''), rules, pathReserved))
    .filter((segment) => segment !== '' && !sessionSegment.test(segment));
  while (segments.length > 0 && defaultDocument.test(segments[segments.length - 1] ?? ''))
    segments.pop();
  return `/${segments.join('/')}`;
}

function queryKey(query: string, rules: KeyRules): string {
  const kept: { name: string; text: string }[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const rawName = cut < 0 ? pair : pair.slice(0, cut);
    const value = cut < 0 ? '' : pair.slice(cut + 1);
    const name = decodeOctets(rawName.replaceAll('+', '%20'), rules, queryReserved);
    if (!isKeptParameter(name, rules)) continue;
    kept.push({ name, text: `${name}=${decodeValue(value, rules)}` });
  }
  if (kept.length === 0) return '';
  kept.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return `?${kept.map((one) => one.text).join('&')}`;
}

function decodeValue(value: string, rules: KeyRules): string {
  return decodeOctets(
    value.replaceAll('+', '%20'),
    { ...rules, caseInsensitive: false },
    queryReserved,
  );
}

/** Tells whether a parameter (any letter case) chooses content: named by the mapping, or else no known noise. */
export function isKeptParameter(name: string, rules: KeyRules): boolean {
  const lower = name.toLowerCase();
  if (rules.significant) return rules.significant.includes(lower);
  return !rules.ignored.includes(lower) && !isNoiseParameter(lower);
}

/** What must stay percent-encoded for the key to be readable as an address again. */
const pathReserved = /[\x00-\x20\x7f%/?#\\"<>^`{|}]/g;
const queryReserved = /[\x00-\x20\x7f%&=+#"<>']/g;

/** Characters that stand for themselves in both. */
const plain = /^[\w\-.~!$*,;:@()]*$/;

/** Percent-decodes by strict UTF-8, else by the site's charset, else leaves octets as upper-case `%XX`; NFC. */
function decodeOctets(text: string, rules: KeyRules, reserved: RegExp): string {
  // Most parts of addresses: nothing to decode.
  if (plain.test(text)) return rules.caseInsensitive ? text.toLowerCase() : text;
  const bytes = octets(text);
  const decoded = decodeStrictly(bytes, rules.charset);
  if (decoded === undefined) {
    return text.replace(/%[0-9a-fA-F]{2}/g, (octet) => octet.toUpperCase());
  }
  const cased = rules.caseInsensitive ? decoded.toLowerCase() : decoded;
  return cased.normalize('NFC').replace(reserved, (character) => escapeOf(character));
}

function octets(text: string): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const hex = text[i] === '%' ? /^[0-9a-fA-F]{2}/.exec(text.slice(i + 1, i + 3))?.[0] : undefined;
    if (hex !== undefined) {
      out.push(Number.parseInt(hex, 16));
      i += 2;
    } else {
      out.push(...Buffer.from(text[i] ?? '', 'utf8'));
    }
  }
  return Uint8Array.from(out);
}

function decodeStrictly(bytes: Uint8Array, charset: Encoding | null): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (charset === null) return undefined;
    const text = decodeAs(bytes, charset);
    return text.includes('\uFFFD') ? undefined : text;
  }
}

function escapeOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
