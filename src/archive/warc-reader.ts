import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, gunzipSync } from 'node:zlib';
import type { RecordLocator } from '../model/capture.ts';
import { contentCodings, type DecodeLimits, decodeBody } from '../text/content-coding.ts';
import { fieldOf, readHead, statusOf } from '../text/http-head.ts';
import { fileChunks, through } from './file-chunks.ts';
import { readWarcHead } from './warc-record.ts';

/** A response as archived, its payload content-decoded. */
export interface ArchivedResponse {
  address: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  status: number;
  /** Response fields as received, one character per byte. */
  headers: [name: string, value: string][];
  /** Decoded payload; null when it is longer than the limit. */
  payload: Buffer | null;
  payloadBytes: number;
  /** 64 hex digits over the decoded payload. */
  sha256: string;
  truncated: string | null;
  /** The content coding broke off or passed the limits; `payload` is what could be decoded. */
  fault: 'limit' | 'damaged' | null;
}

const defaultLimits: DecodeLimits = { bytes: 1024 ** 3, keep: 64 * 1024 * 1024 };
// A record longer than this (compressed) is streamed instead of unzipped in one piece.
const wholeBytes = 8 * 1024 * 1024;

/**
 * Reads one response record of an archive folder. Throws when the record is not there, is no response
 * or is shorter than its Content-Length: an archive that was committed is never damaged silently.
 */
export async function readRecord(
  folder: string,
  locator: RecordLocator,
  limits: DecodeLimits = defaultLimits,
): Promise<ArchivedResponse> {
  const where = `${locator.file} at ${locator.offset}`;
  const handle = await open(join(folder, basename(locator.file)), 'r');
  try {
    const parts = locator.length <= wholeBytes ? whole(handle, locator) : pieces(handle, locator);
    return await parseResponse(parts, limits, where);
  } finally {
    await handle.close();
  }
}

async function* whole(handle: FileHandle, locator: RecordLocator): AsyncGenerator<Buffer> {
  const member = Buffer.allocUnsafe(locator.length);
  const { bytesRead } = await handle.read(member, 0, locator.length, locator.offset);
  if (bytesRead < locator.length) throw new Error(`archive ends inside ${locator.file}`);
  // A page of a few hundred KiB inflates in about a millisecond; bigger members take the streamed way.
  let inflated: Buffer;
  try {
    inflated = gunzipSync(member, { maxOutputLength: 256 * 1024 * 1024 });
  } catch (error) {
    if (error instanceof RangeError) {
      yield* pieces(handle, locator);
      return;
    }
    throw error;
  }
  yield inflated;
}

async function* pieces(handle: FileHandle, locator: RecordLocator): AsyncGenerator<Buffer> {
  const member = fileChunks(handle, locator.offset, locator.offset + locator.length);
  yield* through(member, createGunzip());
}

async function parseResponse(
  parts: AsyncGenerator<Buffer>,
  limits: DecodeLimits,
  where: string,
): Promise<ArchivedResponse> {
  const { start, heads } = await readHeads(parts, where);
  const { warc, http, bodyStart } = heads;
  const blockBytes = Number(warc.fields.get('content-length'));
  const bodyBytes = blockBytes - (bodyStart - warc.blockStart);
  const seen = { bytes: 0 };
  const codings = contentCodings(fieldOf(http.fields, 'content-encoding'));
  const body = await decodeBody(
    limited(start.subarray(bodyStart), parts, bodyBytes, seen),
    codings,
    limits,
  );
  // A coded body may end before its bytes do, so there the member's own checksum has to do.
  if (body.fault === null && codings.length === 0 && seen.bytes !== bodyBytes) {
    throw new Error(`record is shorter than its Content-Length: ${where}`);
  }
  return {
    address: warc.fields.get('warc-target-uri') ?? '',
    fetchedAt: warc.fields.get('warc-date') ?? '',
    status: statusOf(http.first),
    headers: http.fields,
    payload: body.kept,
    payloadBytes: body.bytes,
    sha256: body.sha256,
    truncated: warc.fields.get('warc-truncated') ?? null,
    fault: body.fault,
  };
}

/** Reads as much of a record as its WARC and HTTP heads take. */
async function readHeads(parts: AsyncGenerator<Buffer>, where: string) {
  let start: Buffer = Buffer.alloc(0);
  let heads = headsOf(start);
  while (heads === undefined) {
    const next = await parts.next();
    if (next.done || start.length > 4 * 1024 * 1024)
      throw new Error(`no response record: ${where}`);
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    heads = headsOf(start);
  }
  return { start, heads };
}

/**
 * Payload of a response record in chunks, content-decoded unless `asReceived`, for files that are too big to hold. The
 * caller checks size and hash. Throws like readRecord.
 */
export async function* payloadChunks(
  folder: string,
  locator: RecordLocator,
  asReceived = false,
): AsyncGenerator<Buffer> {
  const handle = await open(join(folder, basename(locator.file)), 'r');
  try {
    const parts = pieces(handle, locator);
    const { start, heads } = await readHeads(parts, `${locator.file} at ${locator.offset}`);
    const { warc, http, bodyStart } = heads;
    const bodyBytes = Number(warc.fields.get('content-length')) - (bodyStart - warc.blockStart);
    let chunks: AsyncIterable<Buffer> = limited(start.subarray(bodyStart), parts, bodyBytes, {
      bytes: 0,
    });
    const codings = asReceived ? [] : contentCodings(fieldOf(http.fields, 'content-encoding'));
    for (const coding of codings.reverse()) {
      const decoder = decoders[coding];
      if (decoder) chunks = through(chunks, decoder());
    }
    yield* chunks;
  } finally {
    await handle.close();
  }
}

const decoders: Record<string, (() => Transform) | undefined> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function headsOf(start: Buffer) {
  const warc = readWarcHead(start);
  if (warc === undefined) return undefined;
  const http = readHead(start.subarray(warc.blockStart));
  if (http === undefined || statusOf(http.head.first) === 0) return undefined;
  return { warc, http: http.head, bodyStart: warc.blockStart + http.bodyStart };
}

async function* limited(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
  bytes: number,
  seen: { bytes: number },
): AsyncGenerator<Buffer> {
  const cut = (chunk: Buffer) => chunk.subarray(0, bytes - seen.bytes);
  let part = cut(first);
  seen.bytes += part.length;
  yield part;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    part = cut(next.value);
    seen.bytes += part.length;
    if (part.length > 0) yield part;
  }
}
