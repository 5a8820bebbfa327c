import { noiseParameters } from '../../text/noise-parameters.ts';
import { defaultDocuments, pathSession, sessionSegment } from '../../text/path-noise.ts';
import { isKeptParameter, type KeyRules } from '../../text/url-key.ts';
import type { RequestForms } from './host-rows.ts';
import { type KeyParts, keyRequests, splitPair } from './key-requests.ts';
import { namePattern } from './parameter-pattern.ts';

/**
 * Most parameters that a form is keyed by: back-references end at {C:9}, of which the path takes the first and the target the last.
 */
const mostColumns = 7;

const session = `${pathSession}[^/]*`;

/** Pattern over a decoded path: captures it without sessions, slashes and default documents at its end. */
export const pathPattern = `^(?:/${sessionSegment})*(.*?)(?:${session})?(?:/(?:${defaultDocuments})?(?:${session})?)*$`;

const readPath = new RegExp(pathPattern, 'i');

/** A condition over the query: what it must match, or must not. */
export interface QueryGuard {
  pattern: string;
  negate: boolean;
}

/** How IIS keys the requests of a host: by the path as http.sys decodes it, and the raw values of up to seven parameters. */
export class IisForms implements RequestForms {
  /** Lower-case names whose values are part of the form, sorted. */
  readonly columns: readonly string[];
  /** Keeps out requests whose parameters the form cannot tell. */
  readonly guard: QueryGuard | undefined;
  readonly #rules: KeyRules;
  readonly #guarded: RegExp;

  /** `names` are the parameters of the host's keys, with how many keys hold them. */
  constructor(names: ReadonlyMap<string, number>, rules: KeyRules) {
    this.#rules = rules;
    const used = new Map<string, number>();
    for (const [name, count] of names) {
      const lower = name.toLowerCase();
      if (isKeptParameter(lower, rules)) used.set(lower, (used.get(lower) ?? 0) + count);
    }
    const wanted = rules.significant ?? [...used.keys()];
    const count = (name: string) => used.get(name) ?? 0;
    this.columns = wanted
      .filter((name) => count(name) > 0 && /^[\w.:[\]-]+$/.test(name))
      .sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
      .slice(0, mostColumns)
      .sort();
    this.guard = guardOf(this.columns, rules);
    this.#guarded = new RegExp(this.guard?.pattern ?? '', 'i');
  }

  ofKey(parts: KeyParts): string[] {
    const names = parts.pairs.map(({ name }) => name.toLowerCase());
    if (/%(?:2F|5C|[01][0-9A-F]|7F)/.test(parts.path)) return [];
    if (parts.pairs.some(({ value }) => value === '')) return [];
    if (new Set(names).size < names.length) return [];
    if (names.some((name) => !this.columns.includes(name))) return [];
    const forms = keyRequests(parts, this.#rules).map((request) => this.ofRequest(request));
    return [...new Set(forms.filter((form) => form !== undefined))];
  }

  ofRequest(target: string): string | undefined {
    const cut = target.indexOf('?');
    const path = cookedPath(cut < 0 ? target : target.slice(0, cut));
    const query = cut < 0 ? '' : target.slice(cut + 1);
    if (path === undefined || /[^\x21-\x7e]/.test(query)) return undefined;
    if (this.guard && this.#guarded.test(query) === this.guard.negate) return undefined;
    const read = readPath.exec(path)?.[1];
    return read === undefined ? undefined : this.#formText(read, query);
  }

  /** Letters in parameters that nobody escaped, and octets of another charset, have no form. */
  isWhole(parts: KeyParts): boolean {
    return keyRequests(parts, this.#rules).every((one) => this.ofRequest(one) !== undefined);
  }

  /** Maps compare keys without letter case, by rules that are not told: any that could meet are one. */
  fold(text: string): string {
    return text.normalize('NFC').toUpperCase().toLowerCase();
  }

  /** The key of the map as the conditions put it together; `{C:1}` is the path. */
  get reference(): string {
    const pairs = this.columns.map((name, index) => `${name}={C:${index + 2}}`);
    return `{C:1}?${pairs.join('&')}`;
  }

  #formText(path: string, query: string): string {
    const pairs = query
      .split('&')
      .filter((pair) => pair.includes('='))
      .map(splitPair);
    const values = this.columns.map((column) => {
      const pattern = columnName(column);
      const found = pairs.find(({ name }) => pattern.test(name));
      return `${column}=${found?.value ?? ''}`;
    });
    return `${path}?${values.join('&')}`;
  }
}

/** Pattern that captures the value of a parameter in `?{QUERY_STRING}&<name>=`, whose end is found when nothing else is. */
export function columnPattern(name: string): string {
  return `[?&]${namePattern(name)}=([^&]*)`;
}

const patterns = new Map<string, RegExp>();

function columnName(name: string): RegExp {
  const known = patterns.get(name) ?? new RegExp(`^${namePattern(name)}$`, 'i');
  patterns.set(name, known);
  return known;
}

function guardOf(columns: readonly string[], rules: KeyRules): QueryGuard | undefined {
  const either = (names: readonly string[]) => names.map(namePattern).join('|');
  if (rules.significant) {
    const others = rules.significant.filter((name) => !columns.includes(name));
    if (others.length === 0) return undefined;
    return { pattern: `(?:^|&)(?:${either(others)})(?:=|&|$)`, negate: true };
  }
  const names = [...new Set([...columns, ...noiseParameters, ...rules.ignored])].sort();
  return { pattern: `^&*(?:(?:${either(names)})(?:=[^&]*)?(?:&+|$))*$`, negate: false };
}

/**
 * A raw path as http.sys decodes it: UTF-8, backslashes turned, slashes merged, dot segments resolved. Undefined for what it refuses,
 * and for octets of another charset, which it reads as the system's language has it.
 */
function cookedPath(raw: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(raw)) return undefined;
  let text: string;
  try {
    text = decodeURIComponent(raw.replace(/[\x80-\xff]/g, escapeOctet));
  } catch {
    return undefined;
  }
  if (/[\x00-\x1f\x7f]/.test(text)) return undefined;
  const segments: string[] = [];
  const parts = text.replaceAll('\\', '/').split('/');
  for (const segment of parts) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '..' && segment !== '.' && segment !== '') segments.push(segment);
  }
  const end = /^\.{0,2}$/.test(parts.at(-1) ?? '') ? '/' : '';
  return segments.map((segment) => `/${segment}`).join('') + end;
}

function escapeOctet(octet: string): string {
  return `%${octet.charCodeAt(0).toString(16)}`;
}
