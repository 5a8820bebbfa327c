import type { FileHandle } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { AsyncIterReader, HeadersMultiMap, StatusAndHeadersParser } from 'warcio';
import { ChunkReader } from './chunk-reader.ts';
import { fileChunks } from './file-chunks.ts';
import { gzipMembers } from './gzip-member.ts';

/** A WARC, or part of a file that is one, such as an entry stored in a zip. */
export interface ForeignFile {
  handle: FileHandle;
  /** First byte, and the one behind the last. */
  start: number;
  end: number;
}

/** A record of another program's WARC. Its block is read once, before the next record is asked for. */
export interface ForeignRecord {
  /** Where its gzip member, or in a plain file its head, stands: bytes from the start of the WARC. */
  offset: number;
  /** Fields, names in lower case. */
  fields: ReadonlyMap<string, string>;
  block: AsyncIterable<Buffer>;
  /** Length by Content-Length. */
  length: number;
  /** Why the block is not whole; known when it has been read. */
  fault: string | null;
}

/**
 * Bytes that are no whole record. What was read from a record at the same offset just before is not to be trusted: its
 * member's checksum is wrong.
 */
export interface DamagedPlace {
  offset: number;
  damage: string;
}

/** Tells whether a file begins as a WARC, gzipped or plain. */
export async function looksLikeWarc(file: ForeignFile): Promise<boolean> {
  const start = await bytesAt(file, file.start, 64 * 1024);
  return isGzip(start) ? beginsRecord(start) : isWarcVersion(start);
}

/**
 * Every record of a WARC 1.0 or 1.1, gzipped a record or as a whole, or plain; memory stays flat. Heads are parsed by
 * warcio; lengths are checked here, because it ends a block that is too short without a word. After damage
 * reading goes on with the next record that can be found.
 */
export async function* foreignRecords(
  file: ForeignFile,
): AsyncGenerator<ForeignRecord | DamagedPlace> {
  const gzipped = isGzip(await bytesAt(file, file.start, 3));
  const memberAt = gzipMembers(file.handle, file.end);
  for (let at = file.start; at < file.end; ) {
    const member = gzipped ? await memberAt(at) : undefined;
    const reader = new ChunkReader(member?.chunks ?? fileChunks(file.handle, at, file.end));
    const damaged = yield* readPart(reader, at - file.start, gzipped);
    await reader.close();
    if (damaged === undefined) at = member?.end() ?? file.end;
    else at = await nextRecord(file, file.start + damaged + 1, gzipped);
  }
}

/** Yields the records of a member, or of a plain file from a place on; returns the offset of the first damage. */
async function* readPart(
  reader: ChunkReader,
  start: number,
  gzipped: boolean,
): AsyncGenerator<ForeignRecord | DamagedPlace, number | undefined> {
  let offset = start;
  try {
    while (await reader.skipLineBreaks()) {
      if (!gzipped) offset = start + reader.position;
      const head = await reader.head();
      const record = head && (await foreignRecord(head, offset, reader));
      if (record === undefined) {
        yield { offset, damage: 'no head of a record, or one without a valid Content-Length' };
        return offset;
      }
      yield record;
      for await (const _ of record.block);
      // A member that is short ends here; a plain record that is short has swallowed those behind it.
      if (record.fault !== null) return offset;
    }
    return undefined;
  } catch (error) {
    yield { offset, damage: error instanceof Error ? error.message : String(error) };
    return offset;
  }
}

const parser = new StatusAndHeadersParser();

async function foreignRecord(
  head: Buffer,
  offset: number,
  reader: ChunkReader,
): Promise<ForeignRecord | undefined> {
  if (!isWarcVersion(head)) return undefined;
  const parsed = await parser.parse(new AsyncIterReader([head]), { headersClass: HeadersMultiMap });
  if (parsed === null) return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of parsed.headers) fields.set(name.toLowerCase(), value);
  const declared = fields.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(declared)) return undefined;
  const length = Number(declared);
  const record: ForeignRecord = { offset, fields, length, fault: null, block: blockOf() };
  return record;

  async function* blockOf(): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const part of reader.take(length)) {
        bytes += part.length;
        yield part;
      }
    } catch (error) {
      record.fault = error instanceof Error ? error.message : String(error);
      return;
    }
    if (bytes < length) {
      record.fault = `Content-Length says ${length} bytes, ${bytes} are there`;
    }
  }
}

const searchBytes = 1024 * 1024;

/** Where the next record may begin, from a place on; the end of the file when there is none. */
async function nextRecord(file: ForeignFile, from: number, gzipped: boolean): Promise<number> {
  const mark = gzipped ? Buffer.from([0x1f, 0x8b, 8]) : Buffer.from('\nWARC/', 'latin1');
  // Windows overlap, so that what is looked at behind a mark is whole.
  for (let at = from; at < file.end; at += searchBytes - 65_536) {
    const bytes = await bytesAt(file, at, searchBytes);
    for (let found = bytes.indexOf(mark); found >= 0; found = bytes.indexOf(mark, found + 1)) {
      const begin = gzipped ? found : found + 1;
      const rest = bytes.subarray(begin, begin + 65_536);
      if (gzipped ? beginsRecord(rest) : isWarcVersion(rest)) return at + begin;
    }
  }
  return file.end;
}

async function bytesAt(file: ForeignFile, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, file.end - at)));
  const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, at);
  return bytes.subarray(0, bytesRead);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isWarcVersion(bytes: Buffer): boolean {
  return /^WARC\/[01]\.\d+\s/.test(bytes.toString('latin1', 0, 12));
}

/** Tells whether a gzip member that begins here inflates to a record's first bytes. */
function beginsRecord(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 512);
  try {
    const start = gunzipSync(head, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: 4_000_000,
    });
    return isWarcVersion(start);
  } catch {
    return false;
  }
}
