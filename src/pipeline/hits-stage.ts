import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { HitCounter } from '../redirects/hits/hit-counter.ts';
import { LineSplitter } from '../redirects/hits/line-splitter.ts';
import { emptyLine, type LineReader, type LogFormat } from '../redirects/hits/log-line.ts';
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
import { countChunks, lastLineEnd } from './hits-chunks.ts';
import { accessLogsFile } from './hits-databases.ts';
import { HitsOwners } from './hits-owners.ts';
import { type LogAtHand, logAtHand, namedLog, type Reading, readSoFar } from './known-log.ts';
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
  /** How long logs are counted in threads. */
  threads?: Partial<typeof countingThreads>;
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
/**
 * Threads are worth their start from so many new octets on: two take two thirds of the time of one for 2 GB, and as long for
 * 500 MB (measured). Chunks are large, since what is asked for in many of them is stored by each: eight of 256 MB take two
 * thirds more processor time than two of 1 GB. A kill costs the work of one in each thread, some seconds.
 */
const countingThreads = {
  most: Math.min(4, availableParallelism()),
  fewestBytes: 1024 * 1024 * 1024,
  chunkBytes: 1024 * 1024 * 1024,
};
const lineFeed = 0x0a;
/** Octets of the log before a position, by which it is known again. */
const tailBytes = 512;
/** Octets by which the format of a log is told. */
const sampleBytes = 65_536;

/**
 * Reads access logs and adds what is new in them to the hits of the agencies. Each batch is stored with the position it was
 * counted to: first in the database of each agency, then for the log; a killed run goes on from there, and an
 * agency that was stored already passes over what it has.
 */
export class HitsReading {
  readonly #options: HitsOptions;
  readonly #owners: HitsOwners;
  readonly #logs: AccessLogsDb;
  readonly #counter: HitCounter;
  #log = '';

  constructor(options: HitsOptions) {
    this.#options = options;
    this.#owners = new HitsOwners(options.workspace, options.mappings);
    this.#logs = openAccessLogs(accessLogsFile(options.workspace));
    this.#counter = new HitCounter((host) => this.#owners.of(host));
  }

