import { UserError } from '../errors.ts';
import { type AccessLogsDb, hasLog, logsBeginning, type ReadLog } from '../store/access-logs.ts';
import { sha256Hex } from '../text/hash.ts';
import type { LogSource } from './log-source.ts';

/** Octets at the beginning by which a log is known: a few lines. */
const headBytes = 2048;
/** Octets by which it is looked for: the first line, or the first directives of IIS with the time. */
const firstBytes = 128;
const nothing = new Uint8Array(0);

/** How a log is to be read. */
export interface Reading {
  /** Host of lines that name none; empty when there is none. */
  host: string;
  /** Hash of the hosts that agencies have: with others, a log has to be read from its beginning for those that are new. */
  hosts: string;
  /** Begin at the beginning, whatever was read before. */
  again: boolean;
}

/** A log at hand, and where to go on. */
export interface LogAtHand {
  log: ReadLog;
  /** Its first octets. */
  head: Uint8Array;
  /** What is new; undefined when all was read before. */
  pieces: AsyncGenerator<Uint8Array> | undefined;
  /** Octets before the first piece. */
  before: Uint8Array;
}

/**
 * Finds out which log a source is, by what it holds and not by its name: it begins as one that was read, and where that one
 * was read to it goes on as it did then. Rotation renames logs and packs them; both are known again. A log that ends
 * earlier is a part of it. Undefined for an empty one.
 */
export async function logAtHand(
  db: AccessLogsDb,
  source: LogSource,
  reading: Reading,
): Promise<LogAtHand | undefined> {
  const head = await source.head(headBytes);
  if (head.length === 0) return undefined;
  for (const known of candidates(db, head, reading.host)) {
    const rest = await resumed(source, known);
    if (rest === 'other') continue;
    const log = { ...known, name: source.name, hosts: reading.hosts };
    if (!reading.again && known.hosts === reading.hosts) return { log, head, ...rest };
    await rest.pieces?.return(undefined);
    const anew = { ...log, position: 0, requests: 0, torn: 0, overLong: 0, format: '' };
    return { log: anew, head, pieces: readAgain(source), before: nothing };
  }
  return { log: newLog(source, reading), head, pieces: readAgain(source), before: nothing };
}

/** A log as it is stored once it was read so far: its head grows with it. */
export function readSoFar(log: ReadLog, head: Uint8Array, tail: Uint8Array): ReadLog {
  const known = head.subarray(0, log.position);
  return {
    ...log,
    head: known,
    first: firstOf(known),
    tail: sha256Hex(tail),
    tailBytes: tail.length,
  };
}

function firstOf(head: Uint8Array): string {
  return head.length < firstBytes ? '' : sha256Hex(head.subarray(0, firstBytes)).slice(0, 16);
}

/** Logs of which this one may be the continuation or a part: one beginning is the other's. */
function candidates(db: AccessLogsDb, head: Buffer, host: string): ReadLog[] {
  return logsBeginning(db, firstOf(head), host).filter((log) => {
    const length = Math.min(head.length, log.head.length);
    return head.subarray(0, length).equals(log.head.subarray(0, length));
  });
}

async function resumed(
  source: LogSource,
  log: ReadLog,
): Promise<Pick<LogAtHand, 'pieces' | 'before'> | 'other'> {
  const pieces = source.read(log.position - log.tailBytes);
  if (pieces === undefined) throw goneInput(source);
  let start = Buffer.alloc(0);
  while (start.length < log.tailBytes) {
    const next = await pieces.next();
    if (next.done) return { pieces: undefined, before: nothing };
    start = Buffer.concat([start, next.value]);
  }
  const before = start.subarray(0, log.tailBytes);
  if (sha256Hex(before) !== log.tail) {
    await pieces.return(undefined);
    return 'other';
  }
  return { pieces: joined(start.subarray(log.tailBytes), pieces), before };
}

async function* joined(
  start: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  yield* rest;
}

function readAgain(source: LogSource): AsyncGenerator<Uint8Array> {
  const pieces = source.read(0);
  if (pieces === undefined) throw goneInput(source);
  return pieces;
}

function goneInput(source: LogSource): UserError {
  return new UserError(
    `${source.name}: begins as a log that was read before, and has to be looked at twice. Write it into a file and name that.`,
  );
}

function newLog(source: LogSource, reading: Reading): ReadLog {
  return {
    id: '',
    host: '',
    head: nothing,
    first: '',
    position: 0,
    tail: '',
    tailBytes: 0,
    format: '',
    hosts: reading.hosts,
    name: source.name,
    requests: 0,
    torn: 0,
    overLong: 0,
  };
}

/**
 * Names a log that is new by its head, and by the host of its lines when they name none: `host`, else empty. Two logs
 * that begin alike and go on otherwise are two.
 */
export function namedLog(db: AccessLogsDb, log: ReadLog, head: Uint8Array, host: string): ReadLog {
  if (log.id !== '') return log;
  const name = `${sha256Hex(head).slice(0, 32)}${host === '' ? '' : `@${host}`}`;
  let id = name;
  for (let n = 2; hasLog(db, id); n++) id = `${name}:${n}`;
  return { ...log, id, host };
}
