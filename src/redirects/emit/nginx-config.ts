import { UserError } from '../../errors.ts';
import type { ClosedHost, ServedFile } from './closed-site.ts';
import { formSource, pathPattern } from './nginx-key-form.ts';
import { quoteWord } from './nginx-quote.ts';
import { goneValue, type HostTables, temporaryMark } from './nginx-tables.ts';

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
  status: 301 | 302;
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
  tables: HostTables,
  options: ConfigOptions,
  provisional: boolean,
): string[] {
  const include = (name: string) => `  include ${inFolder(options.directory, name)};`;
  const files = (kind: string) => [
    include(`${file}${kind}.map`),
    ...(provisional ? [include(`${file}.provisional${kind}.map`)] : []),
  ];
  const guarded = tables.form.guard.length > 0;
  const source = formSource(`$${variable}_path`, tables.form.columns);
  return [
    `# ${host}`,
    `map $request_uri $${variable}_request {`,
    '  default "";',
    ...files(''),
    '}',
    `map $uri $${variable}_path {`,
    '  default $uri;',
    `  "${pathPattern}" $kosh_path;`,
    '}',
    ...(guarded
      ? [`map $args $${variable}_guard {`, ...tables.form.guard.map((line) => `  ${line}`), '}']
      : []),
    `map "${guarded ? `$${variable}_guard` : ''}${source}" $${variable}_form {`,
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
  const port = /:(\d+)$/.exec(served.host)?.[1];
  const names = [served.host, ...served.aliases].map((name) => name.replace(/:\d+$/, ''));
  return [
    'server {',
    ...(port === undefined ? options.listen : [port]).map((one) => `  listen ${one};`),
    `  server_name ${[...new Set(names)].join(' ')};`,
    `  include ${inFolder(options.directory, `${served.file}.locations.conf`)};`,
    '}',
    '',
  ];
}

/**
 * The answers of one host, for its server block. They stand in a location, since the conditions of a server
 * block would be asked again for the error page (nginx starts internal redirects at the server's rewrites).
 */
export function locationLines(
  { variable }: NginxHost,
  served: readonly ServedFile[],
  options: ConfigOptions,
): string[] {
  const page = (name: string) => [
    `location = /.kosh/${name} {`,
    '  internal;',
    `  alias ${inFolder(options.directory, name)};`,
    '  types { }',
    '  default_type text/html;',
    '  charset utf-8;',
    '}',
  ];
  return [
    'location / {',
    ...(options.status === 301 ? ['  add_header Cache-Control "max-age=3600";'] : []),
    `  if ($${variable} = "${goneValue}") { return 410; }`,
    ...(options.status === 301
      ? [`  if ($${variable} ~ "^${temporaryMark}(.*)\\z") { return 302 $1; }`]
      : []),
    `  if ($${variable}) { return ${options.status} $${variable}; }`,
    '  return 404;',
    '}',
    'error_page 404 /.kosh/not-found.html;',
    'error_page 410 /.kosh/gone.html;',
    ...page('not-found.html'),
    ...page('gone.html'),
    ...served.flatMap(({ path, file, type }) => [
      `location = ${path} {`,
      `  alias ${inFolder(options.directory, file)};`,
      '  types { }',
      `  default_type ${type};`,
      '  charset utf-8;',
      '}',
    ]),
  ];
}

/** How large the tables are: rows of the longest, and number, total and longest bytes of all keys. */
export interface TableSize {
  rows: number;
  keys: number;
  longestKey: number;
  keyBytes: number;
}

/**
 * Sizes of the hash tables, computed so that nginx builds them without a warning. A bucket must hold its longest
 * entry (8 bytes value, 2 of length, the key, padded to 8; 8 at the end: nginx 1.22, ngx_hash.c), and a few of the usual ones.
 */
export function hashLines({ rows, keys, longestKey, keyBytes }: TableSize): string[] {
  const entry = (key: number) => 8 + Math.ceil((key + 2) / 8) * 8;
  const usual = keys === 0 ? 0 : keyBytes / keys;
  const bucket = Math.max(128, entry(longestKey) + 8, 8 * entry(usual) + 8);
  return [
    `map_hash_bucket_size ${Math.ceil(bucket / 64) * 64};`,
    `map_hash_max_size ${2 ** Math.ceil(Math.log2(Math.max(2048, rows * 4)))};`,
  ];
}

function inFolder(directory: string, name: string): string {
  const quoted = quoteWord(`${directory.replace(/\/+$/, '')}/${name}`);
  if (quoted === undefined) throw new Error(`no path: ${directory}`);
  return quoted;
}
