import { type ConfigElement, elementAt, parseConfig } from './iis-config.ts';

/** What a site answers to one request; `file` when one of its folder is served. */
export interface IisAnswer {
  status: number;
  location?: string;
  file?: string;
}

/** Choices in which descriptions of IIS differ; an answer must not depend on them. */
export interface IisWays {
  /** What a map gives for a key that it lacks and no default: nothing (rewrite module 2), or the key itself (as told of its first release). */
  missing: 'nothing' | 'key';
  /** Whether keys are compared by their characters, or so that composed letters equal decomposed ones. */
  equal: 'ordinal' | 'linguistic';
}

interface Condition {
  input: string;
  pattern: RegExp;
  negate: boolean;
}

interface Rule {
  match: { pattern: RegExp; negate: boolean };
  conditions: Condition[];
  trackAllCaptures: boolean;
  action: ConfigElement;
  stopProcessing: boolean;
}

interface RewriteMap {
  rows: Map<string, string>;
  defaultValue: string | undefined;
}

/** A request as http.sys hands it on. */
interface CookedRequest {
  variables: Map<string, string>;
  /** Decoded path without its first slash; undefined for octets that depend on the system's code page. */
  path: string;
}

/** Segments that request filtering hides unless cleared (IIS 10, applicationHost.config). */
const hiddenSegments = [
  'web.config',
  'bin',
  'App_code',
  'App_GlobalResources',
  'App_LocalResources',
  'App_WebReferences',
  'App_Data',
  'App_Browsers',
];
/** Some of the file extensions that request filtering denies unless cleared. */
const deniedExtensions = [
  '.asax',
  '.ascx',
  '.master',
  '.config',
  '.cs',
  '.vb',
  '.mdb',
  '.mdf',
  '.ldf',
  '.java',
  '.cd',
  '.resources',
  '.rules',
];

/**
 * A site of IIS 10 with the URL Rewrite module 2.1, replayed from what Microsoft documents of them: rules in their order, patterns
 * over the decoded path without its first slash, conditions over server variables, back-references, maps that compare keys
 * without letter case, and the request filtering before them.
 */
export class IisSite {
  readonly #rules: Rule[];
  readonly #maps: Map<string, RewriteMap>;
  readonly #filtering: ConfigElement | undefined;
  readonly #ways: IisWays;
  /** Headers that every answer gets. */
  readonly headers: Map<string, string>;
  /** Octets of the largest configuration file: beyond 250 KB IIS must be told. */
  readonly largestConfig: number;

  /** `files` by name; throws for a configuration that IIS would refuse. */
  constructor(files: ReadonlyMap<string, string>, webConfig: string, ways: IisWays) {
    const own = fileText(files, webConfig);
    const server = elementAt(parseConfig(own), 'system.webServer');
    const rewrite = server && elementAt(server, 'rewrite');
    if (!rewrite) throw new Error('no system.webServer/rewrite');
    const maps = elementAt(rewrite, 'rewriteMaps');
    const source = maps?.attributes.get('configSource');
    if (source !== undefined && maps && maps.children.length > 0)
      throw new Error('configSource and rows');
    const mapText = source === undefined ? '' : fileText(files, source);
    const mapSection = source === undefined ? maps : parseConfig(mapText);
    if (mapSection && mapSection.name !== 'rewriteMaps') throw new Error('no rewriteMaps');
    this.largestConfig = Math.max(Buffer.byteLength(own), Buffer.byteLength(mapText));
    this.#maps = new Map((mapSection?.children ?? []).map((map) => readMap(map, ways.equal)));
    const rules = (elementAt(rewrite, 'rules')?.children ?? []).filter(
      ({ name }) => name !== 'clear',
    );
    this.#rules = rules.map(readRule);
    const names = rules.map((rule) => rule.attributes.get('name'));
    if (new Set(names).size !== names.length) throw new Error('a rule twice');
    this.#filtering = server && elementAt(server, 'security', 'requestFiltering');
    this.#ways = ways;
    const headers = server && elementAt(server, 'httpProtocol', 'customHeaders');
    this.headers = new Map(
      (headers?.children ?? [])
        .filter(({ name }) => name === 'add')
        .map(({ attributes }) => [attributes.get('name') ?? '', attributes.get('value') ?? '']),
    );
  }