  /**
   * Reads what is new in a log, until the signal comes. `isWhole`: nobody writes to it now, so that a last line without an end is one, too.
   */
  async read(source: LogSource, isWhole: boolean, signal: AbortSignal): Promise<LogSummary> {
    const print = await source.print();
    const summary = emptySummary(source.name);
    if (
      !this.#options.again &&
      print !== undefined &&
      packedLog(this.#logs, print, this.#owners.hash)
    ) {
      return summary;
    }
    const { host, again } = this.#options;
    const reading = { host, hosts: this.#owners.hash, again };
    let at = await logAtHand(this.#logs, source, reading);
    if (at?.pieces !== undefined && (await this.#isLong(source, at.log.position))) {
      // The format is told by the beginning.
      addSummary(summary, await this.#count(at, source.name, { most: 1, isWhole: false }, signal));
      const goOn = { ...reading, again: false };
      addSummary(summary, await this.#countInThreads(source, goOn, signal));
      at = signal.aborted ? undefined : await logAtHand(this.#logs, source, goOn);
    }
    if (at?.pieces !== undefined) {
      addSummary(summary, await this.#count(at, source.name, { isWhole }, signal));
    }
    summary.damage = source.damage();
    if (print !== undefined && summary.damage === null && !signal.aborted) {
      putPackedLog(this.#logs, print, this.#owners.hash, this.#log);
    }
    return summary;
  }

  /** Tells whether so much of a log on disk is new that threads are worth their start. */
  async #isLong({ file }: LogSource, position: number): Promise<boolean> {
    if (file === undefined || this.#threads.most < 2) return false;
    const { size } = await file.stat();
    return size - position >= this.#threads.fewestBytes;
  }

  get #threads() {
    return { ...countingThreads, ...this.#options.threads };
  }

  /** Counts whole lines in threads, as far as the log goes now; nothing where lines tell how the next are to be read. */
  async #countInThreads(
    source: LogSource,
    reading: Reading,
    signal: AbortSignal,
  ): Promise<LogSummary> {
    const summary = emptySummary(source.name);
    const at = await logAtHand(this.#logs, source, reading);
    await at?.pieces?.return(undefined);
    const { file } = source;
    if (file === undefined || at === undefined || at.before.at(-1) !== lineFeed) return summary;
    const format = JSON.parse(at.log.format) as LogFormat;
    const { position } = at.log;
    const to = await lastLineEnd(file, position, (await file.stat()).size);
    if (format.kind !== 'ncsa' || to === undefined) return summary;
    const { workspace, mappings, host, onProgress } = this.#options;
    const start = { workspace, mappings, log: at.log.id, format, host };
    let { log } = at;
    for await (const one of countChunks(start, file, { from: position, to }, this.#threads)) {
      log = {
        ...log,
        position: one.to,
        requests: log.requests + one.requests,
        torn: log.torn + one.torn,
        overLong: log.overLong + one.overLong,
      };
      putLog(
        this.#logs,
        readSoFar(log, at.head, await octetsBefore(file, one.to)),
        one.foreign,
        false,
      );
      addSummary(summary, { ...one, bytes: one.to - one.from, foreign: sumOf(one.foreign) });
      onProgress(one.to - one.from);
      if (signal.aborted) break;
    }
    return summary;
  }

  async #count(
    at: LogAtHand,
    name: string,
    { isWhole, most = Infinity }: { isWhole: boolean; most?: number },
    signal: AbortSignal,
  ): Promise<LogSummary> {
    const summary = emptySummary(name);
    const pieces = at.pieces ?? (async function* () {})();
    const first = await pieces.next();
    if (first.done) return summary;
    const anew = at.log.position === 0;
    const { log, reader } = this.#begin(at, first.value, name);
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
    for (let n = 0; n < most && !next.done && !signal.aborted; next = await pieces.next(), n++) {
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
    return summary;
  }

  #begin(at: LogAtHand, first: Uint8Array, name: string): { log: ReadLog; reader: LineReader } {
    const { format, host } = this.#options;
    const sample = Buffer.from(first.subarray(0, sampleBytes)).toString('latin1');
    const lines = sample.split(/\r?\n/);
    const told =
      at.log.format !== ''
        ? JSON.parse(at.log.format)
        : format === 'auto'
          ? tellFormat(lines, new Set(this.#owners.hosts.keys()))
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
    this.#owners.begin(log.id);
    const reader = lineReader(known);
    this.#counter.begin(host, (target) => reader.targetOctets(target));
    return { log, reader };
  }

  /** `log` is as it was before this reading. */
  #store({ log, head, reader, splitter, summary, anew }: Counting): void {
    const to = splitter.position;
    const batch = this.#counter.take();
    const agencies = this.#owners.store(batch, to);
    summary.agencies = [...new Set([...summary.agencies, ...agencies])];
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
    putLog(this.#logs, readSoFar(now, head, splitter.tail), batch.foreign, isFirst);
    summary.overLong = splitter.overLong;
    summary.bytes = to - log.position;
    summary.foreign += sumOf(batch.foreign);
  }

  /** Hosts that no mapping has and logs hold requests of, most first. */
  foreignHosts(limit: number): { host: string; requests: number }[] {
    return foreignHosts(this.#logs, limit);
  }

  close(): void {
    this.#owners.close();
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

function addSummary(
  to: LogSummary,
  more: Pick<LogSummary, 'bytes' | 'requests' | 'torn' | 'overLong' | 'foreign' | 'agencies'>,
): void {
  to.bytes += more.bytes;
  to.requests += more.requests;
  to.torn += more.torn;
  to.overLong += more.overLong;
  to.foreign += more.foreign;
  to.agencies = [...new Set([...to.agencies, ...more.agencies])];
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const n of counts.values()) sum += n;
  return sum;
}

async function octetsBefore(file: FileHandle, offset: number): Promise<Buffer> {
  const length = Math.min(offset, tailBytes);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset - length);
  return buffer;
}
