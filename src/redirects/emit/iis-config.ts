import type { HostWide } from '../host-wide.ts';
import { goneValue, noneValue, temporaryMark } from './answers.ts';
import type { ClosedHost, ServedFile } from './closed-site.ts';
import { columnPattern, type IisForms, pathPattern } from './iis-forms.ts';

/** What the configuration of one host is made from. */
export interface IisHost {
  closed: ClosedHost;
  forms: IisForms;
  served: readonly ServedFile[];
  hostWide: HostWide | undefined;
  confirmed: boolean;
  hasDecomposed: boolean;
}

/**
 * The maps of a host: whole requests, forms, and forms whose letters are decomposed. These stand apart, since a comparison that takes
 * them for composed ones would find an equal key, which stops the site.
 */
export const iisMaps = ['requests', 'forms', 'decomposed'] as const;

export type IisMap = (typeof iisMaps)[number];

/** The web.config of a host's site: request filtering opened for old addresses, the rules, and the pages of 404 and 410. */
export function webConfigLines(host: IisHost): string[] {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<configuration>',
    '  <system.webServer>',
    '    <security>',
    '      <requestFiltering allowDoubleEscaping="true">',
    '        <requestLimits maxUrl="8192" maxQueryString="8192" />',
    ...['fileExtensions allowUnlisted="true"', 'hiddenSegments', 'denyUrlSequences'].map(
      (name) => `        <${name}><clear /></${name.split(' ', 1)[0]}>`,
    ),
    '      </requestFiltering>',
    '    </security>',
    '    <httpErrors errorMode="Custom" existingResponse="Replace">',
    '      <clear />',
    '      <error statusCode="404" path="not-found.html" responseMode="File" />',
    '      <error statusCode="410" path="gone.html" responseMode="File" />',
    '    </httpErrors>',
    ...(host.confirmed
      ? [
          '    <httpProtocol>',
          '      <customHeaders>',
          '        <remove name="Cache-Control" />',
          '        <add name="Cache-Control" value="max-age=3600" />',
          '      </customHeaders>',
          '    </httpProtocol>',
        ]
      : []),
    '    <rewrite>',
    `      <rewriteMaps configSource="${mapsFile(host.closed)}" />`,
    '      <rules>',
    '        <clear />',
    ...rules(host).map((line) => `        ${line}`),
    '      </rules>',
    '    </rewrite>',
    '  </system.webServer>',
    '</configuration>',
  ];
}

/** File of the maps of a host. */
export function mapsFile({ file }: Pick<ClosedHost, 'file'>): string {
  return `${file}.rewritemaps.config`;
}

/** A row of a map; undefined for characters that XML 1.0 has none for. */
export function mapLine(key: string, value: string): string | undefined {
  if (/[^\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(key + value)) return undefined;
  return `    <add key="${escapeXml(key)}" value="${escapeXml(value)}" />`;
}

function rules(host: IisHost): string[] {
  const { closed, forms, served, hostWide, confirmed, hasDecomposed } = host;
  const type = confirmed ? 'Permanent' : 'Found';
  const names = condition('{HTTP_HOST}', hostPattern(closed), true);
  const request = (pattern: string) => [condition(mapAt('requests', '{UNENCODED_URL}'), pattern)];
  const form = (map: IisMap) => (pattern: string) => [
    condition('/{R:0}', pathPattern),
    ...(forms.guard ? [condition('{QUERY_STRING}', forms.guard.pattern, forms.guard.negate)] : []),
    ...forms.columns.map((name) => condition(`?{QUERY_STRING}&${name}=`, columnPattern(name))),
    condition(mapAt(map, forms.reference), pattern),
  ];
  const last = forms.columns.length + 2;
  return [
    ...rule('other names', [names], respond(404)),
    ...served.flatMap(({ path, file }) =>
      rule(`file ${path}`, [], `<action type="Rewrite" url="${file}" />`, exactly(path)),
    ),
    ...answerRules('request', request, 1, type),
    ...answerRules('form', form('forms'), last, type),
    ...(hasDecomposed ? answerRules('decomposed', form('decomposed'), last, type) : []),
    ...(hostWide ? hostWideRules(hostWide, type) : []),
    ...rule('all else', [], respond(404)),
  ];
}

function mapAt(map: IisMap, key: string): string {
  return `{${map}:${key}}`;
}

/** A rule for each kind of value; `conditions` end with one over the map, whose capture is the target. */
function answerRules(
  name: string,
  conditions: (pattern: string) => string[],
  capture: number,
  type: string,
): string[] {
  const target = `{C:${capture}}`;
  return [
    ...rule(`${name}: gone`, conditions(`^${goneValue}$`), respond(410)),
    ...rule(`${name}: no answer`, conditions(`^${noneValue}$`), respond(404)),
    ...rule(
      `${name}: for now`,
      conditions(`^${temporaryMark}(https://.+)$`),
      move(target, 'Found'),
    ),
    ...rule(`${name}: moved`, conditions('^(https://.+)$'), move(target, type)),
  ];
}

function hostWideRules({ target, appendPath }: HostWide, type: string): string[] {
  if (target === null) return rule('whole host', [], respond(410));
  const fixed = escapeXml(escapeBraces(target));
  const plain = rule('whole host', [], move(fixed, type));
  if (!appendPath) return plain;
  const origin = condition('{UNENCODED_URL}', '^/[\\x21-\\x7e]*$');
  return [
    ...rule('whole host with path', [origin], move(`${fixed}{UNENCODED_URL}`, type)),
    ...plain,
  ];
}

function rule(
  name: string,
  conditions: readonly string[],
  action: string,
  pattern = '.*',
): string[] {
  return [
    `<rule name="${name}" stopProcessing="true">`,
    `  <match url="${pattern}" />`,
    ...(conditions.length > 0
      ? [
          '  <conditions trackAllCaptures="true">',
          ...conditions.map((line) => `    ${line}`),
          '  </conditions>',
        ]
      : []),
    `  ${action}`,
    '</rule>',
  ];
}

function condition(input: string, pattern: string, negate = false): string {
  const not = negate ? ' negate="true"' : '';
  return `<add input="${escapeXml(input)}" pattern="${escapeXml(pattern)}"${not} />`;
}

function respond(status: 404 | 410): string {
  const reason = status === 410 ? 'Gone' : 'Not Found';
  return `<action type="CustomResponse" statusCode="${status}" statusReason="${reason}" />`;
}

function move(url: string, type: string): string {
  return `<action type="Redirect" url="${url}" appendQueryString="false" redirectType="${type}" />`;
}

/** Matches the path of a served file, which rules see without its first slash. */
function exactly(path: string): string {
  return `^${path.slice(1).replaceAll('.', '[.]')}$`;
}

/** Every name of a host with or without root dot; with any port, unless it has its own. */
function hostPattern({ host, aliases }: ClosedHost): string {
  const names = [host, ...aliases].map((name) => {
    const [bare = '', port] = name.split(':');
    return `${bare.replaceAll('.', '[.]')}[.]?${port === undefined ? '(?::[0-9]+)?' : `:${port}`}`;
  });
  return `^(?:${names.join('|')})$`;
}

/** Braces would be read as references. */
export function escapeBraces(target: string): string {
  return target.replaceAll('{', '%7B').replaceAll('}', '%7D');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
