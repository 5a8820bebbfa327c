import { repairWarc } from '../archive/repair.ts';
import { WarcWriter } from '../archive/warc-writer.ts';
import type { RecordLocator } from '../model/capture.ts';
import type { SiteDb } from '../store/site-db.ts';
import { dropCapturesBeyond, listWarcFiles, recordsFromLast } from '../store/warc-files.ts';

/** What opening an archive after a crash had to do. */
export interface RepairReport {
  /** Addresses whose capture was lost; they are queued again. Sorted. */
  requeued: string[];
}

/** Brings archive and index of an agency to one state: cut what was not committed, queue again what was lost. */
export async function repairArchive(db: SiteDb, folder: string): Promise<RepairReport> {
  const requeued: string[] = [];
  for (const file of listWarcFiles(db)) {
    const locators = (function* (): Generator<RecordLocator> {
      for (const record of recordsFromLast(db, file.name)) yield { file: file.name, ...record };
    })();
    const end = await repairWarc(folder, { file: file.name, size: file.size }, locators);
    if (end !== file.size) requeued.push(...dropCapturesBeyond(db, file.name, end));
  }
  return { requeued: requeued.sort() };
}

/** A writer that goes on behind the last committed record. */
export function openWriter(
  db: SiteDb,
  folder: string,
  agency: string,
  software: string,
): WarcWriter {
  const last = listWarcFiles(db).at(-1);
  const sequence = Number(/-(\d+)\.warc\.gz$/.exec(last?.name ?? '')?.[1] ?? 0);
  return new WarcWriter(folder, agency, software, { sequence, size: last?.size ?? 0 });
}
