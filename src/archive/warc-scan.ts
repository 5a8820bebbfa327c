import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RecordLocator } from '../model/capture.ts';
import { type GzipMember, gzipMembers } from './gzip-member.ts';
import { readWarcHead } from './warc-record.ts';

/** A record met while reading a WARC from its start. */
export interface ScannedRecord {
  locator: RecordLocator;
  /** WARC fields, names in lower case. */
  fields: Map<string, string>;
  /** The record's own bytes match its Content-Length. */
  complete: boolean;
  /** The first bytes of the block, at most 64 KiB less the record's head. */
  block: Buffer;
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
    const memberAt = gzipMembers(handle);
    for (let offset = 0; offset < size; ) {
      const member = await readMember(await memberAt(offset), offset);
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
        block: member.start.subarray(head.blockStart, head.blockStart + content),
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

/** Reads a gzip member to its end; undefined when none stands there whole. */
async function readMember(member: GzipMember, offset: number): Promise<Member | undefined> {
  const start: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  try {
    for await (const chunk of member.chunks) {
      if (kept < headBytes) {
        start.push(chunk.subarray(0, headBytes - kept));
        kept += Math.min(chunk.length, headBytes - kept);
      }
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { length: member.end() - offset, bytes, start: Buffer.concat(start) };
}
