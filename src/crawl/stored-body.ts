import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';

/** A body as received: in memory while small, else in a temporary file. */
export interface StoredBody {
  bytes: number;
  /** All of it, or null when it lies in `file`. */
  memory: Buffer | null;
  file: string | null;
  /** The first bytes, at most 4,100. */
  start: Buffer;
}

const startBytes = 4100;

/** Takes a body chunk by chunk; moves it to a file once it passes `memoryBytes`. */
export class BodyCollector {
  readonly #file: string;
  readonly #memoryBytes: number;
  #chunks: Buffer[] = [];
  #descriptor: number | undefined;
  #start: Buffer = Buffer.alloc(0);
  #bytes = 0;

  constructor(file: string, memoryBytes: number) {
    this.#file = file;
    this.#memoryBytes = memoryBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get start(): Buffer {
    return this.#start;
  }

  /** Adds a chunk; writes are synchronous, so no queue can grow behind a slow disk. */
  add(chunk: Buffer): void {
    if (this.#start.length < startBytes) {
      this.#start = Buffer.concat([
        this.#start,
        chunk.subarray(0, startBytes - this.#start.length),
      ]);
    }
    this.#bytes += chunk.length;
    if (this.#descriptor === undefined && this.#bytes > this.#memoryBytes) this.#spill();
    if (this.#descriptor === undefined) this.#chunks.push(chunk);
    else writeSync(this.#descriptor, chunk);
  }

  finish(): StoredBody {
    const spilled = this.#descriptor !== undefined;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    const memory = spilled ? null : Buffer.concat(this.#chunks);
    this.#chunks = [];
    return { bytes: this.#bytes, memory, file: spilled ? this.#file : null, start: this.#start };
  }

  /** Gives up: closes and removes the file, if there is one. */
  discard(): void {
    discardBody(this.finish());
  }

  #spill(): void {
    this.#descriptor = openSync(this.#file, 'w');
    for (const chunk of this.#chunks) writeSync(this.#descriptor, chunk);
    this.#chunks = [];
  }
}

/** The bytes of a body, in chunks. */
export function bodyChunks(body: StoredBody): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (body.memory !== null) return [body.memory];
  if (body.file === null) return [];
  return createReadStream(body.file, { highWaterMark: 1 << 18 });
}

/** Removes the temporary file of a body, if it has one. */
export function discardBody(body: StoredBody): void {
  if (body.file !== null) rmSync(body.file, { force: true });
}