  /** What is answered to a Host header and a request target (octets as characters). */
  answer(host: string, target: string): IisAnswer {
    const request = cook(host, target);
    if (request === undefined) return { status: 400 };
    if (this.#isFiltered(request)) return { status: 404 };
    let path = request.path;
    for (const rule of this.#rules) {
      const found = this.#match(rule, path, request);
      if (!found) continue;
      const { type = 'None', url = '', ...more } = Object.fromEntries(rule.action.attributes);
      const to = this.#expand(url, found.rule, found.condition, request);
      if (type === 'CustomResponse') return { status: Number(more.statusCode) };
      if (type === 'AbortRequest') return { status: 0 };
      if (type === 'Redirect') return redirect(to, more, request);
      if (type === 'Rewrite') path = to.replace(/^\//, '');
      if (rule.stopProcessing) break;
    }
    return { status: 200, file: path };
  }

  /** Request filtering, which comes before the rules. */
  #isFiltered({ path, variables }: CookedRequest): boolean {
    const filtering = this.#filtering;
    const isCleared = (name: string) =>
      filtering !== undefined && elementAt(filtering, name, 'clear') !== undefined;
    const raw = (variables.get('UNENCODED_URL') ?? '').split('?', 1)[0] ?? '';
    const decodedAgain = /\+/.test(raw) || /%[0-9a-f]{2}/i.test(path);
    if (decodedAgain && filtering?.attributes.get('allowDoubleEscaping') !== 'true') return true;
    const limits = filtering && elementAt(filtering, 'requestLimits')?.attributes;
    if (raw.length > Number(limits?.get('maxUrl') ?? 4096)) return true;
    const query = variables.get('QUERY_STRING') ?? '';
    if (query.length > Number(limits?.get('maxQueryString') ?? 2048)) return true;
    const lower = path.toLowerCase();
    const isHidden = hiddenSegments.some((one) => lower.split('/').includes(one.toLowerCase()));
    if (isHidden && !isCleared('hiddenSegments')) return true;
    return deniedExtensions.some((one) => lower.endsWith(one)) && !isCleared('fileExtensions');
  }

  #match(rule: Rule, path: string, request: CookedRequest) {
    const ruleCaptures = rule.match.pattern.exec(path);
    if ((ruleCaptures !== null) === rule.match.negate) return undefined;
    const captures = [...(ruleCaptures ?? [])].map((one) => one ?? '');
    const condition = this.#meet(rule, captures, request);
    return condition && { rule: captures, condition };
  }

  /** Captures of the conditions of a rule; undefined when they are not met. */
  #meet(rule: Rule, captures: string[], request: CookedRequest): string[] | undefined {
    let last: string[] = [];
    for (const { input, pattern, negate } of rule.conditions) {
      const found = pattern.exec(this.#expand(input, captures, last, request));
      if ((found !== null) === negate) return undefined;
      if (found === null) continue;
      const groups = [...found].map((one) => one ?? '');
      last = rule.trackAllCaptures && last.length > 0 ? [...last, ...groups.slice(1)] : groups;
      if (last.length > 10) throw new Error('more than nine captures');
    }
    return last;
  }

  /** Fills in what stands in braces: back-references, maps, server variables. What was filled in is not read again. */
  #expand(text: string, rule: string[], condition: string[], request: CookedRequest): string {
    let out = '';
    for (let at = 0; at < text.length; at++) {
      if (text[at] !== '{') {
        out += text[at];
        continue;
      }
      const end = closingBrace(text, at);
      out += this.#reference(text.slice(at + 1, end), rule, condition, request);
      at = end;
    }
    return out;
  }

  #reference(inner: string, rule: string[], condition: string[], request: CookedRequest): string {
    const back = /^([RC]):(\d+)$/.exec(inner);
    if (back) {
      const number = Number(back[2]);
      if (number > 9) throw new Error(`no back-reference: {${inner}}`);
      return (back[1] === 'R' ? rule : condition)[number] ?? '';
    }
    const colon = inner.indexOf(':');
    const map = this.#maps.get(inner.slice(0, Math.max(0, colon)));
    if (map) {
      const key = this.#expand(inner.slice(colon + 1), rule, condition, request);
      const missing = this.#ways.missing === 'key' ? key : '';
      return map.rows.get(foldCase(key, this.#ways.equal)) ?? map.defaultValue ?? missing;
    }
    const variable = request.variables.get(inner);
    if (variable === undefined) throw new Error(`no server variable: {${inner}}`);
    return variable;
  }
}

