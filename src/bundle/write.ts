import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import { type BagFile, bagDeclaration, bagInfo, isPayload, manifestLine } from './bag.ts';
import { type BagSink, bagSink, fileSize, WrongBytesError } from './bag-sink.ts';
import { checkTarget, recoverTarget, replaceTarget, unfinishedFolder } from './bag-target.ts';
import type { BundlePlan } from './plan.ts';

/** What writing may tell and be told meanwhile. */
export interface WriteOptions {
  /** Takes each finding once, whether the bundle changed or not. */
  report?: (finding: Finding) => void;
  /** Called now and then with the steps done so far. */
  progress?: (steps: number) => void;
  /** Stops the writing; the old bundle stays as it is. */
  signal?: AbortSignal;
}

/** What was written, or would have been. */
export interface WrittenBundle {
  /** The bundle on disk is already this one: nothing was written. */
  unchanged: boolean;
  /** Files and octets of the payload. */
  files: number;
  bytes: number;
  findings: number;
}

/**
 * Writes a planned bundle as a bag at `dir`, all or nothing: beside it first, synced, then renamed
 * over the old one. Leftovers of a killed run are cleared. Throws UserError when `dir` holds something
 * that is no bag of kosh, when the disk is full, or when the archive gives other bytes than it promised.
 */
export async function writeBundle(
  plan: BundlePlan,
  dir: string,
  options: WriteOptions = {},
): Promise<WrittenBundle> {
  recoverTarget(dir);
  const state = checkTarget(dir);
  let findings = 0;
  const report = (finding: Finding): void => {
    findings += 1;
    options.report?.(finding);
  };
  if (state === 'bag') {
    const made = await fill(undefined, dir, plan, options, report);
    if (made.intact && made.tagManifest === readIfFile(join(dir, tagManifest))) {
      return { unchanged: true, ...made.payload, findings };
    }
  }
  const folder = unfinishedFolder(dir);
  try {
    mkdirSync(folder, { recursive: true });
    const made = await fill(folder, folder, plan, options, state === 'bag' ? () => {} : report);
    replaceTarget(folder, dir);
    return { unchanged: false, ...made.payload, findings };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw explained(error, dir);
  }
}

const manifest = 'manifest-sha256.txt';
const tagManifest = 'tagmanifest-sha256.txt';

/** What one pass over a plan made. */
interface Filled {
  payload: { files: number; bytes: number };
  /** Text of the tag manifest, which covers every other file by way of the manifest. */
  tagManifest: string;
  /** Every file stands below `compared` with its size. */
  intact: boolean;
}

/** Runs the plan once, to disk or (without `folder`) through the hashes only. Holds no list of files. */
async function fill(
  folder: string | undefined,
  compared: string,
  plan: BundlePlan,
  options: WriteOptions,
  report: (finding: Finding) => void,
): Promise<Filled> {
  const made: Filled = { payload: { files: 0, bytes: 0 }, tagManifest: '', intact: true };
  const sink: BagSink = bagSink(folder, (file: BagFile) => {
    if (isPayload(file.path)) {
      made.payload.files += 1;
      made.payload.bytes += file.bytes;
      sink.append(manifest, manifestLine(file));
    } else if (file.path !== tagManifest) made.tagManifest += manifestLine(file);
    made.intact &&= fileSize(join(compared, file.path)) === file.bytes;
  });
  try {
    const fields = await runPlan(sink, folder !== undefined, plan, options, report);
    sink.end(isPayload);
    sink.file('bagit.txt', bagDeclaration);
    const { files, bytes } = made.payload;
    sink.file('bag-info.txt', bagInfo(fields, { octets: bytes, files }));
    sink.end(() => true);
    sink.file(tagManifest, made.tagManifest);
    await sink.sync(true);
    sink.syncFolders();
    return made;
  } finally {
    sink.close();
  }
}

async function runPlan(
  sink: BagSink,
  toDisk: boolean,
  plan: BundlePlan,
  { progress, signal }: WriteOptions,
  report: (finding: Finding) => void,
): Promise<[label: string, value: string][]> {
  const fields: [label: string, value: string][] = [];
  let steps = 0;
  for (const write of plan.writes(report)) {
    if (write.type === 'info') fields.push(...write.fields);
    else if (write.type === 'append') sink.append(write.path, write.text);
    else if (write.type === 'file') sink.file(write.path, write.text);
    else await sink.asset(write, toDisk ? plan.openAsset(write.sha256) : undefined);
    steps += 1;
    await sink.sync(false);
    // Text is written without waiting; now and then others, and Ctrl-C, get their turn.
    if (steps % 256 !== 0) continue;
    progress?.(steps);
    await breathe();
    signal?.throwIfAborted();
  }
  return fields;
}

function readIfFile(path: string): string | undefined {
  return fileSize(path) === undefined ? undefined : readFileSync(path, 'utf8');
}

/** What the user can do something about becomes a UserError; all else stays a bug. */
function explained(error: unknown, dir: string): unknown {
  if (error instanceof WrongBytesError) {
    return new UserError(
      `${dir}: ${error.message} what the archive holds under that name. The bundle was not written. ` +
        'Restore data/<agency> (archive and site.db together) from a backup, or remove it and crawl again.',
    );
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError(
      `${dir}: the disk is full. The bundle was not written, and what stood there before is untouched. ` +
        'Free some space and run the command again.',
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new UserError(`${dir}: may not be written (${code}). Change its permissions or owner.`);
  }
  return error;
}
