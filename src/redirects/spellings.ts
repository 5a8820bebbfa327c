import type { Redirect } from '../model/redirect.ts';
import { encodeQueryText } from '../text/encodings.ts';
import { pathSessionNames } from '../text/path-noise.ts';
import { requestKey } from '../text/request-key.ts';
import { isKeptParameter, type KeyRules } from '../text/url-key.ts';

/** How a request may be spelled and still have the same key; the table in docs/design.md says what each changes. */
export const spellingClasses = [
  'seen',
  'utf8-escapes',
  'legacy-escapes',
  'utf8-octets',
  'hex-case',
  'decomposed',
  'parameter-order',
  'extra-tracking',
  'session',
  'empty-query',
  'plus-space',
  'trailing-slash',
  'double-slash',
  'dot-segment',
  'default-document',
  'letter-case',
  'host-case',
  'port',
  'root-dot',
  'alias',
] as const;

export type SpellingClass = (typeof spellingClasses)[number];

/** One request for a key. */
export interface Spelling {
  class: SpellingClass;
  /** The Host header. */
  host: string;
  /** The request target as it goes over the wire, one latin1 character an octet. */
  target: string;
}

/** A key taken apart: text of its path and of its query without the question mark. */
interface KeyParts {
  host: string;
  path: string;
  query: string;
}

/** Aliases asked for one key; which ones turns with the key, so that a site's keys ask for all of them. */
const mostAliases = 3;

/**
 * Requests that all have the key of the decision: those that were seen, then a handful of each class that the rules
 * allow for this key. `aliases` are other names of hosts; those of other hosts are left out. None twice, and in the same order each time.
 */
export function* spellingsOf(
  { key, spellings }: Pick<Redirect, 'key' | 'spellings'>,
  rules: KeyRules,
  aliases: readonly string[],
): Generator<Spelling> {
  const given = new Set<string>();
  for (const spelling of candidates(key, spellings, rules, aliases)) {
    const request = `${spelling.host} ${spelling.target}`;
    if (given.has(request)) continue;
    given.add(request);
    // Octets of a legacy charset may read as UTF-8, and rules may have changed since an address was seen.
    if (requestKey(spelling.host, spelling.target, rules) === key) yield spelling;
  }
}

function* candidates(
  key: string,
  seen: readonly string[],
  rules: KeyRules,
  aliases: readonly string[],
): Generator<Spelling> {
  for (const address of seen) {
    if (!URL.canParse(address)) continue;
    const { host, pathname, search } = new URL(address);
    yield { class: 'seen', host, target: pathname + search };
  }
  const parts = keyParts(key);
  const { host } = parts;
  for (const [name, target] of targets(parts, rules)) yield { class: name, host, target };
  const plain = wire(parts, utf8Escapes);
  for (const [name, other] of hostSpellings(parts, rules, aliases)) {
    yield { class: name, host: other, target: plain };
  }
}

function* targets(parts: KeyParts, rules: KeyRules): Generator<[SpellingClass, string]> {
  const { path, query } = parts;
  const plain = wire(parts, utf8Escapes);
  const withPath = (text: string) => wire({ ...parts, path: text }, utf8Escapes);
  const more = (extra: string) => `${plain}${query === '' ? '?' : '&'}${extra}`;

  yield ['utf8-escapes', plain];
  yield* encodings(parts, plain, rules);
  const ordered = otherOrder(query);
  if (ordered !== query) yield ['parameter-order', wire({ ...parts, query: ordered }, utf8Escapes)];
  for (const extra of trackingFor(rules)) yield ['extra-tracking', more(extra)];
  const [first = ''] = trackingFor(rules);
  if (first !== '' && query !== '') {
    yield ['extra-tracking', wire({ ...parts, query: `${first}&${query}` }, utf8Escapes)];
  }
  if (!isKeptParameter('phpsessid', rules)) yield ['session', more('PHPSESSID=0f3c5a7e9b1d2468')];
  if (path !== '/') {
    // Which name turns with the key, so that a site's keys ask for all of them.
    const name = pathSessionNames[(path.length + query.length) % pathSessionNames.length];
    yield ['session', withPath(`${path};${name}=4F1C9A77D20E`)];
  }
  yield ['session', withPath(`/(S(k2b4l0zq1x55))${path}`)];
  yield ['empty-query', query === '' ? `${plain}?` : `${plain}&`];
  if (query.includes('%20'))
    yield ['plus-space', wire({ ...parts, query: query.replaceAll('%20', '+') }, utf8Escapes)];
  yield ['double-slash', withPath(`/${path}`)];
  const inner = path.lastIndexOf('/');
  if (inner > 0) yield ['double-slash', withPath(`${path.slice(0, inner)}/${path.slice(inner)}`)];
  yield ['dot-segment', withPath(`/.${path}`)];
  yield ['dot-segment', withPath(`/old/..${path}`)];
  if (path !== '/') yield ['trailing-slash', withPath(`${path}/`)];
  if (isFolder(path)) {
    const folder = path === '/' ? '' : path;
    yield ['default-document', withPath(`${folder}/index.php`)];
    yield ['default-document', withPath(`${folder}/index.html`)];
  }
  if (rules.caseInsensitive) yield ['letter-case', wire(capitals(parts), utf8Escapes)];
}

