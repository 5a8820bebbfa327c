import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Octets of an access log, whatever they are packed in. */
export interface LogSource {
  name: string;
  /** The open file of a plain log, whose octets threads read where they want. */
  file?: FileHandle;
  /** The first octets, at most `length`. */
  head(length: number): Promise<Buffer>;
  /**
   * Pieces from an offset on; a piece is good until the next is asked for. Undefined when the log cannot be read
   * again from there: standard input.
   */
  read(from: number): AsyncGenerator<Uint8Array> | undefined;
  /** Something by which the same packed file is known without unpacking it; undefined for plain logs. */
  print(): Promise<string | undefined>;
  /** What was wrong with the packing, once it was read. */
  damage(): string | null;
  close(): Promise<void>;
}

const pieceBytes = 1 << 20;

/** Opens a log on disk: plain, or gzip (also of several members), told by its first octets. Throws what `open` does. */
export async function openLogFile(path: string): Promise<LogSource> {
  const handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  const packed = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  return packed ? packedSource(path, handle) : plainSource(path, handle);
}

/** A plain log that is open; closing it closes the file. */
export function plainSource(name: string, handle: FileHandle): LogSource {
  return {
    name,
    file: handle,
    async head(length) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    },
    read: (from) => handlePieces(handle, from),
    print: async () => undefined,
    damage: () => null,
    close: () => handle.close(),
  };
}

/** While one piece is looked at, the next is read. */
async function* handlePieces(handle: FileHandle, from: number): AsyncGenerator<Uint8Array> {
  let offset = from;
  let [ready, other] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
  let next = handle.read(ready, 0, pieceBytes, offset);
  try {
    for (;;) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      offset += bytesRead;
      next = handle.read(other, 0, pieceBytes, offset);
      yield ready.subarray(0, bytesRead);
      [ready, other] = [other, ready];
    }
  } finally {
    // A read that nobody waits for must not meet a closed file.
    await next.catch(() => undefined);
  }
}

function packedSource(path: string, handle: FileHandle): LogSource {
  let damage: string | null = null;
  const unpack = async function* (from: number): AsyncGenerator<Uint8Array> {
    const packed = createReadStream(path, { highWaterMark: pieceBytes });
    const unpacked = createGunzip({ chunkSize: pieceBytes });
    packed.on('error', (error) => unpacked.destroy(error));
    packed.pipe(unpacked);
    try {
      yield* skipped(unpacked, from);
    } catch (error) {
      if (!isPackingFault(error)) throw error;
      damage = error.message;
    } finally {
      packed.destroy();
      unpacked.destroy();
    }
  };
  return {
    name: path,
    head: (length) => firstOctets(unpack(0), length),
    read: unpack,
    print: () => filePrint(handle),
    damage: () => damage,
    close: () => handle.close(),
  };
}

/** A log from standard input, plain or gzip: what is read once is gone. */
export async function streamSource(
  name: string,
  input: AsyncIterable<Uint8Array>,
): Promise<LogSource> {
  const raw = input[Symbol.asyncIterator]();
  let start = await taken(raw, 2);
  let rest: AsyncIterator<Uint8Array> = raw;
  let damage: string | null = null;
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const unpacked = createGunzip({ chunkSize: pieceBytes });
    const packed = joined(start, raw);
    const { Readable } = await import('node:stream');
    Readable.from(packed, { objectMode: false }).pipe(unpacked);
    rest = unpacked[Symbol.asyncIterator]();
    start = Buffer.alloc(0);
  }
  let isRead = false;
  return {
    name,
    async head(length) {
      start = Buffer.concat([start, await taken(rest, length - start.length)]);
      return start.subarray(0, length);
    },
    read(from) {
      if (isRead) return undefined;
      isRead = true;
      return (async function* () {
        try {
          yield* skipped(joined(start, rest), from);
        } catch (error) {
          if (!isPackingFault(error)) throw error;
          damage = error.message;
        }
      })();
    },
    print: async () => undefined,
    damage: () => damage,
    close: async () => undefined,
  };
}

async function taken(input: AsyncIterator<Uint8Array>, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let bytes = 0; bytes < length; ) {
    const next = await input.next();
    if (next.done) break;
    pieces.push(Uint8Array.from(next.value));
    bytes += next.value.length;
  }
  return Buffer.concat(pieces);
}

async function* joined(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* skipped(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const piece of pieces) {
    const skip = Math.max(0, Math.min(piece.length, from - offset));
    offset += piece.length;
    if (skip < piece.length) yield piece.subarray(skip);
  }
}

async function firstOctets(pieces: AsyncGenerator<Uint8Array>, length: number): Promise<Buffer> {
  const head = await taken(pieces, length);
  await pieces.return(undefined);
  return head.subarray(0, length);
}

/** SHA-256 of a file's length, beginning and end: a packed file is written once. */
async function filePrint(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const hash = createHash('sha256').update(`${size}:`);
  for (const at of [0, Math.max(0, size - 65_536)]) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, at);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return hash.digest('hex');
}

function isPackingFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
