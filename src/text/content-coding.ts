import { createHash } from 'node:crypto';
import { Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzip,
  gunzipSync,
  inflate,
} from 'node:zlib';

/** How far a body may be decoded. */
export interface DecodeLimits {
  /** Decoded bytes, at most. */
  bytes: number;
  /** Decoded bytes that are kept in memory, at most; a longer body is only hashed. */
  keep: number;
}

/** A body after content decoding. */
export interface DecodedBody {
  /** SHA-256 of the decoded bytes as 64 hex digits. */
  sha256: string;
  bytes: number;
  /** The decoded bytes, or null when there are more than `limits.keep`. */
  kept: Buffer | null;
  /** The first bytes, at most 4,100, enough to tell a file's type. */
  start: Buffer;
  /** `limit`: more than the limits allow; `damaged`: the coding broke off or is no such coding. */
  fault: 'limit' | 'damaged' | null;
}

const startBytes = 4100;
// Gzip reaches 1030:1 on zeros; pages of real sites stay under 60:1, so 250:1 over 16 MiB is a bomb.
const bombBytes = 16 * 1024 * 1024;
const bombRatio = 250;

/** The codings of a Content-Encoding header in the order in which they were applied; `identity` is left out. */
export function contentCodings(header: string | null): string[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim().replace(/^x-/, ''))
    .filter((one) => one !== '' && one !== 'identity')
    .slice(0, 3);
}

/**
 * Decodes a body (RFC 9110, 8.4) under limits, hashing what comes out; never throws for what the site sent. A body that
 * is given as one piece of memory is not copied.
 */
export async function decodeBody(
  chunks: readonly Uint8Array[] | AsyncIterable<Uint8Array>,
  codings: readonly string[],
  limits: DecodeLimits,
): Promise<DecodedBody> {
  const [whole] = Array.isArray(chunks) && chunks.length === 1 ? chunks : [];
  if (whole instanceof Uint8Array) {
    const quick = await decodedAtOnce(whole, codings, limits);
    if (quick !== undefined) return wholeBody(quick);
  }
  return await decodedInPieces(chunks, codings, limits);
}

// What inflates to more than this is decoded in pieces, where a bomb is noticed.
const atOnceBytes = 4 * 1024 * 1024;
// Handing less than this to another thread costs more than inflating it (measured).
const smallBytes = 48 * 1024;

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const brotliAsync = promisify(brotliDecompress);

/** The decoded bytes when that takes one step; undefined for all that has to be looked at more closely. */
async function decodedAtOnce(
  bytes: Uint8Array,
  codings: readonly string[],
  limits: DecodeLimits,
): Promise<Uint8Array | undefined> {
  const most = Math.min(limits.bytes, limits.keep);
  const [coding, ...others] = codings;
  if (coding === undefined) return bytes.length <= most ? bytes : undefined;
  if (others.length > 0 || bytes.length > atOnceBytes) return undefined;
  const options = { ...lenient, maxOutputLength: Math.min(most, atOnceBytes), chunkSize: 131_072 };
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8;
  try {
    if (coding === 'gzip' && bytes[0] === 0x1f && bytes[1] === 0x8b) {
      return bytes.length < smallBytes
        ? gunzipSync(bytes, options)
        : await gunzipAsync(bytes, options);
    }
    if (coding === 'deflate' && isZlib) return await inflateAsync(bytes, options);
    if (coding === 'br') {
      return await brotliAsync(bytes, {
        ...options,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    }
  } catch {
    // Damaged, or larger than may be inflated in one step.
  }
  return undefined;
}

function wholeBody(bytes: Uint8Array): DecodedBody {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    sha256: createHash('sha256').update(all).digest('hex'),
    bytes: all.length,
    kept: all,
    start: all.subarray(0, startBytes),
    fault: null,
  };
}

async function decodedInPieces(
  chunks: readonly Uint8Array[] | AsyncIterable<Uint8Array>,
  codings: readonly string[],
  limits: DecodeLimits,
): Promise<DecodedBody> {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let bytes = 0;
  let fault: DecodedBody['fault'] = null;
  try {
    for await (const chunk of decoded(chunks, codings, limits.bytes)) {
      const room = limits.bytes - bytes;
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      hash.update(part);
      if (bytes < Math.max(limits.keep, startBytes)) kept.push(part);
      bytes += part.length;
      if (part.length < chunk.length) {
        fault = 'limit';
        break;
      }
    }
  } catch (error) {
    fault = error instanceof Bomb ? 'limit' : 'damaged';
  }
  const all = Buffer.concat(kept);
  return {
    sha256: hash.digest('hex'),
    bytes,
    kept: bytes <= limits.keep ? all : null,
    start: Buffer.from(all.subarray(0, startBytes)),
    fault,
  };
}

class Bomb extends Error {}

async function* decoded(
  chunks: readonly Uint8Array[] | AsyncIterable<Uint8Array>,
  codings: readonly string[],
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  const input = { bytes: 0 };
  let current: AsyncIterable<Uint8Array> = counted(chunks, input);
  for (const coding of codings.toReversed()) {
    current = defused(undo(current, coding), input, mostBytes);
  }
  yield* current;
}

/** Ends a decoding that swells: also one in the middle of nested codings, whose end may be empty. */
async function* defused(
  source: AsyncIterable<Uint8Array>,
  input: { bytes: number },
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    yield chunk;
    if (bytes > bombBytes && bytes > input.bytes * bombRatio) throw new Bomb('swells too much');
    if (bytes > mostBytes) throw new Bomb('longer than the limit');
  }
}

async function* counted(
  chunks: readonly Uint8Array[] | AsyncIterable<Uint8Array>,
  input: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    input.bytes += chunk.length;
    // Small pieces, so that a bomb's ratio is seen early.
    for (let at = 0; at < chunk.length; at += 65_536) yield chunk.subarray(at, at + 65_536);
  }
}

async function* undo(
  source: AsyncIterable<Uint8Array>,
  coding: string,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  if (coding === 'gzip' && (first.value[0] !== 0x1f || first.value[1] !== 0x8b)) {
    // Servers that announce gzip and send plain text exist; their pages are not lost.
    yield first.value;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
    return;
  }
  const decoder = decoderFor(coding, first.value);
  if (decoder === undefined) throw new Error(`unknown content coding ${coding}`);
  const rest = async function* () {
    yield first.value;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  };
  const input = Readable.from(rest(), { objectMode: false });
  input.on('error', (error) => decoder.destroy(error));
  try {
    yield* input.pipe(decoder);
  } finally {
    input.destroy();
    decoder.destroy();
  }
}

// Z_SYNC_FLUSH: a body cut short still gives what can be decoded.
const lenient = { finishFlush: constants.Z_SYNC_FLUSH };

function decoderFor(coding: string, start: Uint8Array): Transform | undefined {
  if (coding === 'gzip') return createGunzip(lenient);
  if (coding === 'br') {
    return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
  }
  if (coding !== 'deflate') return undefined;
  // Old servers send raw deflate under this name; a zlib header has 8 in its low nibble (RFC 1950).
  return ((start[0] ?? 0) & 0x0f) === 8 ? createInflate(lenient) : createInflateRaw(lenient);
}