function fileText(files: ReadonlyMap<string, string>, name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`no file ${name}`);
  return text;
}

function readMap(element: ConfigElement, equal: IisWays['equal']): [string, RewriteMap] {
  const rows = new Map<string, string>();
  for (const { name, attributes } of element.children) {
    const [key, value] = [attributes.get('key'), attributes.get('value')];
    if (name !== 'add' || !key || value === undefined) throw new Error('no row of a map');
    const folded = foldCase(key, equal);
    if (rows.has(folded)) throw new Error(`duplicate collection entry: ${key}`);
    rows.set(folded, value);
  }
  const name = element.attributes.get('name') ?? '';
  return [name, { rows, defaultValue: element.attributes.get('defaultValue') }];
}

function readRule({ attributes, children }: ConfigElement): Rule {
  const match = children.find(({ name }) => name === 'match')?.attributes;
  const action = children.find(({ name }) => name === 'action');
  const conditions = children.find(({ name }) => name === 'conditions');
  const isAny = conditions?.attributes.get('logicalGrouping') === 'MatchAny';
  if (!match || !action || isAny || attributes.get('patternSyntax'))
    throw new Error('no rule of ECMAScript');
  return {
    match: { pattern: patternOf(match, 'url'), negate: match.get('negate') === 'true' },
    conditions: (conditions?.children ?? []).map((one) => ({
      input: one.attributes.get('input') ?? '',
      pattern: patternOf(one.attributes, 'pattern'),
      negate: one.attributes.get('negate') === 'true',
    })),
    trackAllCaptures: conditions?.attributes.get('trackAllCaptures') === 'true',
    action,
    stopProcessing: attributes.get('stopProcessing') === 'true',
  };
}

function patternOf(attributes: ReadonlyMap<string, string>, name: string): RegExp {
  return new RegExp(
    attributes.get(name) ?? '',
    attributes.get('ignoreCase') === 'false' ? '' : 'i',
  );
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw new Error(`no closing brace: ${text}`);
}

function redirect(to: string, action: Record<string, string>, request: CookedRequest): IisAnswer {
  const statuses: Record<string, number> = {
    Permanent: 301,
    Found: 302,
    SeeOther: 303,
    Temporary: 307,
  };
  const status = statuses[action.redirectType ?? 'Permanent'];
  if (status === undefined) throw new Error(`no redirectType: ${action.redirectType}`);
  const query = request.variables.get('QUERY_STRING') ?? '';
  const appended = action.appendQueryString !== 'false' && query !== '';
  return { status, location: appended ? `${to}${to.includes('?') ? '&' : '?'}${query}` : to };
}

/** Two keys that any reading of letter case takes for one. */
function foldCase(text: string, equal: IisWays['equal']): string {
  const compared = equal === 'linguistic' ? text.normalize('NFC') : text;
  return compared.toUpperCase().toLowerCase();
}

/**
 * What http.sys makes of a request: the path decoded once as UTF-8, backslashes turned, slashes merged, dot segments resolved; the
 * query and UNENCODED_URL as sent. Undefined for paths that it answers with 400.
 */
function cook(host: string, target: string): CookedRequest | undefined {
  const cut = target.indexOf('?');
  const raw = cut < 0 ? target : target.slice(0, cut);
  if (!raw.startsWith('/') || /%(?![0-9a-f]{2})/i.test(raw)) return undefined;
  const octets = Buffer.from(raw, 'latin1').toString('latin1');
  const decoded = octets.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (/[\x00-\x1f\x7f]/.test(decoded)) return undefined;
  const segments: string[] = [];
  let last = '';
  for (const segment of readUtf8(decoded).replaceAll('\\', '/').split('/').slice(1)) {
    last = segment;
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const isFolder = /^\.{0,2}$/.test(last) && segments.length > 0;
  // How octets beyond ASCII that nobody escaped are shown in these depends on the system: they match nothing.
  const shown = (text: string) => text.replace(/[\x80-\xff]/g, '\ufffd');
  return {
    path: segments.join('/') + (isFolder ? '/' : ''),
    variables: new Map([
      ['HTTP_HOST', host],
      ['QUERY_STRING', cut < 0 ? '' : shown(target.slice(cut + 1))],
      ['UNENCODED_URL', shown(target)],
    ]),
  };
}

/** Text of octets; what is no UTF-8 is read in the code page of the system, which nothing may rest on. */
function readUtf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
