import { maskDigits } from '../text/hash.ts';
import { masked } from './traps.ts';

/** A part of an address that may choose nothing, and the address without it. */
export interface AddressPart {
  /** `?print`, `?tmpl+print`, `m/` (first folder), `/info` (last folder), `?lang×` (all but the last of a name). */
  part: string;
  /** Path on which it was met when it is of the query, else empty. */
  place: string;
  base: string;
  /** The value looks like a session: the base is worth asking for though nobody names it. */
  isToken: boolean;
  /** What was learnt elsewhere on the host holds here too: a switch (`print=1`), a session, a folder. A number may be anything. */
  isGeneral: boolean;
  /** It names a language: a page may be untranslated, so more has to be compared. */
  isLanguage: boolean;
}

const languageWord = /^(?:kk|kz|qz|kaz|qaz|kk-kz|ru|rus|ru-ru|en|eng|en-us|en-gb)$/i;
/** Names of parameters that choose a language. */
export const languageName = /^(?:lang|language|lng|locale|hl|l)$/i;
/** Letters and digits mixed, or a long row of hexadecimal digits. */
const token = /^(?=[^\s]*\d)(?=[^\s]*[a-z])[0-9a-z_-]{8,}$|^0?\.\d{6,}$|^\d{13,}$/i;
/** A switch, which says the same wherever it stands. */
const flag = /^(?:[01]|y|n|yes|no|true|false|on|off|print|full|mobile|component)?$/i;
const mostNames = 9;

/** The parts of an address that pages are compared without. Pure: whether a base is known, others tell. */
export function partsOf(address: string, significant: readonly string[]): AddressPart[] {
  const url = new URL(address);
  return [...queryParts(url, significant), ...folderParts(url)];
}

function queryParts(url: URL, significant: readonly string[]): AddressPart[] {
  const pairs = url.search.slice(1).split('&').filter(Boolean);
  if (pairs.length === 0) return [];
  const place = url.host + maskDigits(url.pathname);
  const names = [...new Set(pairs.map(nameOf))].filter(
    (name) => !significant.includes(name.toLowerCase()),
  );
  const make = (part: string, kept: string[], own: string[], isLanguage: boolean) => {
    const values = own.map(textOf);
    const isToken = own.length === 1 && token.test(values[0] ?? '');
    const isGeneral = isToken || isLanguage || values.every((value) => flag.test(value));
    return { part, place, base: withQuery(url, kept), isToken, isGeneral, isLanguage };
  };
  const parts: AddressPart[] = [];
  for (const name of names) {
    const own = pairs.filter((pair) => nameOf(pair) === name);
    const others = pairs.filter((pair) => nameOf(pair) !== name);
    const value = textOf(own[0] ?? '');
    const isLanguage = languageName.test(name) || languageWord.test(value);
    if (own.length > 1 && !/(?:\[\]|%5B%5D)$/i.test(name)) {
      const last = pairs.lastIndexOf(own.at(-1) ?? '');
      const kept = pairs.filter((pair, i) => nameOf(pair) !== name || i === last);
      parts.push(make(`?${name}×`, kept, [], false));
    }
    parts.push(make(`?${name}`, others, own, isLanguage));
  }
  if (names.length < 2 || names.length > mostNames) return parts;
  for (const [i, first] of names.entries()) {
    for (const second of names.slice(i + 1)) {
      const isOwn = (pair: string) => [first, second].includes(nameOf(pair));
      const others = pairs.filter((pair) => !isOwn(pair));
      const part = `?${[first, second].sort().join('+')}`;
      parts.push(make(part, others, pairs.filter(isOwn), false));
    }
  }
  return parts;
}

function folderParts(url: URL): AddressPart[] {
  const segments = url.pathname.split('/').slice(1);
  const parts: AddressPart[] = [];
  const make = (part: string, path: string, isLanguage: boolean): AddressPart => ({
    part,
    place: '',
    base: url.origin + path + url.search,
    isToken: false,
    isGeneral: true,
    isLanguage,
  });
  const [first = '', second = ''] = segments;
  if (segments.length > 1 && first !== '') {
    const rest = `/${segments.slice(1).join('/')}`;
    // Of two languages in a row the first says nothing that the second does not say again.
    const isLanguage = languageWord.test(first) && !languageWord.test(second);
    parts.push(make(`${masked(first)}/`, rest, isLanguage));
  }
  const isFolder = segments.at(-1) === '';
  const last = segments.at(isFolder ? -2 : -1) ?? '';
  if (last !== '' && segments.length > (isFolder ? 2 : 1)) {
    const parent = `/${segments.slice(0, isFolder ? -2 : -1).join('/')}/`;
    parts.push(make(`/${masked(last)}`, parent, languageWord.test(last)));
  }
  return parts;
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

function textOf(pair: string): string {
  return pair.slice(nameOf(pair).length + 1);
}

function withQuery(url: URL, pairs: readonly string[]): string {
  return url.origin + url.pathname + (pairs.length === 0 ? '' : `?${pairs.join('&')}`);
}
