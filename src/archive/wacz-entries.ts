import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromFd, type ZipFile } from 'yauzl';
import type { ForeignFile } from './foreign-warc.ts';

/** A WARC inside a WACZ: its path in the zip, and how to open it. */
export interface WaczWarc {
  path: string;
  /** Where its bytes are: in the zip itself when they are stored as they are, else in `spoolFile`, where they are unzipped to. */
  open(spoolFile: string): Promise<ForeignFile & { close(): Promise<void> }>;
}

/** Tells whether a file begins as a zip. */
export async function looksLikeZip(handle: FileHandle): Promise<boolean> {
  const bytes = Buffer.alloc(4);
  await handle.read(bytes, 0, 4, 0);
  return bytes.toString('latin1') === 'PK\u0003\u0004';
}

/** The WARCs of a WACZ (its `archive/` folder), sorted by path. Throws when the zip's directory is damaged. */
export async function waczWarcs(handle: FileHandle): Promise<WaczWarc[]> {
  const zip = await openZip(handle);
  const entries = await entriesOf(zip);
  return entries
    .filter(({ fileName }) => /^archive\/[^/]+\.warc(?:\.gz)?$/.test(fileName))
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1))
    .map((entry) => ({
      path: entry.fileName,
      open: (file) => openEntry(zip, handle, entry, file),
    }));
}

function openZip(handle: FileHandle): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // The handle stays the caller's: nothing here closes it.
    fromFd(handle.fd, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function openEntry(
  zip: ZipFile,
  handle: FileHandle,
  entry: Entry,
  spoolFile: string,
): Promise<ForeignFile & { close(): Promise<void> }> {
  const isStored = entry.compressionMethod === 0;
  if (isStored) {
    const start = await dataStart(zip, entry);
    return { handle, start, end: start + entry.compressedSize, close: async () => undefined };
  }
  await pipeline(await entryStream(zip, entry), createWriteStream(spoolFile));
  const unzipped = await open(spoolFile, 'r');
  const { size } = await unzipped.stat();
  return { handle: unzipped, start: 0, end: size, close: () => unzipped.close() };
}

function dataStart(zip: ZipFile, entry: Entry): Promise<number> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (error, header) =>
      error ? reject(error) : resolve(header.fileDataStart),
    );
  });
}

function entryStream(zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
