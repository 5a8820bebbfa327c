import { createHash, type Hash } from 'node:crypto';
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
 * Writes files into a folder, each whole or not at all (temporary files, renamed once all are whole), leaving
 * alone those whose content is the same. `SHA256SUMS` comes last, and tells a later run which files were kosh's.
 */
export async function writeEmitted(
  folder: string,
  files: Iterable<EmittedFile> | AsyncIterable<EmittedFile>,
): Promise<Written> {
  await mkdir(folder, { recursive: true });
  const earlier = await readSums(folder);
  const hashes = new Map<string, Hash>();
  const sums = new Map<string, string>();
  const result: Written = { written: [], unchanged: [], removed: [] };
  const finish = async (name: string, hash: Hash) => {
    const { sum, changed } = await replace(folder, name, hash);
    sums.set(name, sum);
    (changed ? result.written : result.unchanged).push(name);
  };
  try {
    for await (const file of files) await append(folder, file, hashes);
  } catch (error) {
    for (const name of hashes.keys()) await rm(temporaryOf(folder, name), { force: true });
    throw error;
  }
  for (const [name, hash] of hashes) await finish(name, hash);
  const lines = [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sum]) => `${sum}  ${name}`);
  for (const name of earlier) {
    if (sums.has(name)) continue;
    await rm(join(folder, name), { force: true });
    result.removed.push(name);
  }
  const list = new Map<string, Hash>();
  await append(folder, { name: sumsName, lines }, list);
  for (const [name, hash] of list) await finish(name, hash);
  for (const names of Object.values(result)) names.sort();
  return result;
}

function temporaryOf(folder: string, name: string): string {
  return join(folder, `.${name}.tmp`);
}

/** Writes a piece behind the earlier ones of its file. */
async function append(
  folder: string,
  { name, lines, octets }: EmittedFile,
  hashes: Map<string, Hash>,
): Promise<void> {
  if (!plainName.test(name)) throw new Error(`no plain file name: ${name}`);
  const known = hashes.get(name);
  const hash = known ?? createHash('sha256');
  if (!known) hashes.set(name, hash);
  const handle = await open(temporaryOf(folder, name), known ? 'a' : 'w');
  try {
    for (const chunk of chunksOf(lines, octets ? 'latin1' : 'utf8')) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
}

/** Puts a whole temporary file in place of the one before, on disk. */
async function replace(
  folder: string,
  name: string,
  hash: Hash,
): Promise<{ sum: string; changed: boolean }> {
  const temporary = temporaryOf(folder, name);
  const path = join(folder, name);
  const sum = hash.digest('hex');
  if (sum === (await sumOf(path))) {
    await rm(temporary);
    return { sum, changed: false };
  }
  const handle = await open(temporary, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  return { sum, changed: true };
}

function* chunksOf(lines: Iterable<string>, encoding: 'latin1' | 'utf8'): Generator<Buffer> {
  let pending = '';
  for (const line of lines) {
    pending += `${line}\n`;
    if (pending.length < chunkBytes) continue;
    yield Buffer.from(pending, encoding);
    pending = '';
  }
  if (pending !== '') yield Buffer.from(pending, encoding);
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
