import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileChunks } from '../archive/file-chunks.ts';
import { type ForeignFile, looksLikeWarc } from '../archive/foreign-warc.ts';
import { looksLikeZip, waczWarcs } from '../archive/wacz-entries.ts';
import { UserError } from '../errors.ts';

/** A file to take in: a WARC, or a WACZ that holds some. */
export interface IngestSource {
  path: string;
  /** Name without folder, as findings and the archive name it. */
  name: string;
  bytes: number;
  /** Its WARCs in order: name, and how to open each. */
  warcs: { name: string; open(): Promise<ForeignFile & { close(): Promise<void> }> }[];
  /** SHA-256 of the whole file, 64 hex digits; reads it. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** Opens a file to take in. One that is neither WARC nor WACZ, or not there, is a UserError. */
export async function openSource(path: string, spoolFolder: string): Promise<IngestSource> {
  const handle = await openFile(path);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UserError(`${path}: no file`);
    const warcs = (await looksLikeZip(handle))
      ? await zippedWarcs(path, handle, spoolFolder)
      : await singleWarc(path, handle, stat.size);
    return {
      path,
      name: basename(path),
      bytes: stat.size,
      warcs,
      digest: () => digestOf(handle),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(ENOENT|EACCES|EPERM|EISDIR|ENOTDIR)$/.test(code)) {
      throw new UserError(
        `${path}: cannot be read (${code}); name a .warc, .warc.gz or .wacz file`,
      );
    }
    throw error;
  }
}

async function zippedWarcs(path: string, handle: FileHandle, spoolFolder: string) {
  const warcs = await waczWarcs(handle).catch((error: unknown) => {
    throw new UserError(
      `${path}: a damaged zip (${error instanceof Error ? error.message : error})`,
    );
  });
  if (warcs.length === 0)
    throw new UserError(`${path}: a zip without archive/*.warc.gz, so no WACZ`);
  return warcs.map((warc) => ({
    name: `${basename(path)}/${warc.path}`,
    open: () => warc.open(join(spoolFolder, 'wacz-entry')),
  }));
}

async function singleWarc(path: string, handle: FileHandle, size: number) {
  const file = { handle, start: 0, end: size };
  if (!(await looksLikeWarc(file))) {
    throw new UserError(`${path}: neither a WARC (plain or gzipped) nor a WACZ`);
  }
  return [{ name: basename(path), open: async () => ({ ...file, close: async () => undefined }) }];
}

async function digestOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fileChunks(handle, 0, undefined, 1024 * 1024)) hash.update(chunk);
  return hash.digest('hex');
}
