import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInflateRaw } from 'node:zlib';
import type { RecordLocator } from '../model/capture.ts';
import { fileChunks, through } from './file-chunks.ts';
import { readWarcHead } from './warc-record.ts';

/** A record met while reading a WARC from its start. */
export interface ScannedRecord {
  locator: RecordLocator;
  /** WARC fields, names in lower case. */
  fields: Map<string, string>;
  /** The record's own bytes match its Content-Length. */
  complete: boolean;
}

/** Where a scan met bytes that are no whole record: the rest of the file is not readable. */
export interface TornTail {
  tornAt: number;
}

const headBytes = 64 * 1024;

/**
 * Reads a `.warc.gz` with one gzip member per record from its start and yields each record's place and
 * fields; memory stays flat whatever a record's size. Ends with a `TornTail` when the file does not
 * end with a whole member.
 */
export async function* scanWarc(path: string): AsyncGenerator<ScannedRecord | TornTail> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for (let offset = 0; offset < size; ) {
      const member = await readMember(handle, offset);
      const head = member && readWarcHead(member.start);
      if (member === undefined || head === undefined) {
        yield { tornAt: offset };
        return;
      }
      const content = Number(head.fields.get('content-length'));
      yield {
        locator: { file: basename(path), offset, length: member.length },
        fields: head.fields,
        complete: member.bytes === head.blockStart + content + 4,
      };
      offset += member.length;
    }
  } finally {
    await handle.close();
  }
}

interface Member {
  /** Compressed length. */
  length: number;
  /** Uncompressed length. */
  bytes: number;
  start: Buffer;
}

/** Inflates the gzip member (RFC 1952) at `offset`; undefined when none stands there whole. */
async function readMember(handle: FileHandle, offset: number): Promise<Member | undefined> {
  const headLength = await gzipHeadLength(handle, offset);
  if (headLength === undefined) return undefined;
  const inflate = createInflateRaw();
  // Small chunks: what is read beyond the member's end is read again for the next one.
  const deflatedBytes = fileChunks(handle, offset + headLength, undefined, 32 * 1024);
  const start: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  try {
    for await (const chunk of through(deflatedBytes, inflate)) {
      if (kept < headBytes) {
        start.push(chunk.subarray(0, headBytes - kept));
        kept += Math.min(chunk.length, headBytes - kept);
      }
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  // bytesWritten counts what the engine consumed, so the trailer stands right behind.
  const deflated = inflate.bytesWritten;
  const trailer = Buffer.alloc(8);
  const at = offset + headLength + deflated;
  const { bytesRead } = await handle.read(trailer, 0, 8, at);
  if (bytesRead < 8 || trailer.readUInt32LE(4) !== bytes % 2 ** 32) return undefined;
  return { length: headLength + deflated + 8, bytes, start: Buffer.concat(start) };
}

async function gzipHeadLength(handle: FileHandle, offset: number): Promise<number | undefined> {
  const bytes = Buffer.alloc(1024);
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
