import { UserError } from '../../errors.ts';
import type { HostWide } from '../host-wide.ts';
import { goneValue, noneValue, temporaryMark } from './answers.ts';
import type { ClosedHost, ServedFile } from './closed-site.ts';
import { formSource, type NginxForms } from './nginx-forms.ts';
import { quoteMapValue, quoteWord } from './nginx-quote.ts';
import { pathPattern } from './read-path.ts';

/** A host with the prefix of its variables. */
export interface NginxHost extends ClosedHost {
  variable: string;
}

/** Where the files will lie, and how redirects are answered. */
export interface ConfigOptions {
  /** Absolute folder of the emitted files on the server. */
  directory: string;
  /** Addresses of `listen` for hosts without a port of their own. */
  listen: readonly string[];
  confirmed: boolean;
  /** Also include the files of provisional targets. */
  provisional: boolean;
}

/** Refuses folders and listen addresses that could not stand in the configuration. */
export function checkConfigOptions({ directory, listen }: ConfigOptions): void {
  if (!/^\/[^\x00-\x1f\x7f"\\$*?[\]]*$/.test(directory)) {
    throw new UserError(`The folder ${directory} on the server must be an absolute plain path.`);
  }
  const bad = listen.find((one) => !/^[a-z0-9.:[\]_-]+$/i.test(one));
  if (bad !== undefined) throw new UserError(`${bad} is no address for nginx to listen on.`);
}

/** The maps of one host, for the http level. */
export function mapLines(
  { host, file, variable }: NginxHost,
  forms: NginxForms,
  options: ConfigOptions,
): string[] {
  const include = (name: string) => `  include ${inFolder(options.directory, name)};`;
  const files = (kind: string) => [
    include(`${file}${kind}.map`),
    ...(options.provisional ? [include(`${file}.provisional${kind}.map`)] : []),
  ];
  const guarded = forms.guard.length > 0;
  const source = formSource(`$${variable}_path`, forms.columns);
  return [
    `# ${host}`,
    `map $request_uri $${variable}_request {`,
    '  default "";',
    ...files(''),
    '}',
    `map $uri $${variable}_path {`,
    '  default $uri;',
    `  "~*${pathPattern('(?<kosh_path>')}" $kosh_path;`,
    '}',
    ...(guarded
      ? [`map $args $${variable}_guard {`, ...forms.guard.map((line) => `  ${line}`), '}']
      : []),
    `map "${guarded ? `\${${variable}_guard}` : ''}${source}" $${variable}_form {`,
    '  default "";',
    ...files('.forms'),
    '}',
    `map $${variable}_request $${variable} {`,
    `  default $${variable}_request;`,
    `  "" $${variable}_form;`,
    '}',
    '',
  ];
}

/** A server block of one host that includes its answers. */
export function serverLines(served: NginxHost, options: ConfigOptions): string[] {
  const names = [served.host, ...served.aliases].map((name) => name.replace(/:\d+$/, ''));
  return [
    'server {',
    ...listenOf(served, options).map((one) => `  listen ${one};`),
    `  server_name ${[...new Set(names)].join(' ')};`,
    `  include ${inFolder(options.directory, `${served.file}.locations.conf`)};`,
    '}',
    '',
  ];
}

/**
 * What answers to names that no server block has, and to requests without any. It may stand only once in a server: without it
 * nginx would give such requests the answers of the first block.
 */
export function defaultServerLines(hosts: readonly NginxHost[], options: ConfigOptions): string[] {
  const listen = new Set(hosts.flatMap((served) => listenOf(served, options)));
  return [
    'server {',
    ...[...listen].map((one) => `  listen ${one} default_server;`),
    '  server_name "";',
    '  return 404;',
    '}',
  ];
}

function listenOf({ host }: NginxHost, { listen }: ConfigOptions): readonly string[] {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? listen : [port];
}

/**
 * The answers of one host, for its server block. They stand in a location, since the conditions of a server
 * block would be asked again for the error page (nginx starts internal redirects at the server's rewrites).
 * Nothing but `return` (and a header) stands in an `if`, which is all that is safe there.
 */
export function locationLines(
  { variable }: NginxHost,
  served: readonly ServedFile[],
  wide: HostWide | undefined,
  options: ConfigOptions,
): string[] {
  const file = (path: string, name: string, type: string, ...more: readonly string[]) => [
    `location = ${path} {`,
    ...more.map((line) => `  ${line}`),
    `  alias ${inFolder(options.directory, name)};`,
    '  types { }',
    `  default_type ${type};`,
    '  charset utf-8;',
    '}',
  ];
  const redirect = (to: string) =>
    options.confirmed
      ? `add_header Cache-Control "max-age=3600"; return 301 ${to};`
      : `return 302 ${to};`;
  return [
    'location / {',
    `  if ($${variable} = "${goneValue}") { return 410; }`,
    `  if ($${variable} = "${noneValue}") { return 404; }`,
    ...(options.confirmed
      ? [`  if ($${variable} ~ "^${temporaryMark}(.*)\\z") { return 302 $1; }`]
      : []),
    `  if ($${variable}) { ${redirect(`$${variable}`)} }`,
    `  ${wide === undefined ? 'return 404;' : wideAnswer(wide, redirect)}`,
    '}',
    'error_page 404 /.kosh/not-found.html;',
    'error_page 410 /.kosh/gone.html;',
    ...file('/.kosh/not-found.html', 'not-found.html', 'text/html', 'internal;'),
    ...file('/.kosh/gone.html', 'gone.html', 'text/html', 'internal;'),
    ...served.flatMap((one) => file(one.path, one.file, one.type)),
  ];
}

/** `$request_uri` begins with a slash (others are refused with 400), so that it can only go on with the path of the target. */
function wideAnswer({ target, appendPath }: HostWide, redirect: (to: string) => string): string {
  if (target === null) return 'return 410;';
  const quoted = quoteMapValue(target);
  if (quoted === undefined) return 'return 404;';
  return redirect(appendPath ? `${quoted.slice(0, -1)}$request_uri"` : quoted);
}

function inFolder(directory: string, name: string): string {
  const quoted = quoteWord(`${directory.replace(/\/+$/, '')}/${name}`);
  if (quoted === undefined) throw new Error(`no path: ${directory}`);
  return quoted;
}
