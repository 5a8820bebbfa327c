import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cdxjLine, indexBlocks, indexMeta, indexName } from '../archive/cdxj.ts';
import { WaczWriter } from '../archive/wacz-writer.ts';
import { scanWarc } from '../archive/warc-scan.ts';
import { UserError } from '../errors.ts';
import { archivedPages, youngestCapture } from '../store/archived-pages.ts';
import { lineSorter } from '../store/line-sorter.ts';
import { listWarcFiles, type WarcFile } from '../store/warc-files.ts';
import { hash64 } from '../text/hash.ts';
import type { AgencySession } from './agency-session.ts';
import { software } from './crawl-stage.ts';
import { repairArchive } from './open-archive.ts';
import { paceOf } from './pace.ts';

/** What an export needs beside its session. */
export interface ExportOptions {
  /** File to write. */
  target: string;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** What was exported. */
export interface ExportedArchive {
  file: string;
  bytes: number;
  warcs: number;
  captures: number;
  pages: number;
}

/**
 * Writes an agency's archive as a WACZ 1.1.1: its WARC files as they are, a sorted CDXJ index, the pages with their titles,
 * digests of all. Same archive, same bytes. UserError when there is nothing to export.
 */
export async function exportWacz(
  session: AgencySession,
  { target, signal, onProgress }: ExportOptions,
): Promise<ExportedArchive> {
  const { db, folder } = session;
  const archiveFolder = join(folder, 'archive');
  await repairArchive(db, archiveFolder);
  const files = listWarcFiles(db).filter(({ size }) => size > 0);
  const instant = youngestCapture(db);
  if (files.length === 0 || instant === undefined) {
    throw new UserError(
      `${session.mapping.id}: no archive yet; run: kosh crawl ${session.mapping.id}`,
    );
  }
  const spool = join(archiveFolder, 'spool');
  mkdirSync(spool, { recursive: true });
  mkdirSync(dirname(target), { recursive: true });
  // Each byte is read twice: to index it, and to copy it.
  const total = 2 * files.reduce((sum, { size }) => sum + size, 0);
  const progress = byteProgress(total, signal, onProgress);
  const writer = new WaczWriter(target, instant);
  try {
    const { idx, captures, bytes } = await writeIndex(
      archiveFolder,
      files,
      join(spool, indexName),
      progress,
    );
    for (const { name, size } of files) {
      await writer.addFile(`archive/${name}`, join(archiveFolder, name), size, progress);
    }
    await writer.addFile(`indexes/${indexName}`, join(spool, indexName), bytes);
    writer.addBytes('indexes/index.idx', idx);
    const pages = await writePages(session, join(spool, 'pages.jsonl'));
    await writer.addFile('pages/pages.jsonl', join(spool, 'pages.jsonl'), pages.bytes);
    addPackage(writer, session, instant, pages.first);
    await writer.finish();
    const handle = await open(target, 'r');
    const { size } = await handle.stat().finally(() => handle.close());
    return { file: target, bytes: size, warcs: files.length, captures, pages: pages.count };
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    rmSync(spool, { recursive: true, force: true });
  }
}

function byteProgress(total: number, signal: AbortSignal, onProgress: (text: string) => void) {
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
  const pace = paceOf('MiB indexed and copied', mebibytes(total));
  let done = 0;
  return (bytes: number) => {
    signal.throwIfAborted();
    done += bytes;
    onProgress(pace(mebibytes(done)));
  };
}

/** Writes the compressed index to a file; returns the secondary index, and what was indexed. */
async function writeIndex(
  archiveFolder: string,
  files: readonly WarcFile[],
  target: string,
  progress: (bytes: number) => void,
): Promise<{ idx: Buffer; captures: number; bytes: number }> {
  const sorter = lineSorter();
  const output = await open(target, 'w');
  const idx = [indexMeta];
  let captures = 0;
  let bytes = 0;
  try {
    for (const file of files) {
      for await (const lines of cdxjBatches(join(archiveFolder, file.name), file.size, progress)) {
        sorter.add(lines);
        captures += lines.length;
      }
    }
    for await (const block of indexBlocks(sorter.sorted())) {
      await output.write(block.bytes);
      bytes += block.bytes.length;
      idx.push(block.line);
    }
  } finally {
    sorter.close();
    await output.close();
  }
  return { idx: Buffer.from(`${idx.join('\n')}\n`), captures, bytes };
}

const batchLines = 500;

/** Index lines of a WARC file up to its committed end, in batches. */
async function* cdxjBatches(
  path: string,
  size: number,
  progress: (bytes: number) => void,
): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const record of scanWarc(path)) {
    if ('tornAt' in record) {
      if (record.tornAt >= size) break;
      throw new Error(`${path} is damaged at offset ${record.tornAt}`);
    }
    const { offset, length } = record.locator;
    if (offset >= size) break;
    progress(length);
    const line = cdxjLine(record);
    if (line !== undefined) batch.push(line);
    if (batch.length >= batchLines) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

/** Writes the list of pages; returns its length, their number and the first home page. */
async function writePages({ db, mapping }: AgencySession, target: string) {
  const output = await open(target, 'w');
  let bytes = 0;
  let count = 0;
  let first: { url: string; ts: string } | undefined;
  const homes = new Set(
    mapping.hosts.flatMap(({ host }) => [`http://${host}/`, `https://${host}/`]),
  );
  const write = async (value: unknown) => {
    bytes += (await output.write(`${JSON.stringify(value)}\n`)).bytesWritten;
  };
  try {
    await write({ format: 'json-pages-1.0', id: 'pages', title: 'All Pages' });
    for (let after = ''; ; ) {
      const batch = archivedPages(db, after);
      const last = batch.at(-1);
      if (last === undefined) return { bytes, count, first };
      after = last.address;
      for (const { address: url, fetchedAt: ts, title } of batch) {
        if (homes.has(url)) first ??= { url, ts };
        await write({ id: hash64(`${url} ${ts}`), url, ts, ...(title !== null && { title }) });
      }
      count += batch.length;
    }
  } finally {
    await output.close();
  }
}

/** datapackage.json with the digests of all files, and its own digest beside it. */
function addPackage(
  writer: WaczWriter,
  { mapping }: AgencySession,
  instant: string,
  main: { url: string; ts: string } | undefined,
): void {
  const datapackage = {
    profile: 'data-package',
    wacz_version: '1.1.1',
    title: mapping.names.kk,
    description: mapping.names.ru,
    software,
    // Not the clock's: the same archive gives the same file.
    created: instant,
    modified: instant,
    ...(main && { mainPageUrl: main.url, mainPageDate: main.ts }),
    resources: writer.resources,
  };
  const bytes = Buffer.from(`${JSON.stringify(datapackage, null, 2)}\n`);
  const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  writer.addBytes('datapackage.json', bytes, false);
  const digest = { path: 'datapackage.json', hash };
  writer.addBytes('datapackage-digest.json', Buffer.from(`${JSON.stringify(digest)}\n`), false);
}
