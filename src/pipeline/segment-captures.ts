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
import { workAhead } from './ahead.ts';
import type { ExtractPool } from './extract-pool.ts';
import { paceOf } from './pace.ts';

/** Version of the cutting: raised when segments of the same bytes would come out different, or are stored in another form. */
export const segmentVersion = '6';

const batchSize = 32;

/** What segmenting needs from its caller. */
export interface SegmentContext {
  db: SiteDb;
  folder: string;
  settings: Settings;
  pool: ExtractPool;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** Cuts every page capture that has no segment of its bytes yet; returns how many were cut or dropped. */
export async function segmentCaptures(context: SegmentContext): Promise<number> {
  const { db } = context;
  let changed = dropStaleSegments(db);
  const pace = paceOf('pages cut', countToSegment(db, segmentVersion));
  let done = 0;
  let after: CaptureToSegment | undefined;
  // The next batch is cut while one is committed.
  await workAhead<CaptureToSegment[], PackedSegment[]>(
    {
      next() {
        context.signal.throwIfAborted();
        const batch = capturesToSegment(db, segmentVersion, after, batchSize);
        after = batch.at(-1);
        return after && batch;
      },
      work: (batch) => Promise.all(batch.map((capture) => cut(capture, context))),
      done(segments, batch) {
        db.transaction(() => {
          for (const [at, capture] of batch.entries()) {
            putSegment(db, capture, segmentVersion, segments[at] as PackedSegment);
          }
        })();
        changed += batch.length;
        done += batch.length;
        context.onProgress(pace(done));
      },
    },
    2,
  );
  return changed;
}

function cut(capture: CaptureToSegment, context: SegmentContext): Promise<PackedSegment> {
  return context.pool.segment({
    archiveFolder: join(context.folder, 'archive'),
    record: { file: capture.file, offset: capture.offset, length: capture.length },
    address: capture.address,
    declaredType: capture.declaredType,
    pageBytes: context.settings.limits.pageBytes,
  });
}
