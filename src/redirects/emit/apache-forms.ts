import { noiseParameters } from '../../text/noise-parameters.ts';
import { isKeptParameter, type KeyRules } from '../../text/url-key.ts';
import type { RequestForms } from './host-rows.ts';
import { type KeyParts, keyRequests, splitPair } from './key-requests.ts';
import { namePattern } from './parameter-pattern.ts';
import { readPath } from './read-path.ts';

/** Most parameters that a form is made of, each of which costs every request a pattern. */
const mostColumns = 64;
const columnName = /^[\w\-.]+$/;

/** Stands before forms in a table that also holds whole requests, which begin with a slash. */
export const formMark = '=';

/**
 * How Apache keys the requests of a host: parameters by name, then the path, both unescaped and escaped again, so that every
 * spelling of the same octets is one. Letter case counts, as it does for url keys.
 */
export class ApacheForms implements RequestForms {
  /** Names whose values are part of the form, sorted; in lower case for sites that ignore it. */
  readonly columns: readonly string[];
  /** Pattern of queries whose parameters the form cannot tell, as RewriteCond reads it. */
  readonly guard: string;
  readonly #rules: KeyRules;

  /** `names` are the parameters of the host's keys, with how many keys hold them. */
  constructor(names: ReadonlyMap<string, number>, rules: KeyRules) {
    this.#rules = rules;
    this.columns = [...names]
      .filter(([name]) => columnName.test(name))
      .sort(([a, times], [b, more]) => more - times || (a < b ? -1 : 1))
      .slice(0, mostColumns)
      .map(([name]) => name)
      .sort();
    const own = this.columns.map(columnPattern).join('|');
    this.guard = rules.significant ? denyGuard(own, rules) : allowGuard(own, rules);
  }

  /** None where Apache would read another key: parameters that are no columns or given twice, octets that the form writes as others. */
  ofKey(parts: KeyParts): string[] {
    const { pairs, path } = parts;
    if (/%25(?:2F|2f)/.test(path)) return [];
    if (new Set(pairs.map(({ name }) => name)).size < pairs.length) return [];
    const forms: string[] = [];
    for (const request of keyRequests(parts, this.#rules)) {
      const form = this.ofRequest(request);
      if (form === undefined || form.startsWith('!')) return [];
      if (!forms.includes(form)) forms.push(form);
      // An escaped slash stays as it was spelled.
      if (!path.includes('%2F')) continue;
      const other = form.replaceAll('%252F', '%252f');
      if (!forms.includes(other)) forms.push(other);
    }
    return forms;
  }

  /** What cannot be told has a form that no key has. */
  ofRequest(target: string): string | undefined {
    const cut = target.indexOf('?');
    const path = readPath(cut < 0 ? target : target.slice(0, cut), false);
    if (path === undefined) return undefined;
    const escaped = escapeOctets(path);
    const end = this.#rules.caseInsensitive ? escaped.toLowerCase() : escaped;
    const args = cut < 0 ? '' : this.#argumentsOf(target.slice(cut + 1));
    if (args === 'guarded') return undefined;
    return args === 'unsure' ? `!${target}` : formMark + args + end;
  }

  isWhole(): boolean {
    return true;
  }

  fold(text: string): string {
    return text;
  }

  #argumentsOf(query: string): string {
    const values: (string | undefined)[] = [];
    for (const pair of query.split('&')) {
      if (pair === '') continue;
      const { name, value } = splitPair(pair);
      const column = this.columns.indexOf(this.#rules.caseInsensitive ? name.toLowerCase() : name);
      if (column >= 0) {
        // `&` and `+` are written like what parts pairs and what stands for a space.
        if (/%(?:26|2b|00)/i.test(value)) return 'unsure';
        values[column] ??= escapeOctets(unescapeOctets(value));
        continue;
      }
      if (!columnName.test(name)) return 'unsure';
      if (isKeptParameter(name, this.#rules)) return 'guarded';
    }
    return this.columns
      .map((name, at) => (values[at] === undefined ? '' : `${name}=${values[at]}&`))
      .join('');
  }
}

/** As `int:unescape`: an escape without two hex digits stays (Apache 2.4, ap_unescape_url). */
function unescapeOctets(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** As `int:escape`, which leaves these octets alone (measured with 2.4.71 for all 255). */
function escapeOctets(octets: string): string {
  return octets.replace(
    /[^\w\-.~!$&'()*+,/:;=@]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** A column as pattern; its characters need no escape but the dot. */
export function columnPattern(name: string): string {
  return name.replaceAll('.', '[.]');
}

/** Any parameter that is neither a column nor noise makes another key. */
function allowGuard(own: string, rules: KeyRules): string {
  const noise = [...new Set([...noiseParameters, ...rules.ignored])].sort().map(namePattern);
  const one = [...(own === '' ? [] : [own]), `(?i:${noise.join('|')})`].join('|');
  return `!^&*(?:(?:${one})(?:=[^&]*)?(?:&+|\\z))*\\z`;
}

/** So does a significant one in letters that no column has. */
function denyGuard(own: string, rules: KeyRules): string {
  const names = (rules.significant ?? []).map(namePattern).join('|');
  if (names === '') return '(?!)';
  const column = own === '' ? '' : `(?!(?:${own})(?:=|&|\\z))`;
  return `(?:^|&)${column}(?i:${names})(?:=|&|\\z)`;
}
