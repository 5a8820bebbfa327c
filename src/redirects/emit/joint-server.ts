import type { EmittedFile } from './emitted-file.ts';
import { frontendLines } from './haproxy-config.ts';
import { quoteWord } from './nginx-quote.ts';
import { serverFolders } from './server-folders.ts';

/** A server that one configuration can make answer for several agencies. IIS has one site a host anyway. */
export type JointServer = keyof typeof serverFolders;

/** What the tables of one agency say of themselves: texts of small files by name. */
export interface AgencyTables {
  agency: string;
  files: ReadonlyMap<string, string>;
}

/** Where the folders of agencies will lie on the server, and where HAProxy listens. */
export interface JointOptions {
  directory?: string | undefined;
  listen?: readonly string[] | undefined;
}

/** Files of an agency's tables that its part in the joint configuration is read from. */
export const jointSources = {
  nginx: ['hash.conf', 'servers.conf', 'default-server.conf'],
  apache: ['default-vhost.conf'],
  haproxy: ['backends.map'],
} as const satisfies Record<JointServer, readonly string[]>;

/** Configuration by which one server answers for all given agencies, to be included instead of the files of each. */
export function jointFiles(
  server: JointServer,
  agencies: readonly AgencyTables[],
  options: JointOptions = {},
): EmittedFile[] {
  const directory = (options.directory ?? serverFolders[server]).replace(/\/+$/, '');
  if (server === 'nginx') return [{ name: 'all.conf', lines: nginxLines(agencies, directory) }];
  if (server === 'apache') return [{ name: 'all.conf', lines: apacheLines(agencies, directory) }];
  const [first] = agencies;
  const listen = options.listen ?? ['80'];
  const frontend = first && frontendLines('all', { agency: first.agency, directory, listen });
  return [
    { name: 'backends.map', lines: agencies.flatMap((one) => linesOf(one, 'backends.map')).sort() },
    { name: 'frontend.cfg', lines: frontend ?? [] },
    { name: 'options.txt', lines: [haproxyOptions(agencies, directory)] },
  ];
}

/** What the command line of HAProxy needs beside its own configuration. */
function haproxyOptions(agencies: readonly AgencyTables[], directory: string): string {
  const files = agencies.map(({ agency }) => `${agency}/backend.cfg`);
  return ['frontend.cfg', ...files].map((file) => `-f ${directory}/${file}`).join(' ');
}

/**
 * nginx takes each hash directive once, so the largest of every agency stands here; those of variables and of server
 * names grow with the number of hosts (nginx has some 150 variables of its own, a host adds five).
 */
function nginxLines(agencies: readonly AgencyTables[], directory: string): string[] {
  const sizes = new Map<string, number>();
  for (const agency of agencies) {
    for (const line of linesOf(agency, 'hash.conf')) {
      const [, name, size] = /^(\w+) (\d+);$/.exec(line) ?? [];
      if (name) sizes.set(name, Math.max(sizes.get(name) ?? 0, Number(size)));
    }
  }
  const servers = agencies.flatMap((agency) => linesOf(agency, 'servers.conf'));
  const hosts = servers.filter((line) => line === 'server {').length;
  const names = servers.flatMap(
    (line) => /^ {2}server_name (.+);$/.exec(line)?.[1]?.split(' ') ?? [],
  );
  const longest = Math.max(0, ...names.map((name) => name.length));
  sizes.set('variables_hash_max_size', powerOfTwo(4 * (150 + 5 * hosts), 2048));
  sizes.set('server_names_hash_max_size', powerOfTwo(4 * names.length, 512));
  sizes.set('server_names_hash_bucket_size', powerOfTwo(longest + 32, 128));
  const include = (agency: string, file: string) =>
    `include ${quoteWord(`${directory}/${agency}/${file}`)};`;
  return [
    ...[...sizes].map(([name, size]) => `${name} ${size};`),
    'server {',
    ...listened(agencies, 'default-server.conf', /^ {2}listen (.+) default_server;$/).map(
      (one) => `  listen ${one} default_server;`,
    ),
    '  server_name "";',
    '  return 404;',
    '}',
    ...agencies.flatMap(({ agency }) => [
      include(agency, 'maps.conf'),
      include(agency, 'servers.conf'),
    ]),
  ];
}

function apacheLines(agencies: readonly AgencyTables[], directory: string): string[] {
  const addresses = listened(agencies, 'default-vhost.conf', /^<VirtualHost (.+)>$/);
  return [
    `<VirtualHost ${[...new Set(addresses.flatMap((one) => one.split(' ')))].join(' ')}>`,
    '  ServerName default.invalid',
    '  RewriteEngine On',
    '  RewriteRule ^ - [R=404,L]',
    '</VirtualHost>',
    ...agencies.map(({ agency }) => `Include "${directory}/${agency}/vhosts.conf"`),
  ];
}

/** What the pattern captures in a file of each agency, each once, in order. */
function listened(agencies: readonly AgencyTables[], file: string, pattern: RegExp): string[] {
  const found = agencies
    .flatMap((agency) => linesOf(agency, file))
    .flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return [...new Set(found)];
}

function linesOf({ files }: AgencyTables, name: string): string[] {
  return (files.get(name) ?? '').split('\n').filter((line) => line !== '');
}

function powerOfTwo(wanted: number, least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(wanted, least)));
}
