import type { Language } from '../model/language.ts';
import { languageOfTag, languageOfWord } from '../text/language-tokens.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';

/** A url key taken apart. */
export interface KeyParts {
  host: string;
  segments: string[];
  /** `name=value` pairs in the key's order. */
  parameters: string[];
}

/** Splits a url key (`host/path?query`) into its parts. */
export function keyParts(key: string): KeyParts {
  const question = key.indexOf('?');
  const path = question < 0 ? key : key.slice(0, question);
  const [host = '', ...segments] = path.split('/');
  return {
    host,
    segments: segments.filter((segment) => segment !== ''),
    parameters: question < 0 ? [] : key.slice(question + 1).split('&'),
  };
}

const printSegment =
  /^(?:print|printable|print[-_]?version|printview|version[-_]?print|pechat|mobile|mobi|pda|wap|amp)(?:\.[a-z0-9]{2,5})?$/i;
const mobileHost = /^(?:m|mobile|pda|wap|special)\./;
const copyParameter =
  /^(?:print|printable|mobile|amp|view=print|format=pdf|tmpl|layout|mode=print)/i;
const indexSegment = /^(?:index|default|home|main)(?:\.[a-z0-9]{2,5})?$/i;

/** Tells whether a key has the shape of a print or mobile version. */
export function isPrintShape(key: string): boolean {
  const { host, segments, parameters } = keyParts(key);
  return (
    mobileHost.test(host) ||
    segments.some((segment) => printSegment.test(segment)) ||
    parameters.some((parameter) => copyParameter.test(parameter))
  );
}

/** The key without its marks of print, mobile, session and index variants. */
function bareKey(key: string): KeyParts {
  const { host, segments, parameters } = keyParts(key);
  return {
    host: host.replace(mobileHost, '').replace(/^www\./, ''),
    segments: segments.filter((one) => !printSegment.test(one) && !indexSegment.test(one)),
    parameters: parameters.filter(
      (one) => !copyParameter.test(one) && !isNoiseParameter(one.split('=', 1)[0] ?? ''),
    ),
  };
}

/**
 * Tells whether two keys of a site look like two addresses of one page: one is the print, mobile, session or
 * index variant of the other, has further parameters, or reaches the same last segment (with a number
 * in it) through further folders.
 */
export function isCopyShape(a: string, b: string): boolean {
  const x = bareKey(a);
  const y = bareKey(b);
  if (x.host !== y.host) return false;
  const samePath = x.segments.join('/') === y.segments.join('/');
  if (samePath) return nested(x.parameters, y.parameters);
  if (isPrintShape(a) !== isPrintShape(b) && siblingScript(x, y)) return true;
  return sameSet(x.parameters, y.parameters) && sameTail(x.segments, y.segments);
}

/** A mark that most keys for which `isCopyShape` holds have in common: the longest number of the query, else the last segment. */
export function copyMark(key: string): string {
  const { segments, parameters } = bareKey(key);
  const numbers = parameters.flatMap((one) => one.match(/\d{2,}/g) ?? []);
  numbers.sort((a, b) => b.length - a.length);
  return numbers[0] ?? segments.at(-1) ?? '';
}

/** `/Print.aspx?nid=102` beside `/News.aspx?nid=102`: the print script takes the place of another one. */
function siblingScript(x: KeyParts, y: KeyParts): boolean {
  const [short, long] = x.segments.length <= y.segments.length ? [x, y] : [y, x];
  const id = x.parameters.some((one) => /\d/.test(one) && y.parameters.includes(one));
  return (
    id &&
    nested(x.parameters, y.parameters) &&
    long.segments.length - short.segments.length <= 1 &&
    short.segments.every((segment, index) => segment === long.segments[index])
  );
}

function sameTail(x: readonly string[], y: readonly string[]): boolean {
  const tail = x.at(-1);
  if (tail === undefined || tail !== y.at(-1) || !/\d/.test(tail)) return false;
  const [short, long] = x.length <= y.length ? [x, y] : [y, x];
  let next = 0;
  for (const segment of long) if (segment === short[next]) next++;
  return next === short.length;
}

function nested(x: readonly string[], y: readonly string[]): boolean {
  const [short, long] = x.length <= y.length ? [x, y] : [y, x];
  return short.every((one) => long.includes(one));
}

