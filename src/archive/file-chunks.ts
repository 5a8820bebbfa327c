import type { FileHandle } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';

/** Bytes of an open file from `start` up to `end` (exclusive) or its own end, in chunks of at most 256 KiB. */
export async function* fileChunks(
  handle: FileHandle,
  start: number,
  end = Number.POSITIVE_INFINITY,
  chunkBytes = 256 * 1024,
): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** Sends chunks through a transform (an unzipper); both are released when the reader stops early. */
export async function* through(
  chunks: AsyncIterable<Buffer>,
  transform: Transform,
): AsyncGenerator<Buffer> {
  const input = Readable.from(chunks, { objectMode: false });
  input.on('error', (error) => transform.destroy(error));
  try {
    yield* input.pipe(transform) as AsyncIterable<Buffer>;
  } finally {
    input.destroy();
    transform.destroy();
  }
}
