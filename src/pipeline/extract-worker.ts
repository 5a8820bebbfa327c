import { readRecord } from '../archive/warc-reader.ts';
import { segmentPage } from '../extract/segment.ts';
import type { RecordLocator } from '../model/capture.ts';
import { type PackedSegment, packSegment } from '../store/segments.ts';
import { decodeText } from '../text/charset.ts';

// What workers of the pool are asked for, by name.
export { selectCaptures } from './select-worker.ts';

/** Where a worker finds the page it is to cut. */
export interface SegmentTask {
  archiveFolder: string;
  record: RecordLocator;
  address: string;
  declaredType: string | null;
  pageBytes: number;
}

/** Reads, unzips, decodes and cuts one page; runs in a worker, so that the main thread only commits. */
export async function segmentCapture(task: SegmentTask): Promise<PackedSegment> {
  const response = await readRecord(task.archiveFolder, task.record);
  const whole = response.payload ?? Buffer.alloc(0);
  const { text, encoding } = decodeText(whole.subarray(0, task.pageBytes), task.declaredType);
  const segment = segmentPage(text, task.address, { encoding });
  if (whole.length > task.pageBytes) {
    const detail = `${whole.length - task.pageBytes} of ${whole.length} bytes left out`;
    segment.notices.push({ code: 'size-capped', detail });
  }
  return packSegment(segment);
}