function sameSet(x: readonly string[], y: readonly string[]): boolean {
  return x.length === y.length && nested(x, y);
}

const parameterName =
  /^(?:lang|lng|language|lang_id|l|locale|site_lang|hl|script|alphabet|alifbi|alipbi|abc)$/i;

/** What an address says about language: the language its token names (null without a token), and the key without the token. */
export interface LanguageAddress {
  lang: string | null;
  rest: string;
}

/**
 * Takes the language token out of a key: a path segment (`/kz/`, `/rus/`), a parameter (`lang=ru`), a host
 * label (`ru.`), or an ending of the last segment (`history_rus.htm`, `about-en`). The first that is found.
 */
export function languageAddress(key: string): LanguageAddress {
  const parts = keyParts(key);
  return (
    fromSegment(parts) ??
    fromParameter(parts) ??
    fromHost(parts) ??
    fromEnding(parts) ?? { lang: null, rest: join(parts) }
  );
}

/** The language that a page's address stands for: as the mapping says, else as the address does; null for neither. */
export function namedLanguage(page: { key: string; branch?: Language }): string | null {
  return page.branch ?? languageAddress(page.key).lang;
}

/** Tells whether a page's address stands for another language than the page has. */
export function isUnderOther(page: { key: string; branch?: Language; lang: string }): boolean {
  const named = namedLanguage(page);
  return named !== null && named !== page.lang;
}

function fromSegment(parts: KeyParts): LanguageAddress | undefined {
  const index = parts.segments.findIndex((one) => languageOfWord(one) !== undefined);
  if (index < 0) return undefined;
  const lang = languageOfWord(parts.segments[index] ?? '') ?? null;
  const segments = parts.segments.filter((_, at) => at !== index);
  return { lang, rest: join({ ...parts, segments }) };
}

/** A site may name the script in a parameter of its own, beside that of the language. */
function fromParameter(parts: KeyParts): LanguageAddress | undefined {
  const named = parts.parameters.flatMap((parameter) => {
    const [name = '', value = ''] = parameter.split('=', 2);
    const lang = parameterName.test(name) ? languageOfTag(value) : undefined;
    return lang === undefined ? [] : [{ lang, parameter }];
  });
  const [first] = named;
  if (first === undefined) return undefined;
  const taken = new Set(named.map(({ parameter }) => parameter));
  const parameters = parts.parameters.filter((one) => !taken.has(one));
  return { lang: first.lang, rest: join({ ...parts, parameters }) };
}

function fromHost(parts: KeyParts): LanguageAddress | undefined {
  const [first = '', ...others] = parts.host.split('.');
  const lang = others.length > 1 ? languageOfTag(first) : undefined;
  return lang === undefined
    ? undefined
    : { lang, rest: join({ ...parts, host: others.join('.') }) };
}

const ending =
  /^(.+?)[-_.]((?:(?:kk|kz|kaz|qaz|qz)[-_])?(?:latn?|latyn|latin|tote)|kk|kz|kaz|qaz|qz|rus?|eng?)(\.[a-z0-9]{2,5})?$/i;

function fromEnding(parts: KeyParts): LanguageAddress | undefined {
  const match = ending.exec(parts.segments.at(-1) ?? '');
  const lang = match === null ? undefined : languageOfWord(match[2] ?? '');
  if (match === null || lang === undefined) return undefined;
  const segments = [...parts.segments.slice(0, -1), `${match[1]}${match[3] ?? ''}`];
  return { lang, rest: join({ ...parts, segments }) };
}

function join(parts: KeyParts): string {
  const query = parts.parameters.length === 0 ? '' : `?${parts.parameters.join('&')}`;
  return `${parts.host.replace(/^www\./, '')}/${parts.segments.join('/')}${query}`;
}

/** The last run of two or more digits in a key, with the name of its parameter if any: the page's own id. */
export function numericId(key: string): string | undefined {
  const { segments, parameters } = keyParts(key);
  const ids = parameters
    .map((one) => /^([^=]+)=(\d{2,})$/.exec(one))
    .filter((match) => match !== null);
  if (ids.length === 1) return `${(ids[0]?.[1] ?? '').toLowerCase()}=${ids[0]?.[2]}`;
  if (ids.length > 1) return undefined;
  return /(?:^|[-_/])(\d{2,})(?:[-_.][^/]*)?$/.exec(segments.at(-1) ?? '')?.[1];
}
