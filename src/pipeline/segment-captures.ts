import { join } from 'node:path';
import type { Settings } from '../model/settings.ts';
import {
  type CaptureToSegment,
  capturesToSegment,
  countToSegment,
  dropStaleSegments,
  type PackedSegment,
  putSegment,
} from '../store/segments.ts';
import type { SiteDb } from '../store/site-db.ts';
import { paceOf } from './pace.ts';
import type { SegmentPool } from './segment-pool.ts';

/** Version of the cutting: raised when segments of the same bytes would come out different, or are stored in another form. */
export const segmentVersion = '5';

const batchSize = 64;

/** What segmenting needs from its caller. */
export interface SegmentContext {
  db: SiteDb;
  folder: string;
  settings: Settings;
  pool: SegmentPool;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** Cuts every page capture that has no segment of its bytes yet; returns how many were cut or dropped. */
export async function segmentCaptures(context: SegmentContext): Promise<number> {
  const { db } = context;
  let changed = dropStaleSegments(db);
  const pace = paceOf('pages cut', countToSegment(db, segmentVersion));
  let done = 0;
  for (let after: CaptureToSegment | undefined; ; ) {
    const batch = capturesToSegment(db, segmentVersion, after, batchSize);
    const last = batch.at(-1);
    if (!last) return changed;
    after = last;
    context.signal.throwIfAborted();
    const packed = await Promise.all(batch.map((capture) => cut(capture, context)));
    db.transaction(() => {
      for (const { capture, segment } of packed) {
        putSegment(db, capture, segmentVersion, segment);
      }
    })();
    changed += batch.length;
    done += batch.length;
    context.onProgress(pace(done));
  }
}

async function cut(
  capture: CaptureToSegment,
  context: SegmentContext,
): Promise<{ capture: CaptureToSegment; segment: PackedSegment }> {
  const segment = await context.pool.segment({
    archiveFolder: join(context.folder, 'archive'),
    record: { file: capture.file, offset: capture.offset, length: capture.length },
    address: capture.address,
    declaredType: capture.declaredType,
    pageBytes: context.settings.limits.pageBytes,
  });
  return { capture, segment };
}
