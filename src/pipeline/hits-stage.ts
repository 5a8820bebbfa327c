import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { HitCounter, type HostOwner } from '../redirects/hits/hit-counter.ts';
import { LineSplitter } from '../redirects/hits/line-splitter.ts';
import { emptyLine, type LineReader } from '../redirects/hits/log-line.ts';
import {
  type FormatName,
  lineReader,
  namedFormat,
  namesHost,
  tellFormat,
} from '../redirects/hits/tell-format.ts';
import {
  type AccessLogsDb,
  foreignHosts,
  openAccessLogs,
  packedLog,
  putLog,
  putPackedLog,
  type ReadLog,
} from '../store/access-logs.ts';
import { addHits, countedPosition } from '../store/hits.ts';
import { foldRarest } from '../store/hits-upkeep.ts';
import { isKnownKey } from '../store/known-keys.ts';
import { keyRules } from '../text/url-key.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { accessLogsFile, HitsDatabases, keyHits } from './hits-databases.ts';
import { agencyHosts, hostsHash } from './hits-hosts.ts';
import { type LogAtHand, logAtHand, namedLog, readSoFar } from './known-log.ts';
import type { LogSource } from './log-source.ts';

/** How logs are read. */
export interface HitsOptions {
  workspace: Workspace;
  /** All mappings: their hosts tell whose a request is. */
  mappings: readonly Mapping[];
  format: FormatName;
  /** Host of lines that name none; empty when there is none. */
  host: string;
  /** Begin at the beginning of each log, for agencies that have not counted it. */
  again: boolean;
  /** Counts that are gathered before they are stored. */
  batch?: number;
  onProgress: (bytes: number) => void;
}

/** What one log gave this time. */
export interface LogSummary {
  name: string;
  /** Octets that were new, unpacked. */
  bytes: number;
  requests: number;
  torn: number;
  overLong: number;
  /** Requests by hosts that no mapping has. */
  foreign: number;
  damage: string | null;
  agencies: string[];
}

/** A log that is being read. */
interface Counting {
  log: ReadLog;
  head: Uint8Array;
  reader: LineReader;
  splitter: LineSplitter;
  summary: LogSummary;
  /** From its beginning. */
  anew: boolean;
}

/** Counts that are gathered before they are stored: some 40 MB. */
const mostWaiting = 500_000;
/** Milliseconds after which they are stored all the same: the work that a kill costs. */
const longestWait = 10_000;
/** Octets by which the format of a log is told. */
const sampleBytes = 65_536;

/**
 * Reads access logs and adds what is new in them to the hits of the agencies. Each batch is stored with the position it was
 * counted to: first in the database of each agency, then for the log; a killed run goes on from there, and an
 * agency that was stored already passes over what it has.
 */
export class HitsReading {
  readonly #options: HitsOptions;
  readonly #owners: ReadonlyMap<string, Mapping>;
  readonly #hosts: string;
  readonly #logs: AccessLogsDb;
  readonly #hits: HitsDatabases;
  readonly #sites: AgencyDatabases;
  readonly #agencies = new Map<string, HostOwner>();
  readonly #counter: HitCounter;
  #log = '';

  constructor(options: HitsOptions) {
    this.#options = options;
    this.#owners = agencyHosts(options.mappings);
    this.#hosts = hostsHash(this.#owners);
    this.#logs = openAccessLogs(accessLogsFile(options.workspace));
    this.#hits = new HitsDatabases(options.workspace);
    this.#sites = new AgencyDatabases(options.workspace);
    this.#counter = new HitCounter((host) => this.#ownerOf(host));
  }

  /**
   * Reads what is new in a log, until the signal comes. `isWhole`: nobody writes to it now, so that a last line without an end is one, too.
   */
  async read(source: LogSource, isWhole: boolean, signal: AbortSignal): Promise<LogSummary> {
    const print = await source.print();
    const summary = emptySummary(source.name);
    if (!this.#options.again && print !== undefined && packedLog(this.#logs, print, this.#hosts)) {
      return summary;
    }
    const at = await logAtHand(this.#logs, source, {
      host: this.#options.host,
      hosts: this.#hosts,
      again: this.#options.again,
    });
    if (at === undefined) return summary;
    if (at.pieces !== undefined) await this.#count(at, summary, isWhole, signal);
    summary.damage = source.damage();
    if (print !== undefined && summary.damage === null && !signal.aborted) {
      putPackedLog(this.#logs, print, this.#hosts, this.#log);
    }
    return summary;
  }

