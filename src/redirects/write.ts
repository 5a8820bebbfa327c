import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EmittedFile } from './emit/emitted-file.ts';

/** Names of files by what became of them, sorted. */
export interface Written {
  written: string[];
  unchanged: string[];
  /** Files of an earlier run that are made no more. */
  removed: string[];
}

const sumsName = 'SHA256SUMS';
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const chunkBytes = 1 << 16;

/**
 * Writes files into a folder, each whole or not at all (temporary file, then rename), leaving alone those
 * whose content is the same. `SHA256SUMS` comes last, and tells a later run which files were kosh's.
 */
export async function writeEmitted(
  folder: string,
  files: Iterable<EmittedFile> | AsyncIterable<EmittedFile>,
): Promise<Written> {
  await mkdir(folder, { recursive: true });
  const earlier = await readSums(folder);
  const sums = new Map<string, string>();
  const result: Written = { written: [], unchanged: [], removed: [] };
  const put = async (file: EmittedFile) => {
    if (!plainName.test(file.name)) throw new Error(`no plain file name: ${file.name}`);
    if (sums.has(file.name)) throw new Error(`a file twice: ${file.name}`);
    const { sum, changed } = await writeOne(folder, file);
    sums.set(file.name, sum);
    (changed ? result.written : result.unchanged).push(file.name);
  };
  for await (const file of files) await put(file);
  const lines = [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sum]) => `${sum}  ${name}`);
  for (const name of earlier) {
    if (sums.has(name)) continue;
    await rm(join(folder, name), { force: true });
    result.removed.push(name);
  }
  await put({ name: sumsName, lines });
  for (const names of Object.values(result)) names.sort();
  return result;
}

async function writeOne(
  folder: string,
  { name, lines }: EmittedFile,
): Promise<{ sum: string; changed: boolean }> {
  const path = join(folder, name);
  const temporary = join(folder, `.${name}.tmp`);
  const hash = createHash('sha256');
  const handle = await open(temporary, 'w');
  try {
    for (const chunk of chunksOf(lines)) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const sum = hash.digest('hex');
  const changed = sum !== (await sumOf(path));
  if (changed) await rename(temporary, path);
  else await rm(temporary);
  return { sum, changed };
}

function* chunksOf(lines: Iterable<string>): Generator<Buffer> {
  let pending = '';
  for (const line of lines) {
    pending += `${line}\n`;
    if (pending.length < chunkBytes) continue;
    yield Buffer.from(pending);
    pending = '';
  }
  if (pending !== '') yield Buffer.from(pending);
}

async function sumOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** Names that an earlier run wrote; anything that is no plain name is passed over, whoever wrote it there. */
async function readSums(folder: string): Promise<string[]> {
  try {
    const text = await readFile(join(folder, sumsName), 'utf8');
    return text
      .split('\n')
      .map((line) => line.slice(66))
      .filter((name) => plainName.test(name) && name !== sumsName);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
