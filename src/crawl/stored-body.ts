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
  /** Set when the chunks have gone to the file. */
  #start: Buffer | undefined;
  #bytes = 0;

  constructor(file: string, memoryBytes: number) {
    this.#file = file;
    this.#memoryBytes = memoryBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get start(): Buffer {
    if (this.#start !== undefined) return this.#start;
    const [first] = this.#chunks;
    if (first === undefined) return Buffer.alloc(0);
    if (this.#chunks.length > 1 && first.length < startBytes) this.#chunks = [this.#joined()];
    return (this.#chunks[0] ?? first).subarray(0, startBytes);
  }

  /** Adds a chunk; writes are synchronous, so no queue can grow behind a slow disk. */
  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#descriptor !== undefined) writeAll(this.#descriptor, chunk);
    else {
      this.#chunks.push(chunk);
      if (this.#bytes > this.#memoryBytes) this.#spill();
    }
  }

  finish(): StoredBody {
    const spilled = this.#descriptor !== undefined;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    const memory = spilled ? null : this.#joined();
    if (memory !== null) this.#chunks = [memory];
    const { start } = this;
    this.#chunks = [];
    return { bytes: this.#bytes, memory, file: spilled ? this.#file : null, start };
  }

  /** Gives up: closes and removes the file, if there is one. */
  discard(): void {
    discardBody(this.finish());
  }

  // Most pages come in one chunk, which is not copied.
  #joined(): Buffer {
    const [first] = this.#chunks;
    return first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }

  #spill(): void {
    this.#start = Buffer.from(this.start);
    this.#descriptor = openSync(this.#file, 'w');
    for (const chunk of this.#chunks) writeAll(this.#descriptor, chunk);
    this.#chunks = [];
  }
}

function writeAll(descriptor: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
}

/** The bytes of a body, in chunks. */
export function bodyChunks(body: StoredBody): readonly Uint8Array[] | AsyncIterable<Uint8Array> {
  if (body.memory !== null) return [body.memory];
  if (body.file === null) return [];
  return createReadStream(body.file, { highWaterMark: 1 << 18 });
}

/** Removes the temporary file of a body, if it has one. */
export function discardBody(body: StoredBody): void {
  if (body.file !== null) rmSync(body.file, { force: true });
}
