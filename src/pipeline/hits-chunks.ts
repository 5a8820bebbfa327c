import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { type ExitCode, UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { LogFormat } from '../redirects/hits/log-line.ts';
import { workerFile } from './worker-file.ts';

/** What every thread that counts a log starts with. */
export interface CountingStart {
  workspace: Workspace;
  mappings: readonly Mapping[];
  /** Id of the log. */
  log: string;
  format: LogFormat;
  host: string;
  /** Number of the open file, which all threads of a process have in common. */
  file: number;
  /** Number of the chunk that may be stored, shared by all. */
  turn: SharedArrayBuffer;
}

/** Whole lines of a log, from one offset to another. */
export interface ChunkTask {
  index: number;
  from: number;
  to: number;
}

/** A chunk that is counted and stored. */
export interface CountedChunk extends ChunkTask {
  requests: number;
  torn: number;
  overLong: number;
  /** Requests by hosts that no mapping has. */
  foreign: Map<string, number>;
  agencies: string[];
}

type Answer =
  | (CountedChunk & { fault?: undefined })
  | (ChunkTask & { fault: { message: string; exitCode: ExitCode } });

/**
 * Counts the lines of a plain log from one offset to another in threads, a chunk each at a time; chunks are stored in their
 * order, so that a killed run goes on where one of a single thread would. Gives each chunk once it and all before it
 * are stored; the caller may stop between two. Both offsets are behind line feeds.
 */
export async function* countChunks(
  start: Omit<CountingStart, 'file' | 'turn'>,
  handle: FileHandle,
  span: { from: number; to: number },
  options: { most: number; chunkBytes: number },
): AsyncGenerator<CountedChunk> {
  const turn = new SharedArrayBuffer(4);
  const share = Math.ceil((span.to - span.from) / options.most);
  const bytes = Math.min(options.chunkBytes, share);
  const workers = Array.from({ length: options.most }, () =>
    newWorker({ ...start, file: handle.fd, turn }),
  );
  try {
    const chunks = chunksOf(handle, span, bytes);
    const running: Promise<CountedChunk>[] = [];
    const begin = async (worker: Worker) => {
      const next = await chunks.next();
      if (next.done) return;
      const chunk = counted(worker, next.value);
      // A fault is met when the turn of its chunk comes.
      chunk.catch(() => undefined);
      running.push(chunk);
    };
    for (const worker of workers) await begin(worker);
    for (let chunk = running.shift(); chunk !== undefined; chunk = running.shift()) {
      const done = await chunk;
      const worker = workers[done.index % workers.length];
      if (worker) await begin(worker);
      yield done;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function newWorker(start: CountingStart): Worker {
  // What this process was started with (a loader of TypeScript, a profiler) is not the workers'.
  return new Worker(workerFile('hits-chunk-worker'), {
    workerData: start,
    execArgv: [],
  });
}

async function counted(worker: Worker, task: ChunkTask): Promise<CountedChunk> {
  worker.postMessage(task);
  const [answer] = (await once(worker, 'message')) as [Answer];
  if (answer.fault === undefined) return answer;
  throw new UserError(answer.fault.message, answer.fault.exitCode);
}

/** Cuts a span behind line feeds. */
async function* chunksOf(
  handle: FileHandle,
  { from, to }: { from: number; to: number },
  bytes: number,
): AsyncGenerator<ChunkTask> {
  let at = from;
  for (let index = 0; at < to; index++) {
    const end = at + bytes < to ? await lineEnd(handle, at + bytes, to) : to;
    yield { index, from: at, to: end };
    at = end;
  }
}

/** The offset behind the last line feed before an offset; undefined when there is none after `from`. */
export async function lastLineEnd(
  handle: FileHandle,
  from: number,
  before: number,
): Promise<number | undefined> {
  const { buffer, bytesRead } = await readAt(handle, Math.max(from, before - lookBytes), before);
  const found = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
  return found < 0 ? undefined : Math.max(from, before - lookBytes) + found + 1;
}

/** The offset behind the first line feed from an offset on, at most `limit`. */
async function lineEnd(handle: FileHandle, offset: number, limit: number): Promise<number> {
  for (let at = offset; at < limit; at += lookBytes) {
    const { buffer, bytesRead } = await readAt(handle, at, Math.min(limit, at + lookBytes));
    const found = buffer.subarray(0, bytesRead).indexOf(0x0a);
    if (found >= 0) return at + found + 1;
  }
  return limit;
}

const lookBytes = 128 * 1024;

function readAt(handle: FileHandle, from: number, to: number) {
  return handle.read(Buffer.alloc(to - from), 0, to - from, from);
}
