import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256Hex } from '../text/hash.ts';
import type { BagFile } from './bag.ts';

/** Where the text of a bundle goes: to disk, or only through its hashes. */
export interface BagSink {
  file(path: string, text: string): void;
  append(path: string, text: string): void;
  asset(file: BagFile, bytes: AsyncIterable<Uint8Array> | undefined): Promise<void>;
  /** Ends the appended files that match, in the order in which they were begun. */
  end(matches: (path: string) => boolean): void;
  /** Syncs what is complete once enough has gathered, or all: together they cost a third of one by one. */
  sync(all: boolean): Promise<void>;
  /** Makes the entries of every folder made here survive a power cut. */
  syncFolders(): void;
  /** Releases file handles, whatever happened. */
  close(): void;
}

/** Text for one file is gathered to this many UTF-16 units before it is hashed and written. */
const bufferedText = 64 * 1024;

/** Complete files are synced by so many at a time; their handles stay open until then. */
const syncedTogether = 64;

const syncData = promisify(fdatasync);

interface OpenFile {
  parts: string[];
  length: number;
  hash: Hash;
  bytes: number;
  fd: number | undefined;
}

/**
 * A sink that writes below `folder`, or with none only hashes; assets are then taken at their word.
 * Every file is told to `done` when it is complete.
 */
export function bagSink(folder: string | undefined, done: (file: BagFile) => void): BagSink {
  const open = new Map<string, OpenFile>();
  const folders = new Set<string>();
  let unsynced: number[] = [];
  const create = (path: string): number | undefined =>
    folder === undefined ? undefined : createBelow(folder, path, folders);
  return {
    file(path, text) {
      const bytes = Buffer.from(text);
      const fd = create(path);
      if (fd !== undefined) {
        unsynced.push(fd);
        writeAll(fd, bytes);
      }
      done({ path, sha256: sha256Hex(bytes), bytes: bytes.length });
    },
    append(path, text) {
      let file = open.get(path);
      if (file === undefined) {
        const hash = createHash('sha256');
        file = { parts: [], length: 0, hash, bytes: 0, fd: create(path) };
        open.set(path, file);
      }
      file.parts.push(text);
      file.length += text.length;
      if (file.length >= bufferedText) flush(file);
    },
    async asset(file, bytes) {
      const fd = create(file.path);
      if (fd !== undefined) unsynced.push(fd);
      if (fd !== undefined && bytes !== undefined) await copyVerified(fd, file, bytes);
      done(file);
    },
    end(matches) {
      for (const [path, file] of [...open]) {
        if (!matches(path)) continue;
        flush(file);
        open.delete(path);
        if (file.fd !== undefined) unsynced.push(file.fd);
        done({ path, sha256: file.hash.digest('hex'), bytes: file.bytes });
      }
    },
    async sync(all) {
      if (!all && unsynced.length < syncedTogether) return;
      await Promise.all(unsynced.map((fd) => syncData(fd)));
      for (const fd of unsynced) closeSync(fd);
      unsynced = [];
    },
    syncFolders() {
      for (const one of folders) syncFolder(one);
    },
    close() {
      for (const { fd } of open.values()) if (fd !== undefined) closeSync(fd);
      for (const fd of unsynced) closeSync(fd);
      open.clear();
      unsynced = [];
    },
  };
}

/** Opens a new file; one that exists already is a bug. Adds the folders on its way to `folders`. */
function createBelow(folder: string, path: string, folders: Set<string>): number {
  const target = join(folder, path);
  const parent = dirname(target);
  if (!folders.has(parent)) {
    mkdirSync(parent, { recursive: true });
    for (let one = parent; one !== dirname(folder); one = dirname(one)) folders.add(one);
  }
  return openSync(target, 'wx');
}

function flush(file: OpenFile): void {
  const bytes = Buffer.from(file.parts.join(''));
  file.parts = [];
  file.length = 0;
  file.hash.update(bytes);
  file.bytes += bytes.length;
  if (file.fd !== undefined) writeAll(file.fd, bytes);
}

/** Bytes that do not have the hash or length they are known by; the archive is damaged. */
export class WrongBytesError extends Error {
  readonly sha256: string;

  constructor(sha256: string) {
    super(`bytes of asset ${sha256} do not match`);
    this.sha256 = sha256;
  }
}

async function copyVerified(
  fd: number,
  file: BagFile,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > file.bytes) throw new WrongBytesError(file.sha256);
    writeAll(fd, chunk);
  }
  if (bytes !== file.bytes || hash.digest('hex') !== file.sha256) {
    throw new WrongBytesError(file.sha256);
  }
}

/** A write may take less than it was given, as on a disk that is nearly full. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Makes the entries of a folder survive a power cut. Not every file system allows it; then it has no need. */
export function syncFolder(folder: string): void {
  let fd: number;
  try {
    fd = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(fd);
  } catch {
    // EINVAL or EPERM on file systems that do not sync folders.
  } finally {
    closeSync(fd);
  }
}

/** Size of a plain file, undefined for what is none: a folder, a link, nothing. */
export function fileSize(path: string): number | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : undefined;
}
