import { hostWideAnswers } from '../host-wide.ts';
import { answerOf } from './answers.ts';
import {
  type ApacheOptions,
  checkApacheOptions,
  defaultVhostLines,
  longRowLines,
  rulesLines,
  vhostLines,
} from './apache-config.ts';
import { ApacheForms } from './apache-forms.ts';
import { apacheGuide } from './apache-guide.ts';
import { type ClosedHost, ClosedSite } from './closed-site.ts';
import { dbmScript } from './dbm-script.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';
import { HostRows, type TableRow } from './host-rows.ts';
import { type HostSurvey, surveyHosts } from './host-survey.ts';
import { hostOfKey } from './key-requests.ts';
import { PendingLines } from './pending-lines.ts';
import { isRefused } from './read-path.ts';
import { RepeatedTexts } from './repeated-texts.ts';
import { serverFolders } from './server-folders.ts';

/** Counts of the tables for Apache. */
export interface ApacheCounts extends EmissionCounts {
  /** Rows for whole requests, which forms do not answer. */
  requests: number;
}

/** A text table is read line by line at each miss: longer ones become DBM files. */
const mostTextRows = 500;

/** Lines of tables end after 1,024 octets, for mod_rewrite and httxt2dbm alike (2.4.71): longer rows are rules of their own, each of which costs every request a comparison. */
const longestRow = 1000;
const mostLongRows = 200;

/** Tables and configuration for Apache (measured with 2.4.71), made in two passes over the decisions. */
export function emitApache(
  redirects: RedirectSource,
  options: EmitterOptions,
): Emission<ApacheCounts> {
  const config: ApacheOptions = {
    directory: (options.directory ?? `${serverFolders.apache}/${options.mapping.id}`).replace(
      /\/+$/,
      '',
    ),
    listen: options.listen ?? ['80'],
    confirmed: options.confirmed,
  };
  checkApacheOptions(config);
  const counts: ApacheCounts = {
    rows: 0,
    requests: 0,
    provisional: 0,
    held: 0,
    unresolved: 0,
    refused: {},
  };
  return { files: emit(redirects, options, config, counts), counts };
}

async function* emit(
  redirects: RedirectSource,
  options: EmitterOptions,
  config: ApacheOptions,
  counts: ApacheCounts,
): AsyncGenerator<EmittedFile> {
  const site = new ClosedSite(options, counts);
  const surveys = surveyHosts(redirects, false);
  const tables = new Map(
    site.hosts.map((host) => {
      const survey = surveys.get(host.host) ?? { names: new Map(), repeated: new RepeatedTexts() };
      return [host.host, new ApacheTable(host, survey, site, options, counts)];
    }),
  );
  let current: ApacheTable | undefined;
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
  const wide = hostWideAnswers(options.mapping, options.portal.allowedHosts);
  for (const table of tables.values()) {
    const { host } = table;
    const all = wide.find((one) => one.host === host.host);
    yield { name: table.file, lines: [] };
    yield {
      name: `${host.file}.rules.conf`,
      lines: rulesLines(table, table.map(config.directory), all, config, options.rules),
    };
  }
  const large = [...tables.values()].filter((table) => table.isLarge);
  if (large.length > 0) {
    yield { name: 'make-dbm.sh', lines: dbmScript(large.map(({ host }) => host.file)) };
  }
  yield { name: 'vhosts.conf', lines: site.hosts.flatMap((host) => vhostLines(host, config)) };
  yield { name: 'default-vhost.conf', lines: defaultVhostLines(site.hosts, config) };
  yield* site.rest(apacheGuide(config, counts, large.length > 0), counts);
}

/** The table of one host as it grows. */
class ApacheTable {
  readonly host: ClosedHost;
  readonly forms: ApacheForms;
  readonly rows: HostRows;
  readonly file: string;
  readonly #site: ClosedSite;
  readonly #options: EmitterOptions;
  readonly #counts: ApacheCounts;
  readonly #pending = new PendingLines();
  #rows = 0;
  /** Rules of rows that are too long for a table. */
  readonly longRows: string[] = [];
  #longRows = 0;

  constructor(
    host: ClosedHost,
    survey: HostSurvey,
    site: ClosedSite,
    options: EmitterOptions,
    counts: ApacheCounts,
  ) {
    this.host = host;
    this.file = `${host.file}.table.txt`;
    this.#site = site;
    this.#options = options;
    this.#counts = counts;
    this.forms = new ApacheForms(survey.names, options.rules);
    this.rows = new HostRows(this.forms, options.rules, survey);
  }

  /** Whether the table is worth a DBM file. */
  get isLarge(): boolean {
    return this.#rows > mostTextRows;
  }

  /** The source of the RewriteMap. */
  map(directory: string): string {
    return this.isLarge
      ? `dbm=\${KOSH_DBM}:${directory}/dbm/${this.host.file}`
      : `txt:${directory}/${this.file}`;
  }

  /** Writes a row, or lists it where Apache cannot hold it. */
  put({ whole, key, value, redirect, address }: TableRow): void {
    const refuse = (reason: string) => {
      if (value !== 'none') this.#site.refuse({ address, target: value, reason });
    };
    if (whole && isRefused(key.split('?', 1)[0] ?? '')) {
      refuse('Apache answers 400 to this path');
    } else if (!/^[/=][\x21-\x7e\x80-\xff]*$/.test(key) || !/^[\x21-\x7e]+$/.test(value)) {
      refuse('no key or value of a table may hold spaces or control characters');
    } else if (key.length + value.length > longestRow && this.#longRows >= mostLongRows) {
      refuse('longer than 1,000 octets, and one of more than 200 such rows');
    } else {
      if (key.length + value.length > longestRow) {
        this.longRows.push(...longRowLines(key, value, this.#options.confirmed));
        this.#longRows++;
      } else {
        this.#pending.addLine(this.file, `${key} ${value}`);
        this.#rows++;
      }
      this.#counts.rows++;
      if (whole) this.#counts.requests++;
      if (redirect.provisional) this.#counts.provisional++;
    }
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
}
