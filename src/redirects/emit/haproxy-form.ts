import type { KeyRules } from '../../text/url-key.ts';
import { encodeLetters, encodeOctets, type Normalisation, runSteps } from './haproxy-steps.ts';

/** Texts that HAProxy looks requests up by: canonical host, path without slash at its end, and the parameters that count. */
export interface Forms {
  /** The form of a url key: what HAProxy makes of its requests, letters beyond ASCII escaped in UTF-8 or as told. */
  ofKey: (key: string, escaped?: (letters: string) => string) => string;
  /** The form that HAProxy makes of a raw request target (octets as characters) for a canonical host. */
  ofRequest: (host: string, target: string) => string;
}

/** Requests longer than this (octets) are answered with 404 unseen: three times as long, once encoded, still fits HAProxy's buffer of 16 KiB. */
export const longestRequest = 4096;

/** The forms of a site's keys and requests. */
export function formsOf(rules: KeyRules, normalisation: Normalisation): Forms {
  return {
    ofKey: (key, escaped = encodeLetters) => keyForm(key, rules, escaped),
    ofRequest: (host, target) => requestForm(host, target, normalisation),
  };
}

/** Keys that are their own form unless letter case is ignored: unreserved characters, parameters in the order of the key. */
const plainKey = /^[^/]+\/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-](?:\?[A-Za-z0-9._~=&-]+)?$/;

function keyForm(
  key: string,
  { caseInsensitive }: KeyRules,
  escaped: (letters: string) => string,
): string {
  if (plainKey.test(key) && !caseInsensitive) return key;
  const slash = key.indexOf('/');
  const cut = key.indexOf('?');
  const path = encodeKey(key.slice(slash, cut < 0 ? undefined : cut), pathBare, escaped).replace(
    /\/$/,
    '',
  );
  const lower = caseInsensitive ? path.replace(/[A-Z]+/g, (one) => one.toLowerCase()) : path;
  const query =
    cut < 0 ? '' : encodeKey(key.slice(cut + 1), queryBare, escaped).replaceAll('%3D', '=');
  return key.slice(0, slash) + lower + (query === '' ? '' : `?${sortParameters(query)}`);
}

const pathBare = /[\x00-\x24\x26-\x2c:-@[-^`{-}\x7f]+/g;
const queryBare = /[\x00-\x24\x27-\x2c/:-<>-@[-^`{-}\x7f]+/g;

/** Escapes what a key holds bare, all but its structure and what is escaped already. */
function encodeKey(text: string, bare: RegExp, escaped: (letters: string) => string): string {
  return text.replace(bare, encodeOctets).replace(/[^\x00-\x7f]+/g, escaped);
}

function requestForm(host: string, target: string, { path, query }: Normalisation): string {
  const cut = target.indexOf('?');
  const opened = runSteps(cut < 0 ? target : target.slice(0, cut), path.open);
  const closed = runSteps(withoutDots(opened), path.close);
  const sorted = cut < 0 ? '' : sortParameters(runSteps(target.slice(cut + 1), query.open));
  const kept = runSteps(sorted, query.close);
  return host + closed + (kept === '' ? '' : `?${kept}`);
}

/** `normalize-uri path-strip-dot` and `path-strip-dotdot full`: `..` takes one segment away, an empty one too. */
function withoutDots(path: string): string {
  if (!path.includes('/.')) return path;
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (/^\.\.?$/.test(segment) && index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** `normalize-uri query-sort-by-name`: by the octets of names, those of one name in their order. */
function sortParameters(query: string): string {
  if (!query.includes('&')) return query;
  const name = (pair: string) => pair.split('=', 1)[0] ?? '';
  const pairs = query.split('&').map((pair) => ({ name: name(pair), pair }));
  if (pairs.every((one, at) => at === 0 || (pairs[at - 1]?.name ?? '') <= one.name)) return query;
  return pairs
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ pair }) => pair)
    .join('&');
}
