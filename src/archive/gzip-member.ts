import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { fileChunks, through } from './file-chunks.ts';

/** One gzip member of a file, read as it is inflated. */
export interface GzipMember {
  /** Inflated bytes; throws where the member is damaged, its checksum and length included. */
  chunks: AsyncGenerator<Buffer>;
  /** Where the member ends in the file, once `chunks` has come to its end. */
  end: () => number;
}

/** The gzip member (RFC 1952) at `offset` of an open file; no byte from `limit` on is read. */
export function gzipMember(
  handle: FileHandle,
  offset: number,
  limit = Number.POSITIVE_INFINITY,
): GzipMember {
  let end = offset;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    const headLength = await gzipHeadLength(handle, offset, limit);
    if (headLength === undefined) throw new Error('no gzip member');
    const inflate = createInflateRaw();
    // Small chunks: what is read beyond the member's end is read again for the next one.
    const deflated = fileChunks(handle, offset + headLength, limit, 32 * 1024);
    let bytes = 0;
    let sum = 0;
    for await (const chunk of through(deflated, inflate)) {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
      yield chunk;
    }
    // bytesWritten counts what the engine consumed, so the trailer stands right behind.
    const at = offset + headLength + inflate.bytesWritten;
    const trailer = Buffer.alloc(8);
    const { bytesRead } = await handle.read(trailer, 0, 8, at);
    const isWhole = bytesRead === 8 && at + 8 <= limit;
    if (
      !isWhole ||
      trailer.readUInt32LE(4) !== bytes % 2 ** 32 ||
      trailer.readUInt32LE(0) !== sum
    ) {
      throw new Error('the checksum of the gzip member is wrong');
    }
    end = at + 8;
  };
  return { chunks: chunks(), end: () => end };
}

async function gzipHeadLength(
  handle: FileHandle,
  offset: number,
  limit: number,
): Promise<number | undefined> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(1024, limit - offset)));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
  const head = bytes.subarray(0, bytesRead);
  if (head.length < 18 || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return undefined;
  const flags = head[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + head.readUInt16LE(10);
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = head.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  return at < head.length ? at : undefined;
}