  async #count(
    at: LogAtHand,
    summary: LogSummary,
    isWhole: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const pieces = at.pieces ?? (async function* () {})();
    const first = await pieces.next();
    if (first.done) return;
    const anew = at.log.position === 0;
    const { log, reader } = this.#begin(at, first.value, summary.name);
    const line = emptyLine();
    const splitter = new LineSplitter(log.position, at.before, (bytes, start, end, offset) => {
      const kind = reader.read(bytes, start, end, line);
      if (kind === 'request') {
        summary.requests++;
        this.#counter.count(line, offset);
      } else if (kind === 'torn') summary.torn++;
    });
    const store = () => this.#store({ log, head: at.head, reader, splitter, summary, anew });
    let storedAt = performance.now();
    const { onProgress, batch = mostWaiting } = this.#options;
    let next: IteratorResult<Uint8Array> = first;
    for (; !next.done && !signal.aborted; next = await pieces.next()) {
      splitter.push(next.value);
      onProgress(next.value.length);
      const isDue = performance.now() - storedAt > longestWait;
      if (!isDue && this.#counter.waiting < batch) continue;
      store();
      storedAt = performance.now();
    }
    await pieces.return(undefined);
    if (isWhole && !signal.aborted && isWholeLine(splitter.last, reader)) splitter.takeLast();
    store();
  }

  #begin(at: LogAtHand, first: Uint8Array, name: string): { log: ReadLog; reader: LineReader } {
    const { format, host } = this.#options;
    const sample = Buffer.from(first.subarray(0, sampleBytes)).toString('latin1');
    const lines = sample.split(/\r?\n/);
    const told =
      at.log.format !== ''
        ? JSON.parse(at.log.format)
        : format === 'auto'
          ? tellFormat(lines, new Set(this.#owners.keys()))
          : namedFormat(format);
    const known = told ?? namedFormat('combined');
    const own = namesHost(known, lines);
    if (!own && host === '' && told !== undefined) {
      throw new UserError(
        `${name}: its lines do not say which host they are of; say it with --host or --agency`,
      );
    }
    const log = namedLog(this.#logs, at.log, at.head, own ? '' : host);
    this.#log = log.id;
    this.#agencies.clear();
    const reader = lineReader(known);
    this.#counter.begin(host, (target) => reader.targetOctets(target));
    return { log, reader };
  }

  #ownerOf(host: string): HostOwner | undefined {
    const mapping = this.#owners.get(host) ?? this.#owners.get(host.replace(/:\d+$/, ''));
    if (mapping === undefined) return undefined;
    const { id } = mapping;
    const known = this.#agencies.get(id);
    if (known) return known;
    const rules = keyRules(mapping);
    const db = this.#hits.of(id);
    keyHits(db, rules);
    const owner = {
      agency: id,
      rules,
      knows: (key: string) => this.#knows(id, key),
      countedTo: countedPosition(db, this.#log),
    };
    this.#agencies.set(id, owner);
    return owner;
  }

  #knows(agency: string, key: string): boolean {
    const site = this.#sites.of(agency);
    return site !== undefined && isKnownKey(site, key);
  }

  /** `log` is as it was before this reading. */
  #store({ log, head, reader, splitter, summary, anew }: Counting): void {
    const to = splitter.position;
    const { agencies, foreign } = this.#counter.take();
    for (const [agency, targets] of agencies) {
      const owner = this.#agencies.get(agency);
      if (owner === undefined) continue;
      const db = this.#hits.of(agency);
      addHits(db, log.id, { from: owner.countedTo, to }, targets);
      owner.countedTo = to;
      foldRarest(db, owner.knows);
      if (!summary.agencies.includes(agency)) summary.agencies.push(agency);
    }
    const now = {
      ...log,
      position: to,
      format: JSON.stringify(reader.format()),
      requests: log.requests + summary.requests,
      torn: log.torn + summary.torn,
      overLong: log.overLong + splitter.overLong,
    };
    this.#counter.clear();
    // A line that is not whole yet is all there is.
    if (to === 0) return;
    const isFirst = anew && summary.bytes === 0;
    putLog(this.#logs, readSoFar(now, head, splitter.tail), foreign, isFirst);
    summary.overLong = splitter.overLong;
    summary.bytes = to - log.position;
    for (const n of foreign.values()) summary.foreign += n;
  }

  /** Hosts that no mapping has and logs hold requests of, most first. */
  foreignHosts(limit: number): { host: string; requests: number }[] {
    return foreignHosts(this.#logs, limit);
  }

  close(): void {
    this.#hits.close();
    this.#sites.close();
    this.#logs.close();
  }
}

function emptySummary(name: string): LogSummary {
  return {
    name,
    bytes: 0,
    requests: 0,
    torn: 0,
    overLong: 0,
    foreign: 0,
    damage: null,
    agencies: [],
  };
}

/** Tells whether a last line without an end is a request all the same; else the rest of it is still to be written. */
function isWholeLine(last: Uint8Array | undefined, reader: LineReader): boolean {
  return last !== undefined && reader.read(last, 0, last.length, emptyLine()) === 'request';
}
