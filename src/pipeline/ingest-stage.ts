import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ingestedFile } from '../store/ingested.ts';
import { accessTo } from '../store/site-db-pool.ts';
import type { AgencySession } from './agency-session.ts';
import { ArchiveSink } from './archive-sink.ts';
import { software } from './crawl-stage.ts';
import { Ingest } from './ingest.ts';
import { type IngestCounts, newCounts } from './ingest-counts.ts';
import { type IngestSource, openSource } from './ingest-source.ts';
import type { IngestContext } from './ingest-store.ts';
import { openWriter, repairArchive } from './open-archive.ts';
import { paceOf } from './pace.ts';

/** What taking in a file came to. */
export interface IngestedReport extends IngestCounts {
  /** Name without folder, and the SHA-256 of the file. */
  file: string;
  digest: string;
  /** False when all of it had been taken in before. */
  changed: boolean;
}

/** What an ingest needs beside its session. */
export interface IngestOptions {
  files: readonly string[];
  signal: AbortSignal;
  onProgress(text: string): void;
  onFile(report: IngestedReport): void;
}

/**
 * Takes WARC and WACZ files of other programs into an agency's archive, one after another. All are opened first, so that a
 * wrong name costs nothing; a file that was taken in before, by its bytes, is passed over; one that was
 * interrupted goes on. Throws the signal's reason when it stops.
 */
export async function runIngest(session: AgencySession, options: IngestOptions): Promise<void> {
  const { db, folder, mapping, workspace } = session;
  const archiveFolder = join(folder, 'archive');
  const spoolFolder = join(archiveFolder, 'spool');
  rmSync(spoolFolder, { recursive: true, force: true });
  mkdirSync(spoolFolder, { recursive: true });
  for (const path of options.files) await (await openSource(path, spoolFolder)).close();
  await repairArchive(db, archiveFolder);
  const writer = openWriter(db, archiveFolder, mapping.id, software);
  const { settings } = workspace;
  const { freeDiskMiB } = settings.limits;
  const sink = new ArchiveSink({ site: accessTo(db), writer, archiveFolder, freeDiskMiB });
  try {
    for (const path of options.files) {
      const source = await openSource(path, spoolFolder);
      try {
        const context = { db, sink, mapping, settings, archiveFolder, spoolFolder };
        options.onFile(await takeFile(context, source, options));
      } finally {
        await source.close();
      }
    }
  } finally {
    await sink.flush().finally(() => writer.close());
    rmSync(spoolFolder, { recursive: true, force: true });
  }
}

async function takeFile(
  context: IngestContext,
  source: IngestSource,
  { signal, onProgress }: IngestOptions,
): Promise<IngestedReport> {
  const { name } = source;
  onProgress(`${name}: reading it once for its digest`);
  const digest = await source.digest();
  const before = ingestedFile(context.db, digest);
  const counts = (before?.counts as IngestCounts | undefined) ?? newCounts();
  if (before?.done) return { file: name, digest, changed: false, ...counts };
  const state = { digest, name, records: before?.records ?? 0, counts };
  const ingest = new Ingest(context, state);
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
  const pace = paceOf(`MiB of ${name}`, mebibytes(source.bytes));
  let read = 0;
  for (const warc of source.warcs) {
    const file = await warc.open();
    try {
      await ingest.take(warc.name, file, (offset) => {
        onProgress(pace(mebibytes(read + offset)));
        return !signal.aborted;
      });
      read += file.end - file.start;
    } finally {
      await file.close();
    }
    if (signal.aborted) break;
  }
  await ingest.finish(!signal.aborted);
  signal.throwIfAborted();
  return { file: name, digest, changed: true, ...counts };
}
