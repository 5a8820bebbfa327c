import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { RecordLocator } from '../model/capture.ts';
import { fileChunks, through } from './file-chunks.ts';
import { readWarcHead } from './warc-record.ts';

/** What the index says of one WARC file. */
export interface CommittedFile {
  file: string;
  /** Committed end in bytes. */
  size: number;
}

/**
 * Brings a WARC file back to its last good record after a crash: what lies beyond the committed end is cut;
 * when the file is shorter, or its last record does not read, it is cut to the end of the last record
 * that does. `lastRecords` yields the committed records from the last to the first. Returns the end.
 */
export async function repairWarc(
  folder: string,
  committed: CommittedFile,
  lastRecords: Iterable<RecordLocator>,
): Promise<number> {
  const path = join(folder, basename(committed.file));
  const handle = await openIfThere(path);
  if (handle === undefined) return 0;
  try {
    const { size } = await handle.stat();
    const end = await goodEnd(handle, Math.min(size, committed.size), lastRecords);
    if (end < size) {
      await handle.truncate(end);
      await handle.datasync();
    }
    return end;
  } finally {
    await handle.close();
  }
}

async function goodEnd(
  handle: FileHandle,
  size: number,
  lastRecords: Iterable<RecordLocator>,
): Promise<number> {
  for (const record of lastRecords) {
    const end = record.offset + record.length;
    if (end <= size && (await isWhole(handle, record))) return end;
  }
  return 0;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Tells whether a record unzips (gzip checksum included) to what its Content-Length says. */
async function isWhole(handle: FileHandle, record: RecordLocator): Promise<boolean> {
  const member = fileChunks(handle, record.offset, record.offset + record.length);
  let start: Buffer = Buffer.alloc(0);
  let bytes = 0;
  try {
    for await (const chunk of through(member, createGunzip())) {
      if (start.length < 65_536) start = Buffer.concat([start, chunk]);
      bytes += chunk.length;
    }
  } catch {
    return false;
  }
  const head = readWarcHead(start);
  if (head === undefined) return false;
  return bytes === head.blockStart + Number(head.fields.get('content-length')) + 4;
}
