import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Segment } from '../model/segment.ts';
import { type PackedSegment, packSegment } from '../store/segments.ts';
import type { SegmentTask } from './segment-worker.ts';

/** Cuts pages in worker threads, each page within its time and memory. */
export interface SegmentPool {
  segment(task: SegmentTask): Promise<PackedSegment>;
  close(): Promise<void>;
}

/** A page takes milliseconds; what takes this long never ends (milliseconds). */
const pageMilliseconds = 120_000;
const workerMebibytes = 1024;

/**
 * Starts the pool. Workers are compiled files, because Node 20 starts no TypeScript worker; from
 * sources (tests, tsx) the build's file is used. A page that breaks its limits comes back as an empty segment with a notice.
 */
export function startSegmentPool(
  size = Math.max(1, Math.min(4, availableParallelism())),
): SegmentPool {
  const pool = new Piscina({
    filename: workerFile(),
    name: 'segmentCapture',
    minThreads: 0,
    maxThreads: size,
    idleTimeout: 2_000,
    resourceLimits: { maxOldGenerationSizeMb: workerMebibytes },
  });
  return {
    async segment(task) {
      try {
        return await pool.run(task, { signal: AbortSignal.timeout(pageMilliseconds) });
      } catch (error) {
        if (!isLimit(error)) throw error;
        return packSegment(gaveUp(task.address, (error as Error).message));
      }
    },
    async close() {
      await pool.close();
    },
  };
}

function workerFile(): string {
  const compiled = import.meta.url.endsWith('.ts')
    ? '../../dist/src/pipeline/segment-worker.js'
    : './segment-worker.js';
  return fileURLToPath(new URL(compiled, import.meta.url));
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