/** The same text in other octets: what browsers of other years and programs send. */
function* encodings(
  parts: KeyParts,
  plain: string,
  rules: KeyRules,
): Generator<[SpellingClass, string]> {
  const { charset } = rules;
  if (beyondAscii.test(parts.path + parts.query)) {
    if (charset !== null && charset !== 'utf-8') {
      yield ['legacy-escapes', wire(parts, (text) => escapes(encodeQueryText(text, charset)))];
    }
    yield ['utf8-octets', wire(parts, (text) => Buffer.from(text).toString('latin1'))];
    yield ['decomposed', wire(parts, (text) => utf8Escapes(text.normalize('NFD')))];
  }
  const lower = plain.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
  if (lower !== plain) yield ['hex-case', lower];
}

function* hostSpellings(
  { host, path, query }: KeyParts,
  rules: KeyRules,
  aliases: readonly string[],
): Generator<[SpellingClass, string]> {
  yield ['host-case', host.toUpperCase()];
  if (!/:\d+$/.test(host)) {
    yield ['port', `${host}:80`];
    yield ['port', `${host}:443`];
    if (!host.endsWith(']')) yield ['root-dot', `${host}.`];
  }
  const own = aliases.filter((alias) => alias !== host && rules.hosts[alias] === host);
  const start = path.length + query.length;
  for (let at = 0; at < Math.min(mostAliases, own.length); at++) {
    yield ['alias', own[(start + at) % own.length] ?? host];
  }
}

const beyondAscii = /[^\x00-\x7f]/;

/** Puts path and query together, what is beyond ASCII made octets by `encode`. */
function wire({ path, query }: KeyParts, encode: (letters: string) => string): string {
  const target = query === '' ? path : `${path}?${query}`;
  return target.replace(/[^\x00-\x7f]+/g, encode);
}

function utf8Escapes(letters: string): string {
  return escapes(Buffer.from(letters, 'utf8'));
}

function escapes(octets: Uint8Array): string {
  return Array.from(
    octets,
    (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

function keyParts(key: string): KeyParts {
  const slash = key.indexOf('/');
  const mark = key.indexOf('?', slash);
  const end = mark < 0 ? key.length : mark;
  return { host: key.slice(0, slash), path: key.slice(slash, end), query: key.slice(end + 1) };
}

/** Names in reverse; values of one name keep their order, which may matter to the site. */
function otherOrder(query: string): string {
  const groups = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    const name = pair.split('=', 1)[0] ?? '';
    groups.set(name, [...(groups.get(name) ?? []), pair]);
  }
  return [...groups.values()].reverse().flat().join('&');
}

/** Parameters that choose nothing here: known noise that the mapping does not call significant, what it ignores, and any name at all when it lists those that count. */
function trackingFor(rules: KeyRules): string[] {
  const noise = ['utm_source=telegram&utm_medium=social', 'fbclid=IwAR2kQ'];
  const own = [...rules.ignored.slice(0, 1), ...(rules.significant ? ['ref'] : [])];
  return [...noise, ...own.map((name) => `${encodeURIComponent(name)}=1`)].filter((pairs) =>
    pairs.split('&').every((pair) => !isKeptParameter(pair.split('=', 1)[0] ?? '', rules)),
  );
}

/** No name of a file at its end: only folders have default documents. */
function isFolder(path: string): boolean {
  return !/\.[^/]*$/.test(path);
}

function capitals(parts: KeyParts): KeyParts {
  const query = parts.query.replace(/(^|&)([^=&]*)/g, (_, start: string, name: string) => {
    return start + name.toUpperCase();
  });
  return { ...parts, path: parts.path.toUpperCase(), query };
}
