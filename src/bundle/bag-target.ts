import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { bagSoftware } from './bag.ts';
import { fileSize, syncFolder } from './bag-sink.ts';

/**
 * Clears what a killed run left beside a bundle: unfinished folders go; a bundle that was moved aside
 * comes back when nothing took its place. Only names that kosh itself gives are touched; the agency is
 * under this process's lease, so nobody else is writing them.
 */
export function recoverTarget(dir: string): void {
  const parent = dirname(dir);
  if (lstatSync(parent, { throwIfNoEntry: false }) === undefined) return;
  const left = (kind: string): string[] =>
    readdirSync(parent)
      .filter((name) => name.startsWith(`${basename(dir)}.${kind}-kosh-`))
      .filter((name) => /-kosh-\d+$/.test(name))
      .sort()
      .map((name) => join(parent, name));
  for (const aside of left('old')) {
    if (lstatSync(dir, { throwIfNoEntry: false }) === undefined) renameSync(aside, dir);
    else rmSync(aside, { recursive: true, force: true });
  }
  for (const unfinished of left('tmp')) rmSync(unfinished, { recursive: true, force: true });
}

/** Where a bundle is written before it takes its place. */
export function unfinishedFolder(dir: string): string {
  return `${dir}.tmp-kosh-${process.pid}`;
}

/** Tells whether a bundle may be written at `dir`. Throws UserError when it holds anything but a bag of kosh. */
export function checkTarget(dir: string): 'free' | 'bag' {
  const stat = lstatSync(dir, { throwIfNoEntry: false });
  if (stat === undefined) return 'free';
  if (!stat.isDirectory()) {
    throw new UserError(`${dir} is no folder. Remove it, or choose another folder for bundles.`);
  }
  const names = readdirSync(dir);
  if (names.length === 0) return 'free';
  if (isBag(dir)) return 'bag';
  const shown = names.sort().slice(0, 3).map(printable).join(', ');
  throw new UserError(
    `${dir} holds something that is no bundle of kosh (${shown}). ` +
      'It is left as it is. Move it away, or choose another folder for bundles.',
  );
}

function isBag(dir: string): boolean {
  const info = join(dir, 'bag-info.txt');
  if (fileSize(join(dir, 'bagit.txt')) === undefined || (fileSize(info) ?? 1e6) >= 1e6)
    return false;
  return readFileSync(info, 'utf8').split('\n').includes(`Bag-Software-Agent: ${bagSoftware}`);
}

/** Puts a finished folder in the place of the bundle. The old one is moved aside first, and back when that fails. */
export function replaceTarget(folder: string, dir: string): void {
  const aside = `${dir}.old-kosh-${process.pid}`;
  const old = lstatSync(dir, { throwIfNoEntry: false }) !== undefined;
  if (old) renameSync(dir, aside);
  try {
    renameSync(folder, dir);
  } catch (error) {
    if (old) renameSync(aside, dir);
    throw error;
  }
  syncFolder(dirname(dir));
  if (old) rmSync(aside, { recursive: true, force: true });
}

function printable(name: string): string {
  return name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, 60);
}
