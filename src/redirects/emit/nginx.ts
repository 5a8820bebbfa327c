import { hash64 } from '../../text/hash.ts';
import { hostWideAnswers } from '../host-wide.ts';
import { answerOf, noneValue } from './answers.ts';
import { type ClosedHost, ClosedSite } from './closed-site.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';
import { HostRows, type TableRow } from './host-rows.ts';
import { type HostSurvey, surveyHosts } from './host-survey.ts';
import { hostOfKey } from './key-requests.ts';
import {
  type ConfigOptions,
  checkConfigOptions,
  defaultServerLines,
  locationLines,
  mapLines,
  type NginxHost,
  serverLines,
} from './nginx-config.ts';
import { NginxForms } from './nginx-forms.ts';
import { nginxGuide } from './nginx-guide.ts';
import { addKey, hashLines, type TableSize } from './nginx-hash.ts';
import { quoteMapKey, quoteMapValue } from './nginx-quote.ts';
import { PendingLines } from './pending-lines.ts';
import { isRefused } from './read-path.ts';
import { RepeatedTexts } from './repeated-texts.ts';
import { serverFolders } from './server-folders.ts';

/** Counts of the tables for nginx. */
export interface NginxCounts extends EmissionCounts {
  /** Rows for whole requests, which forms do not answer. */
  requests: number;
  /** Keys that differ in letter case alone from one with another, stronger answer. */
  collisions: number;
}

/** Tables and configuration for nginx (measured with 1.22.1), made in two passes over the decisions. */
export function emitNginx(
  redirects: RedirectSource,
  options: EmitterOptions,
): Emission<NginxCounts> {
  const config: ConfigOptions = {
    directory: options.directory ?? `${serverFolders.nginx}/${options.mapping.id}`,
    listen: options.listen ?? ['80'],
    confirmed: options.confirmed,
    provisional: options.provisional,
  };
  checkConfigOptions(config);
  const counts: NginxCounts = {
    rows: 0,
    requests: 0,
    provisional: 0,
    held: 0,
    unresolved: 0,
    refused: {},
    collisions: 0,
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
  const surveys = surveyHosts(redirects, true);
  const size: TableSize = { hosts: hosts.length, rows: 0, keys: 0, longestKey: 0, keyBytes: 0 };
  const maps: string[] = [];
  const tables = new Map(
    hosts.map((served) => {
      const survey = surveys.get(served.host) ?? {
        names: new Map(),
        repeated: new RepeatedTexts(),
      };
      const table = new NginxTable(served, survey, site, options, counts, size);
      maps.push(...mapLines(served, table.forms, config));
      return [served.host, table];
    }),
  );
  let current: NginxTable | undefined;
  for (const redirect of redirects()) {
    const table = tables.get(hostOfKey(redirect.key));
    if (table !== current) yield* current?.finish() ?? [];
    current = table;
    if (table) {
      const answer = answerOf(redirect, options, site, counts);
      for (const row of table.rows.add(answer)) table.put(row);
      if (table.isDue) yield* table.pieces();
    } else if (redirect.decision !== 'unresolved') {
      site.refuseAll(redirect, 'its host is not in the mapping');
    }
    if (site.isDue) yield* site.pieces();
  }
  yield* current?.finish() ?? [];
  for (const table of tables.values()) yield* table.emptyFiles();
  const rest = [...site.rest(nginxGuide(config, counts), counts)];
  const wide = hostWideAnswers(options.mapping, options.portal.allowedHosts);
  for (const served of hosts) {
    const all = wide.find(({ host }) => host === served.host);
    const lines = locationLines(served, site.served(served), all, config);
    yield { name: `${served.file}.locations.conf`, lines };
  }
  yield { name: 'hash.conf', lines: hashLines(size) };
  yield { name: 'maps.conf', lines: maps };
  yield { name: 'servers.conf', lines: hosts.flatMap((served) => serverLines(served, config)) };
  yield { name: 'default-server.conf', lines: defaultServerLines(hosts, config) };
  yield* rest;
}

/** A host with the prefix of its variables: short, since nginx hashes variable names in buckets of 64 bytes. */
function nginxHost(host: ClosedHost, agency: string, index: number): NginxHost {
  return { ...host, variable: `kosh_${hash64(agency).slice(0, 8)}_${index}` };
}

/** The map files of one host as they grow. */
class NginxTable {
  readonly forms: NginxForms;
  readonly rows: HostRows;
  /** Names: whole requests and forms, then the provisional ones. */
  readonly #files: readonly string[];
  readonly #site: ClosedSite;
  readonly #options: EmitterOptions;
  readonly #counts: NginxCounts;
  readonly #size: TableSize;
  readonly #pending = new PendingLines();
  #requests = 0;
  #forms = 0;

  constructor(
    served: NginxHost,
    survey: HostSurvey,
    site: ClosedSite,
    options: EmitterOptions,
    counts: NginxCounts,
    size: TableSize,
  ) {
    const { file } = served;
    this.#files = ['', '.provisional'].flatMap((kind) => [
      `${file}${kind}.map`,
      `${file}${kind}.forms.map`,
    ]);
    this.#site = site;
    this.#options = options;
    this.#counts = counts;
    this.#size = size;
    this.forms = new NginxForms(survey.names, options.rules);
    this.rows = new HostRows(this.forms, options.rules, survey, (lost, winner) => {
      counts.collisions++;
      const detail = `${winner.redirect.key} answers`;
      site.refuseAll(lost.redirect, 'nginx ignores letter case', detail);
    });
  }

  /** Writes a row, or lists it where nginx cannot hold it. */
  put({ whole, key, value, redirect, address }: TableRow): void {
    const quotedKey = quoteMapKey(key);
    const quotedValue = quoteMapValue(value);
    if (whole && isRefused(key.split('?', 1)[0] ?? '')) {
      this.#refuse(address, value, 'nginx answers 400 to this path');
    } else if (quotedKey === undefined || quotedValue === undefined) {
      this.#refuse(address, value, 'too long for nginx, or control characters');
    } else {
      this.#pending.addLine(
        this.#file(whole, redirect.provisional),
        `${quotedKey} ${quotedValue};`,
      );
      this.#counts.rows++;
      if (whole) this.#counts.requests++;
      if (redirect.provisional) this.#counts.provisional++;
      addKey(this.#size, key.length, whole ? ++this.#requests : ++this.#forms);
    }
  }

  #refuse(address: string, value: string, reason: string): void {
    if (value !== noneValue) this.#site.refuse({ address, target: value, reason });
  }

  /** Lines that wait, as pieces of files. */
  *pieces(): Generator<EmittedFile> {
    for (const piece of this.#pending.take()) yield { ...piece, octets: true };
  }

  /** Tells whether so many lines wait that they should be taken. */
  get isDue(): boolean {
    return this.#pending.isDue;
  }

  /** The rows that need all others to have passed. */
  *finish(): Generator<EmittedFile> {
    for (const row of this.rows.rest()) {
      this.put(row);
      if (this.isDue) yield* this.pieces();
    }
    yield* this.pieces();
  }

  /** Every file of the host, so that its maps can include them though no row fell into them. */
  *emptyFiles(): Generator<EmittedFile> {
    for (const provisional of this.#options.provisional ? [false, true] : [false]) {
      for (const whole of [true, false]) yield { name: this.#file(whole, provisional), lines: [] };
    }
  }

  #file(whole: boolean, provisional: boolean): string {
    return this.#files[(provisional && this.#options.provisional ? 2 : 0) + (whole ? 0 : 1)] ?? '';
  }
}
