import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { finding } from '../model/finding.ts';
import type { Segment } from '../model/segment.ts';
import { type PackedSegment, packSegment } from '../store/segments.ts';
import type { SegmentTask } from './extract-worker.ts';
import type { SelectTask } from './select-task.ts';
import type { SelectedCapture } from './select-worker.ts';
import { workerFile } from './worker-file.ts';

/** Cuts pages and selects their content in worker threads, each page within its time and memory. */
export interface ExtractPool {
  /** Most workers at a time. */
  size: number;
  /** Selects the content of captures of one site, in their order. */
  select(task: SelectTask): Promise<SelectedCapture[]>;
  segment(task: SegmentTask): Promise<PackedSegment>;
  close(): Promise<void>;
}

/** A page takes milliseconds; what takes this long never ends (milliseconds). */
const pageMilliseconds = 120_000;
const workerMebibytes = 1024;

/**
 * Starts the pool. A page that breaks its limits comes back as an empty segment with a notice.
 */
export function startExtractPool(
  size = Math.max(1, Math.min(4, availableParallelism())),
): ExtractPool {
  const pool = new Piscina({
    filename: workerFile('extract-worker'),
    minThreads: 0,
    maxThreads: size,
    idleTimeout: 2_000,
    // What this process was started with (a loader of TypeScript, a profiler) is not the workers'.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: workerMebibytes },
  });
  const run = (name: string, task: unknown) =>
    pool.run(task, { name, signal: AbortSignal.timeout(pageMilliseconds) });
  return {
    size,
    async segment(task) {
      try {
        return await run('segmentCapture', task);
      } catch (error) {
        if (!isLimit(error)) throw error;
        return packSegment(gaveUp(task.address, (error as Error).message));
      }
    },
    async select(task) {
      try {
        return await run('selectCaptures', task);
      } catch (error) {
        if (!isLimit(error)) throw error;
        if (task.captures.length > 1) return selectEach(this, task);
        return [gaveUpOn(task.captures[0]?.address ?? '', (error as Error).message)];
      }
    },
    async close() {
      await pool.close();
    },
  };
}

function isLimit(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    error.name === 'AbortError' ||
    error.name === 'TimeoutError' ||
    code === 'ERR_WORKER_OUT_OF_MEMORY'
  );
}

/** One by one, so that a page which breaks its limits takes no others along. */
async function selectEach(pool: ExtractPool, task: SelectTask): Promise<SelectedCapture[]> {
  const selected: SelectedCapture[] = [];
  for (const capture of task.captures) {
    selected.push(...(await pool.select({ ...task, captures: [capture] })));
  }
  return selected;
}

function gaveUpOn(address: string, detail: string): SelectedCapture {
  const findings = [finding('extract', 'page-failed', { address }, detail)];
  return { pager: [], pages: [], findings };
}

function gaveUp(address: string, detail: string): Segment {
  return {
    address,
    parser: 'htmlparser2',
    signatures: [],
    containers: [],
    blocks: [],
    head: {
      title: '',
      htmlLang: '',
      meta: {},
      canonical: null,
      hreflang: [],
      prev: null,
      next: null,
      feeds: [],
      jsonLd: [],
      times: [],
      languageLinks: [],
      breadcrumbs: [],
      generator: '',
      pagerLinks: [],
    },
    notices: [{ code: 'gave-up', detail }],
  };
}
