import { UserError } from '../../errors.ts';
import type { KeyRules } from '../../text/url-key.ts';
import type { HostWide } from '../host-wide.ts';
import { goneValue, noneValue, temporaryMark } from './answers.ts';
import { type ApacheForms, columnPattern, formMark } from './apache-forms.ts';
import type { ClosedHost } from './closed-site.ts';
import { pathPattern } from './read-path.ts';

/** Where the files will lie, and how redirects are answered. */
export interface ApacheOptions {
  /** Absolute folder of the emitted files on the server. */
  directory: string;
  /** Addresses of virtual hosts for hosts without a port of their own. */
  listen: readonly string[];
  confirmed: boolean;
}

/** Refuses folders and addresses that could not stand in the configuration. */
export function checkApacheOptions({ directory, listen }: ApacheOptions): void {
  if (!/^\/[^\x00-\x20\x7f"\\$%*?[\]]*$/.test(directory)) {
    throw new UserError(
      `The folder ${directory} on the server must be an absolute plain path without spaces.`,
    );
  }
  const bad = listen.find((one) => !/^(?:[a-z0-9.*-]+:|\[[0-9a-f:]+\]:)?\d{1,5}$/i.test(one));
  if (bad !== undefined) throw new UserError(`${bad} is no address for Apache to listen on.`);
}

/** A virtual host of one host that includes its answers. */
export function vhostLines(host: ClosedHost, options: ApacheOptions): string[] {
  const names = [host.host, ...host.aliases].map((name) => name.replace(/:\d+$/, ''));
  const [name, ...aliases] = new Set(names);
  return [
    `<VirtualHost ${addressesOf(host, options).join(' ')}>`,
    `  ServerName ${name}`,
    ...(aliases.length > 0 ? [`  ServerAlias ${aliases.join(' ')}`] : []),
    `  Include "${options.directory}/${host.file}.rules.conf"`,
    '</VirtualHost>',
    '',
  ];
}

/** What answers to names that no virtual host has, and to requests without any: Apache takes the first one for that. */
export function defaultVhostLines(hosts: readonly ClosedHost[], options: ApacheOptions): string[] {
  const addresses = new Set(hosts.flatMap((host) => addressesOf(host, options)));
  return [
    `<VirtualHost ${[...addresses].join(' ')}>`,
    '  ServerName default.invalid',
    '  RewriteEngine On',
    '  RewriteRule ^ - [R=404,L]',
    '</VirtualHost>',
  ];
}

function addressesOf({ host }: ClosedHost, { listen }: ApacheOptions): string[] {
  const port = /:(\d+)$/.exec(host)?.[1];
  if (port !== undefined) return [`*:${port}`];
  return listen.map((one) => (/^\d+$/.test(one) ? `*:${one}` : one));
}

/** What the rules of a host are made from. */
interface HostRules {
  host: ClosedHost;
  forms: ApacheForms;
  /** Lines of rows that are too long for a table. */
  longRows: readonly string[];
}

/** The answers of one host, for its virtual host; `map` is the source of its RewriteMap. */
export function rulesLines(
  { host, forms, longRows }: HostRules,
  map: string,
  wide: HostWide | undefined,
  options: ApacheOptions,
  rules: KeyRules,
): string[] {
  const { directory, confirmed } = options;
  return [
    `# ${host.host}`,
    'AllowEncodedSlashes NoDecode',
    'RewriteEngine On',
    'RewriteMap kosh_escape int:escape',
    'RewriteMap kosh_unescape int:unescape',
    'RewriteMap kosh_lower int:tolower',
    `RewriteMap kosh_table "${map}"`,
    ...fileLines(host, directory),
    ...requestLines(forms, rules.caseInsensitive),
    ...lookupLines,
    ...longRows,
    `RewriteCond "%{ENV:kosh_to}" "=${goneValue}"`,
    'RewriteRule ^ - [G]',
    `RewriteCond "%{ENV:kosh_to}" "=${noneValue}"`,
    'RewriteRule ^ - [R=404,L]',
    ...redirectLines('"%{ENV:kosh_to}" "^' + temporaryMark + '(.+)$"', '%1', 302),
    ...redirectLines('"%{ENV:kosh_to}" "^(.+)$"', '%1', confirmed ? 301 : 302),
    ...(wide === undefined ? [] : wideLines(wide, confirmed)),
    'RewriteRule ^ - [R=404,L]',
    ...(confirmed
      ? ['Header always set Cache-Control "max-age=3600" "expr=%{REQUEST_STATUS} == 301"']
      : []),
  ];
}

/** The files of the closed site; error pages are internal redirects, which must not be asked again where they lead. */
function fileLines({ file }: ClosedHost, directory: string): string[] {
  return [
    'ErrorDocument 404 /.kosh/not-found.html',
    'ErrorDocument 410 /.kosh/gone.html',
    `Alias "/.kosh/not-found.html" "${directory}/not-found.html"`,
    `Alias "/.kosh/gone.html" "${directory}/gone.html"`,
    `Alias "/robots.txt" "${directory}/${file}.robots.txt"`,
    `AliasMatch "^/kosh-sitemap(-[0-9]+)?\\.xml$" "${directory}/${file}.sitemap$1.xml"`,
    `<Directory "${directory}">`,
    '  Require all granted',
    '  AllowOverride None',
    '  Options FollowSymLinks',
    '  <FilesMatch "\\.html$">',
    '    ForceType "text/html; charset=utf-8"',
    '  </FilesMatch>',
    '  <FilesMatch "\\.txt$">',
    '    ForceType "text/plain; charset=utf-8"',
    '  </FilesMatch>',
    '  <FilesMatch "\\.xml$">',
    '    ForceType application/xml',
    '  </FilesMatch>',
    '</Directory>',
    'RewriteCond "%{ENV:REDIRECT_STATUS}" "."',
    'RewriteRule ^ - [END]',
    'RewriteRule "^/(?:robots\\.txt|kosh-sitemap(?:-[0-9]+)?\\.xml)$" - [END]',
  ];
}

/** Puts the form of a request together. */
function requestLines(forms: ApacheForms, ignoresCase: boolean): string[] {
  const path = ignoresCase ? '${kosh_lower:${kosh_escape:%1}}' : '${kosh_escape:%1}';
  const flags = ignoresCase ? ' [NC]' : '';
  return [
    'RewriteCond "%{THE_REQUEST}" "^[^ ]+ (?:https?://[^/ ]*)?([^ ]+)" [NC]',
    'RewriteRule ^ - [E=kosh_whole:%1]',
    `RewriteCond "%{REQUEST_URI}" "(?s)${pathPattern('(')}" [NC]`,
    `RewriteRule ^ - [E=kosh_path:${path}]`,
    ...forms.columns.flatMap((name) => [
      `RewriteCond "%{QUERY_STRING}" "(?:^|&)${columnPattern(name)}(?:=([^&]*))?(?:&|\\z)"${flags}`,
      `RewriteRule ^ - [E=kosh_args:%{ENV:kosh_args}${name}=\${kosh_escape:\${kosh_unescape:%1}}&]`,
    ]),
    `RewriteCond "%{QUERY_STRING}" "${forms.guard}"${flags}`,
    'RewriteRule ^ - [E=kosh_guard:1]',
  ];
}

/** Whole requests first, then forms. */
const lookupLines = [
  'RewriteCond "${kosh_table:%{ENV:kosh_whole}}" "^(.+)$"',
  'RewriteRule ^ - [E=kosh_to:%1]',
  'RewriteCond "%{ENV:kosh_to}" "^$"',
  'RewriteCond "%{ENV:kosh_guard}" "^$"',
  `RewriteCond "\${kosh_table:${formMark}%{ENV:kosh_args}%{ENV:kosh_path}}" "^(.+)$"`,
  'RewriteRule ^ - [E=kosh_to:%1]',
];

/** A row as rules of its own: compared as text, with nothing in it read as a variable. */
export function longRowLines(key: string, value: string, confirmed: boolean): string[] {
  const isForm = key.startsWith(formMark);
  const text = (isForm ? key.slice(formMark.length) : key).replace(/["\\]/g, '\\$&');
  const source = isForm ? '%{ENV:kosh_args}%{ENV:kosh_path}' : '%{ENV:kosh_whole}';
  const conditions = [
    'RewriteCond "%{ENV:kosh_to}" "^$"',
    ...(isForm ? ['RewriteCond "%{ENV:kosh_guard}" "^$"'] : []),
  ];
  const last = `"${source}" "=${text}"`;
  if (value === goneValue) return [...conditions, `RewriteCond ${last}`, 'RewriteRule ^ - [G]'];
  if (value === noneValue) {
    return [...conditions, `RewriteCond ${last}`, 'RewriteRule ^ - [R=404,L]'];
  }
  const isTemporary = value.startsWith(temporaryMark);
  const target = isTemporary ? value.slice(temporaryMark.length) : value;
  const status = confirmed && !isTemporary ? 301 : 302;
  return redirectLines(last, literalOf(target), status, conditions);
}

/** Since 2.4.60 a question mark in a target that comes from a table needs leave, by a flag that older ones do not know. */
function redirectLines(
  condition: string,
  target: string,
  status: number,
  conditions: readonly string[] = [],
): string[] {
  const rule = (flags: string) => [
    ...conditions.map((line) => `  ${line}`),
    `  RewriteCond ${condition}`,
    `  RewriteRule ^ "${target}" [R=${status},NE,QSD,L${flags}]`,
  ];
  return [
    '<IfVersion >= 2.4.60>',
    ...rule(',UnsafeAllow3F'),
    '</IfVersion>',
    '<IfVersion < 2.4.60>',
    ...rule(''),
    '</IfVersion>',
  ];
}

/** The path of the request begins with a slash, so that it can only go on with the path of the target. */
function wideLines({ target, appendPath }: HostWide, confirmed: boolean): string[] {
  if (target === null) return ['RewriteRule ^ - [G]'];
  const status = confirmed ? 301 : 302;
  const literal = literalOf(target);
  if (!appendPath) return redirectLines('"%{THE_REQUEST}" "."', literal, status);
  const path = '"%{THE_REQUEST}" "^[^ ]+ (?:https?://[^/ ]*)?(/[^ ]*)" [NC]';
  return [
    ...redirectLines(path, `${literal}%1`, status),
    ...redirectLines('"%{THE_REQUEST}" "."', literal, status),
  ];
}

/** A target as it stands in a substitution: `%` and `$` would begin variables. */
function literalOf(target: string): string {
  return target.replace(/["\\]/g, encodeURIComponent).replace(/[%$]/g, '\\$&');
}
