import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { fileChunks, through } from './file-chunks.ts';

/** One gzip member of a file, read as it is inflated. */
export interface GzipMember {
  /** Inflated bytes; throws where the member is damaged, its checksum and length included. */
  chunks: AsyncGenerator<Buffer>;
  /** Where the member ends in the file, once `chunks` has come to its end. */
  end: () => number;
}

const windowBytes = 1024 * 1024;
/** A member that inflates to more than this is streamed. */
const wholeBytes = 8 * 1024 * 1024;

/**
 * Reader of the gzip members (RFC 1952) of an open file, asked for by their offsets; no byte from `limit` on is read. Small
 * members are inflated at once out of a window of the file: as streams they take ten trips to the thread pool each.
 */
export function gzipMembers(
  handle: FileHandle,
  limit = Number.POSITIVE_INFINITY,
): (offset: number) => Promise<GzipMember> {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  let isLast = false;
  return async (offset) => {
    const isRunningOut = offset + windowBytes / 2 > start + window.length;
    if (offset < start || offset >= start + window.length || (isRunningOut && !isLast)) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(windowBytes, limit - offset)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      start = offset;
      window = bytes.subarray(0, bytesRead);
      isLast = bytesRead < windowBytes;
    }
    return (
      wholeMember(window.subarray(offset - start), offset) ?? gzipMember(handle, offset, limit)
    );
  };
}

/** The member that begins these bytes, when all of it is there and small; undefined for any other. */
function wholeMember(bytes: Buffer, offset: number): GzipMember | undefined {
  const headLength = headLengthOf(bytes.subarray(0, 1024));
  if (headLength === undefined) return undefined;
  let inflated: Buffer;
  let deflatedLength: number;
  try {
    // `info` is missing in the types: with it the engine comes too, which knows where the stream ended.
    const options = { info: true, maxOutputLength: wholeBytes } as ZlibOptions;
    const result: unknown = inflateRawSync(bytes.subarray(headLength), options);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    inflated = buffer;
    deflatedLength = engine.bytesWritten;
  } catch {
    return undefined;
  }
  const at = headLength + deflatedLength;
  const isWhole = at + 8 <= bytes.length;
  if (!isWhole || bytes.readUInt32LE(at + 4) !== inflated.length) return undefined;
  if (bytes.readUInt32LE(at) !== crc32(inflated)) return undefined;
  const chunks = async function* () {
    yield inflated;
  };
  return { chunks: chunks(), end: () => offset + at + 8 };
}

function gzipMember(handle: FileHandle, offset: number, limit: number): GzipMember {
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
  return headLengthOf(bytes.subarray(0, bytesRead));
}

/** Length of a member's head; undefined when these bytes do not begin with a whole one. */
function headLengthOf(head: Buffer): number | undefined {
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
