import { createHash } from 'node:crypto';
import { Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
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

/** Decodes a body (RFC 9110, 8.4) under limits, hashing what comes out; never throws for what the site sent. */
export async function decodeBody(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  codings: readonly string[],
  limits: DecodeLimits,
): Promise<DecodedBody> {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let bytes = 0;
  let fault: DecodedBody['fault'] = null;
  const input = { bytes: 0 };
  try {
    for await (const chunk of decoded(chunks, codings, input)) {
      const room = limits.bytes - bytes;
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      hash.update(part);
      if (bytes < Math.max(limits.keep, startBytes)) kept.push(part);
      bytes += part.length;
      const bomb = codings.length > 0 && bytes > bombBytes && bytes > input.bytes * bombRatio;
      if (part.length < chunk.length || bomb) {
        fault = 'limit';
        break;
      }
    }
  } catch {
    fault = 'damaged';
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

async function* decoded(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  codings: readonly string[],
  input: { bytes: number },
): AsyncGenerator<Uint8Array> {
  let current: AsyncIterable<Uint8Array> = counted(chunks, input);
  for (const coding of codings.toReversed()) current = undo(current, coding);
  yield* current;
}

async function* counted(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
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
