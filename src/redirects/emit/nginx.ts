import { UserError } from '../../errors.ts';
import type { Mapping } from '../../model/mapping.ts';
import type { Redirect } from '../../model/redirect.ts';
import type { Settings } from '../../model/settings.ts';
import type { KeyRules } from '../../text/url-key.ts';
import { fillTemplate } from '../target.ts';
import { csvRecord } from './csv.ts';
import type { EmittedFile } from './emitted-file.ts';
import {
  type ConfigOptions,
  checkConfigOptions,
  hashLines,
  locationLines,
  mapLines,
  serverLines,
  type TableSize,
} from './nginx-config.ts';
import { redirectsByHost, type ServedHost, servedHosts } from './nginx-hosts.ts';
import { readmeLines } from './nginx-readme.ts';
import { type HostTables, hostTables, type MapRow, type RefusedRow } from './nginx-tables.ts';
import { gonePage, notFoundPage } from './pages.ts';

/** What one agency's tables are made from. */
export interface NginxOptions {
  mapping: Pick<Mapping, 'id' | 'hosts'>;
  rules: KeyRules;
  portal: Settings['portal'];
  /** Emit targets that the portal has not named yet too, as 302, in files of their own. */
  provisional?: boolean;
  /** Answer 301 with an hour of caching instead of 302. */
  confirmed?: boolean;
  /** Absolute folder of the files on the server; `/etc/nginx/kosh/<agency>` unless given. */
  directory?: string;
  /** Where servers listen; port 80 unless given. */
  listen?: readonly string[];
}

/** Counts over all hosts, whole once every file was taken. `rows` are requests, `forms` those free of parameter order. */
export interface NginxCounts {
  rows: number;
  forms: number;
  provisional: number;
  held: number;
  unresolved: number;
  refused: number;
  collisions: number;
  ambiguous: number;
}

/** The files one after another, each to be taken before the next, and their counts. */
export interface NginxEmission {
  files: AsyncGenerator<EmittedFile>;
  counts: NginxCounts;
}

/**
 * Tables and configuration for nginx (measured with 1.22.1). `redirects` come sorted by key (host after host), as planned or
 * as read from the store in batches; the rows of one host at a time are held in memory.
 */
export function emitNginx(
  redirects: Iterable<Redirect> | AsyncIterable<Redirect>,
  options: NginxOptions,
): NginxEmission {
  if (options.provisional && options.confirmed) {
    throw new UserError('Provisional targets cannot be confirmed. Give one of the two.');
  }
  const config: ConfigOptions = {
    directory: options.directory ?? `/etc/nginx/kosh/${options.mapping.id}`,
    listen: options.listen ?? ['80'],
    status: options.confirmed ? 301 : 302,
  };
  checkConfigOptions(config);
  const counts: NginxCounts = {
    rows: 0,
    forms: 0,
    provisional: 0,
    held: 0,
    unresolved: 0,
    refused: 0,
    collisions: 0,
    ambiguous: 0,
  };
  return { files: emit(redirects, options, config, counts), counts };
}

async function* emit(
  redirects: Iterable<Redirect> | AsyncIterable<Redirect>,
  options: NginxOptions,
  config: ConfigOptions,
  counts: NginxCounts,
): AsyncGenerator<EmittedFile> {
  const { mapping, portal } = options;
  const hosts = servedHosts(mapping);
  const refused: RefusedRow[] = [];
  const maps: string[] = [];
  const left = new Map(hosts.map((served) => [served.host, served]));
  const size: TableSize = { rows: 0, keys: 0, longestKey: 0, keyBytes: 0 };
  const tablesOf = function* (served: ServedHost, rows: readonly Redirect[]) {
    left.delete(served.host);
    const tables = hostTables(rows, {
      rules: options.rules,
      allowedHosts: portal.allowedHosts,
      provisional: options.provisional === true,
    });
    add(counts, size, tables);
    for (const row of tables.refused) refused.push(row);
    maps.push(...mapLines(served, tables, config, options.provisional === true));
    yield* hostFiles(served, tables, options, config);
  };
  for await (const [host, rows] of redirectsByHost(redirects)) {
    const served = left.get(host);
    if (served) yield* tablesOf(served, rows);
    else for (const row of rows) refused.push(...withoutHost(row));
  }
  for (const served of [...left.values()]) yield* tablesOf(served, []);
  counts.refused = refused.length;
  yield { name: 'hash.conf', lines: hashLines(size) };
  yield { name: 'maps.conf', lines: maps };
  yield { name: 'servers.conf', lines: hosts.flatMap((served) => serverLines(served, config)) };
  const search = {
    kk: searchPage(portal, 'kk'),
    ru: searchPage(portal, 'ru'),
    en: searchPage(portal, 'en'),
  };
  yield { name: 'not-found.html', lines: notFoundPage(search) };
  yield { name: 'gone.html', lines: gonePage(search) };
  yield { name: 'not-representable.csv', lines: refusedLines(refused) };
  yield { name: 'README.txt', lines: readmeLines(mapping.id, hosts, config, counts) };
}

function* hostFiles(
  served: ServedHost,
  tables: HostTables,
  options: NginxOptions,
  config: ConfigOptions,
): Generator<EmittedFile> {
  const named = [
    ['', tables.requests],
    ['.forms', tables.forms],
  ] as const;
  for (const [kind, rows] of named) {
    yield { name: `${served.file}${kind}.map`, lines: linesOf(rows, false) };
    if (options.provisional) {
      yield { name: `${served.file}.provisional${kind}.map`, lines: linesOf(rows, true) };
    }
  }
  yield { name: `${served.file}.locations.conf`, lines: locationLines(served, config) };
}

function* linesOf(rows: readonly MapRow[], provisional: boolean): Generator<string> {
  for (const row of rows) if (row.provisional === provisional) yield row.line;
}

function add(counts: NginxCounts, size: TableSize, tables: HostTables): void {
  counts.rows += tables.requests.length;
  counts.forms += tables.forms.length;
  counts.provisional += tables.requests.filter((row) => row.provisional).length;
  counts.held += tables.held;
  counts.unresolved += tables.unresolved;
  counts.collisions += tables.collisions;
  counts.ambiguous += tables.ambiguous;
  size.rows = Math.max(size.rows, tables.requests.length, tables.forms.length);
  size.keys += tables.requests.length + tables.forms.length;
  for (const { key } of [...tables.requests, ...tables.forms]) {
    const bytes = Buffer.byteLength(key);
    size.keyBytes += bytes;
    size.longestKey = Math.max(size.longestKey, bytes);
  }
}

function withoutHost(redirect: Redirect): RefusedRow[] {
  if (redirect.decision === 'unresolved') return [];
  return redirect.spellings.map((address) => ({
    address,
    target: redirect.target ?? '',
    reason: 'its host is not in the mapping',
  }));
}

function* refusedLines(refused: readonly RefusedRow[]): Generator<string> {
  yield `\ufeff${csvRecord(['old_url', 'new_url', 'reason'])}`;
  for (const { address, target, reason } of refused) yield csvRecord([address, target, reason]);
}

function searchPage({ base, search }: Settings['portal'], lang: string): string {
  return fillTemplate(search, { base, lang });
}
