import { noiseParameters } from '../../text/noise-parameters.ts';
import { isKeptParameter, type KeyRules } from '../../text/url-key.ts';
import { foldAsciiCase } from '../collisions.ts';
import type { RequestForms } from './host-rows.ts';
import { type KeyParts, keyRequests, splitPair } from './key-requests.ts';
import { namePattern } from './parameter-pattern.ts';
import { readPath } from './read-path.ts';

/** Most parameters that one map is keyed by. */
const mostColumns = 32;

/** Only these can follow `$arg_`, in any letter case. */
const columnName = /^[a-z0-9_]+$/;

/** How nginx keys the requests of a host without regard to spelling and the order of parameters. */
export class NginxForms implements RequestForms {
  /** Lower-case names whose values are part of the form, sorted. */
  readonly columns: readonly string[];
  /** Lines of a map over `$args`, giving `!` for requests whose parameters the form cannot tell; empty for none. */
  readonly guard: readonly string[];
  readonly #rules: KeyRules;

  /** `names` are the parameters of the host's keys, with how many keys hold them. */
  constructor(names: ReadonlyMap<string, number>, rules: KeyRules) {
    this.#rules = rules;
    const used = new Map<string, number>();
    for (const [name, count] of names) {
      const lower = name.toLowerCase();
      used.set(lower, (used.get(lower) ?? 0) + count);
    }
    const wanted = rules.significant ?? [...used.keys()];
    const count = (name: string) => used.get(name) ?? 0;
    this.columns = wanted
      .filter((name) => columnName.test(name))
      .sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
      .slice(0, mostColumns)
      .sort();
    const others = wanted.filter((name) => !this.columns.includes(name));
    this.guard = rules.significant ? denyGuard(others) : allowGuard(this.columns, rules);
  }

  /** None where nginx would read another key: parameters that are no columns, empty or given twice; slashes and control characters in a segment. */
  ofKey(parts: KeyParts): string[] {
    const { pairs } = parts;
    if (/%(?:2F|[01][0-9A-F]|7F)/.test(parts.path)) return [];
    if (pairs.some(({ value }) => value === '')) return [];
    if (pairs.length > 1) {
      const names = new Set(pairs.map(({ name }) => name.toLowerCase()));
      if (names.size < pairs.length) return [];
    }
    const forms: string[] = [];
    for (const request of keyRequests(parts, this.#rules)) {
      const form = this.ofRequest(request);
      if (form === undefined || form.startsWith('!')) return [];
      if (!forms.includes(form)) forms.push(form);
    }
    return forms;
  }

  /** Whether the guard knows a name with escapes depends on what is escaped: such a request has a form that no key has. */
  ofRequest(target: string): string | undefined {
    const cut = target.indexOf('?');
    const path = readPath(cut < 0 ? target : target.slice(0, cut), true);
    if (path === undefined) return undefined;
    const { columns } = this;
    const values = cut < 0 ? [] : this.#valuesOf(target.slice(cut + 1));
    if (values === 'guarded') return undefined;
    if (values === 'unsure') return `!${target}`;
    let form = '';
    for (let at = 0; at < columns.length; at++) {
      form += `${at === 0 ? '' : '&'}${columns[at]}=${values[at] ?? ''}`;
    }
    return columns.length === 0 ? path : `${form} ${path}`;
  }

  /** Letters of ASCII with a mark of their own fold by the letter alone, so that such keys may meet. */
  isWhole({ path, query }: KeyParts): boolean {
    return ascii.test(path + query) || !latinMark.test((path + query).normalize('NFD'));
  }

  fold(text: string): string {
    return foldAsciiCase(text);
  }

  /** `$arg_name`: the raw value of the first parameter of that name in any letter case that has a `=`. */
  #valuesOf(query: string): (string | undefined)[] | 'guarded' | 'unsure' {
    const values: (string | undefined)[] = [];
    for (const pair of query.split('&')) {
      if (pair === '') continue;
      const { name, value } = splitPair(pair);
      const lower = name.toLowerCase();
      const column = this.columns.indexOf(lower);
      if (column >= 0) {
        if (pair.length > name.length) values[column] ??= value;
        continue;
      }
      if (!/^[\w\-.]*$/.test(name)) return 'unsure';
      if (isKeptParameter(lower, this.#rules)) return 'guarded';
    }
    return values;
  }
}

const ascii = /^[\x00-\x7f]*$/;
const latinMark = /[A-Za-z]\p{M}/u;

/** The source of the map: the same text as nginx puts it together, behind the guard; no value holds a space. */
export function formSource(pathVariable: string, columns: readonly string[]): string {
  const pairs = columns.map((name) => `${name}=$arg_${name}`).join('&');
  return pairs === '' ? pathVariable : `${pairs} ${pathVariable}`;
}

/** Any parameter that is neither a column nor noise makes another key. */
function allowGuard(columns: readonly string[], rules: KeyRules): string[] {
  const names = [...new Set([...columns, ...noiseParameters, ...rules.ignored])].sort();
  const one = names.map(namePattern).join('|');
  return ['default "!";', '"" "";', `"~*^&*(?:(?:${one})(?:=[^&]*)?(?:&+|\\z))*\\z" "";`];
}

/** Significant parameters that cannot be columns make another key. */
function denyGuard(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return ['default "";', `"~*(?:^|&)(?:${names.map(namePattern).join('|')})(?:=|&|\\z)" "!";`];
}
