import type { Redirect } from '../../model/redirect.ts';
import { hash64 } from '../../text/hash.ts';
import { type ClosedHost, ClosedSite } from './closed-site.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';
import { redirectsByHost } from './host-rows.ts';
import {
  type ConfigOptions,
  checkConfigOptions,
  hashLines,
  locationLines,
  mapLines,
  type NginxHost,
  serverLines,
  type TableSize,
} from './nginx-config.ts';
import { nginxGuide } from './nginx-guide.ts';
import { type HostTables, hostTables, type MapRow } from './nginx-tables.ts';

/** Counts of the tables for nginx: `rows` are whole requests, `forms` those free of parameter order. */
export interface NginxCounts extends EmissionCounts {
  forms: number;
  /** Requests that differ in letter case alone and have different answers. */
  collisions: number;
  /** Forms that more than one answer claims. */
  ambiguous: number;
}

/** Tables and configuration for nginx (measured with 1.22.1); the rows of one host at a time are held in memory. */
export function emitNginx(
  redirects: RedirectSource,
  options: EmitterOptions,
): Emission<NginxCounts> {
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
    refused: {},
    collisions: 0,
    ambiguous: 0,
  };
  return { files: emit(redirects, options, config, counts), counts };
}

async function* emit(
  redirects: RedirectSource,
  options: EmitterOptions,
  config: ConfigOptions,
  counts: NginxCounts,
): AsyncGenerator<EmittedFile> {
  const site = new ClosedSite(options, counts);
  const hosts = site.hosts.map((host, index) => nginxHost(host, options.mapping.id, index));
  const maps: string[] = [];
  const left = new Map(hosts.map((served) => [served.host, served]));
  const size: TableSize = { rows: 0, keys: 0, longestKey: 0, keyBytes: 0 };
  const tablesOf = function* (served: NginxHost, rows: readonly Redirect[]) {
    left.delete(served.host);
    const tables = hostTables(rows, site, {
      rules: options.rules,
      allowedHosts: options.portal.allowedHosts,
      provisional: options.provisional,
      confirmed: options.confirmed,
    });
    add(counts, size, tables);
    maps.push(...mapLines(served, tables, config, options.provisional));
    yield* hostFiles(served, tables, options);
    yield* site.pieces();
  };
  for (const [host, rows] of redirectsByHost(redirects())) {
    const served = left.get(host);
    if (served) yield* tablesOf(served, rows);
    else {
      for (const row of rows) {
        if (row.decision !== 'unresolved') site.refuseAll(row, 'its host is not in the mapping');
      }
    }
  }
  for (const served of [...left.values()]) yield* tablesOf(served, []);
  const rest = [...site.rest(nginxGuide(config, counts), counts)];
  for (const served of hosts) {
    const lines = locationLines(served, site.served(served), config);
    yield { name: `${served.file}.locations.conf`, lines };
  }
  yield { name: 'hash.conf', lines: hashLines(size) };
  yield { name: 'maps.conf', lines: maps };
  yield { name: 'servers.conf', lines: hosts.flatMap((served) => serverLines(served, config)) };
  yield* rest;
}

/** A host with the prefix of its variables: short, since nginx hashes variable names in buckets of 64 bytes. */
function nginxHost(host: ClosedHost, agency: string, index: number): NginxHost {
  return { ...host, variable: `kosh_${hash64(agency).slice(0, 8)}_${index}` };
}

function* hostFiles(
  served: NginxHost,
  tables: HostTables,
  options: EmitterOptions,
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
  for (const rows of [tables.requests, tables.forms]) {
    for (const { key } of rows) {
      const bytes = Buffer.byteLength(key);
      size.keyBytes += bytes;
      size.longestKey = Math.max(size.longestKey, bytes);
    }
  }
}
