import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../errors.ts';
import { HitCounter } from '../redirects/hits/hit-counter.ts';
import { LineSplitter } from '../redirects/hits/line-splitter.ts';
import { emptyLine } from '../redirects/hits/log-line.ts';
import { lineReader } from '../redirects/hits/tell-format.ts';
import type { ChunkTask, CountedChunk, CountingStart } from './hits-chunks.ts';
import { HitsOwners } from './hits-owners.ts';

const pieceBytes = 1 << 20;
/** The octet before a chunk: it begins with a line. */
const lineFeed = Uint8Array.of(0x0a);

const { workspace, mappings, log, format, host, file, turn } = workerData as CountingStart;
const turns = new Int32Array(turn);
const owners = new HitsOwners(workspace, mappings);
owners.begin(log);
const reader = lineReader(format);
const counter = new HitCounter((name) => owners.of(name));
counter.begin(host, (target) => reader.targetOctets(target));
const piece = Buffer.allocUnsafe(pieceBytes);

parentPort?.on('message', (task: ChunkTask) => {
  try {
    parentPort?.postMessage(countChunk(task));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const fault = { message: error.message, exitCode: error.exitCode };
    parentPort?.postMessage({ ...task, fault });
  }
});

/** Counts the lines of a chunk, and stores them when all before it are stored. */
function countChunk(task: ChunkTask): CountedChunk {
  const line = emptyLine();
  const counts = { requests: 0, torn: 0 };
  const splitter = new LineSplitter(task.from, lineFeed, (bytes, start, end, offset) => {
    const kind = reader.read(bytes, start, end, line);
    if (kind === 'torn') counts.torn++;
    if (kind !== 'request') return;
    counts.requests++;
    counter.count(line, offset);
  });
  for (let at = task.from; at < task.to; ) {
    const octets = readSync(file, piece, 0, Math.min(pieceBytes, task.to - at), at);
    if (octets === 0) throw new UserError('The log was cut while it was read; run the same again.');
    splitter.push(piece.subarray(0, octets));
    at += octets;
  }
  const batch = counter.take();
  for (let now = Atomics.load(turns, 0); now !== task.index; now = Atomics.load(turns, 0)) {
    Atomics.wait(turns, 0, now);
  }
  owners.catchUp(batch);
  const agencies = owners.store(batch, task.to);
  counter.clear();
  Atomics.add(turns, 0, 1);
  Atomics.notify(turns, 0);
  return { ...task, ...counts, overLong: splitter.overLong, foreign: batch.foreign, agencies };
}
