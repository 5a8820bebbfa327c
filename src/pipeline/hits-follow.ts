import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { HitsReading, LogSummary } from './hits-stage.ts';
import { plainSource } from './log-source.ts';

/** Milliseconds between two looks at the files. */
const betweenLooks = 500;
/** Looks without news after which a file that was renamed is given up: servers write to it until they are told. */
const lastLooks = 60;

interface Followed {
  path: string;
  handle: FileHandle;
  inode: bigint;
  size: bigint;
  changed: bigint;
  /** Looks since another file has its name. */
  retired: number;
}

/**
 * Counts what is written to logs until the signal comes, as `tail -F` shows it: a file that is renamed is read to its end while
 * another takes its name, one that was cut begins anew. Every look is stored before the next.
 */
export async function followLogs(
  reading: HitsReading,
  paths: readonly string[],
  signal: AbortSignal,
  onNews: (summary: LogSummary) => void,
): Promise<void> {
  const followed: Followed[] = [];
  const round = async (until: AbortSignal) => {
    for (const path of paths) await openNewest(followed, path);
    for (const one of [...followed]) {
      const summary = await look(reading, one, until);
      if (summary) onNews(summary);
      if (one.retired <= lastLooks) continue;
      followed.splice(followed.indexOf(one), 1);
      await one.handle.close();
    }
  };
  try {
    let caughtUp = false;
    while (!signal.aborted) {
      await round(signal);
      caughtUp = !signal.aborted;
      await wait(betweenLooks, undefined, { signal }).catch(() => undefined);
    }
    // What was written since the last look; of a log that was still behind, a later run reads the rest.
    if (caughtUp) await round(new AbortController().signal);
  } finally {
    for (const { handle } of followed) await handle.close();
  }
}

/** Opens the file that has the name now, when it is another than before; one that is not there yet is waited for. */
async function openNewest(followed: Followed[], path: string): Promise<void> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  const newest = followed.findLast((one) => one.path === path);
  if (now === undefined || now.ino === newest?.inode) return;
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return;
  const { ino } = await handle.stat({ bigint: true });
  for (const one of followed) if (one.path === path) one.retired ||= 1;
  followed.push({ path, handle, inode: ino, size: -1n, changed: -1n, retired: 0 });
}

/** Reads on when the file has changed since the last look. */
async function look(
  reading: HitsReading,
  one: Followed,
  signal: AbortSignal,
): Promise<LogSummary | undefined> {
  const { size, mtimeNs } = await one.handle.stat({ bigint: true });
  if (one.retired > 0) one.retired++;
  if (size === one.size && mtimeNs === one.changed) return undefined;
  one.size = size;
  one.changed = mtimeNs;
  if (one.retired > 0) one.retired = 1;
  const summary = await reading.read(plainSource(one.path, one.handle), false, signal);
  return summary.bytes > 0 ? summary : undefined;
}
