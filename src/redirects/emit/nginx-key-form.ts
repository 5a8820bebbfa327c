import { noiseParameters } from '../../text/noise-parameters.ts';
import { type KeyRules, urlKey } from '../../text/url-key.ts';

/** Most parameters that one map is keyed by. */
const mostColumns = 32;

/** How a host's requests are keyed without regard to the order of their parameters. */
export interface KeyForm {
  /** Lower-case names whose values are part of the form, sorted. */
  columns: string[];
  /** Lines of a map over `$args`, giving `!` for requests whose parameters the form cannot tell; empty for none. */
  guard: string[];
}

/** What nginx computes for a request, and whether that is all that its url key depends on. */
export interface FormedRequest {
  form: string;
  exact: boolean;
}

/**
 * The form for a host: the significant parameters, or else all that its keys name. Only `[a-z0-9_]` can
 * follow `$arg_`; requests that name others are left to the map of whole requests.
 */
export function keyFormOf(keys: Iterable<string>, rules: KeyRules): KeyForm {
  const used = new Map<string, number>();
  for (const key of keys) {
    for (const name of parameterNames(key)) used.set(name, (used.get(name) ?? 0) + 1);
  }
  const names = rules.significant ?? [...used.keys()];
  const count = (name: string) => used.get(name) ?? 0;
  const columns = names
    .filter((name) => /^[a-z0-9_]+$/.test(name))
    .sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
    .slice(0, mostColumns)
    .sort();
  const others = names.filter((name) => !columns.includes(name));
  return { columns, guard: rules.significant ? denyGuard(others) : allowGuard(columns, rules) };
}

/**
 * The form of a raw request (path and query) of a url key, computed as nginx does; undefined where the guard
 * lets it not through or its path is no clean UTF-8 text.
 */
export function formOf(
  request: string,
  key: string,
  { columns }: KeyForm,
  rules: KeyRules,
): FormedRequest | undefined {
  const cut = request.indexOf('?');
  const path = nginxPath(cut < 0 ? request : request.slice(0, cut));
  if (path === undefined || !parameterNames(key).every((name) => columns.includes(name))) {
    return undefined;
  }
  const query = cut < 0 ? '' : request.slice(cut + 1);
  const values = columns.map((name) => argument(query, name));
  return {
    form: formText(path, columns, values),
    exact: keyOfForm(key, path, columns, values, rules) === key,
  };
}

/**
 * Tells whether nginx answers 400 to a request whatever its tables say (measured with 1.22.1): a `%` without
 * two hex digits or an encoded NUL in the path, or escaped dots and slashes that climb above the root.
 */
export function isRefusedByNginx(request: string): boolean {
  const path = request.split('?', 1)[0] ?? '';
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return true;
  let depth = 0;
  for (const segment of path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The key that a form reads as: no parameter twice, none empty, no slash inside a segment. */
function keyOfForm(
  key: string,
  path: string,
  columns: readonly string[],
  values: readonly string[],
  rules: KeyRules,
): string {
  const host = key.split('/', 1)[0] ?? '';
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const pairs = columns.flatMap((name, index) => (values[index] ? `${name}=${values[index]}` : []));
  return urlKey(`http://${host}${encoded}?${pairs.join('&')}`, rules);
}

/** The source of the map: the same text as nginx puts it together, behind the guard. */
export function formSource(pathVariable: string, columns: readonly string[]): string {
  return formText(
    pathVariable,
    columns,
    columns.map((name) => `$arg_${name}`),
  );
}

/** Pattern over `$uri` that takes away trailing slashes and default documents, as url keys do. `\z`, since `$` would pass over a line feed at the end. */
export const pathPattern =
  '~*^(?<kosh_path>.*?)(?:/(?:(?:index|default)[.](?:php[0-9]?|html?|shtml|aspx?|jsp|cfm|cgi|pl))?)*\\z';

const defaultDocument = /^(?:index|default)\.(?:php\d?|html?|shtml|aspx?|jsp|cfm|cgi|pl)$/i;

function formText(path: string, columns: readonly string[], values: readonly string[]): string {
  const pairs = columns.map((name, index) => `${name}=${values[index] ?? ''}`);
  return `${path}?${pairs.join('&')}`;
}

/** `$uri` without trailing slashes and default documents: octets decoded, slashes merged, dot segments gone. */
function nginxPath(raw: string): string | undefined {
  const decoded = decodeUtf8(raw);
  if (decoded === undefined || /[\x00-\x1f\x7f]/.test(decoded)) return undefined;
  const segments: string[] = [];
  for (const segment of decoded.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  while (defaultDocument.test(segments.at(-1) ?? '')) segments.pop();
  return segments.map((segment) => `/${segment}`).join('');
}

function decodeUtf8(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return undefined;
  }
}

/** `$arg_name`: the raw value of the first parameter of that name in any letter case that has a `=`. */
function argument(query: string, name: string): string {
  const start = `${name}=`;
  const found = query
    .split('&')
    .find((pair) => pair.slice(0, start.length).toLowerCase() === start);
  return found?.slice(start.length) ?? '';
}

/** Lower-case parameter names of a url key, as often as they stand. */
function parameterNames(key: string): string[] {
  const cut = key.indexOf('?');
  if (cut < 0) return [];
  return key
    .slice(cut + 1)
    .split('&')
    .map((pair) => (pair.split('=', 1)[0] ?? '').toLowerCase());
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
  return ['default "";', `"~*(?:^|&)(?:${names.map(namePattern).join('|')})(?:=|&|$)" "!";`];
}

/** A name as pattern without backslashes or quotes, each octet but letters and digits bare or escaped; `*` at its end is any ending. */
function namePattern(name: string): string {
  const open = name.endsWith('*');
  const octets = [...Buffer.from(open ? name.slice(0, -1) : name)].map((octet) => {
    const character = String.fromCharCode(octet);
    if (/[a-z0-9]/i.test(character)) return character;
    const hex = `%${octet.toString(16).padStart(2, '0')}`;
    return /[-_.~!*();:@,[/]/.test(character) ? `(?:[${character}]|${hex})` : hex;
  });
  return octets.join('') + (open ? '[^&=]*' : '');
}
