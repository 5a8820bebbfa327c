import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockEntry {
  version?: string;
  license?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const lock: Record<string, LockEntry> = read('package-lock.json').packages;
const manifest: Record<'dependencies' | 'devDependencies', Record<string, string>> = read(
  'package.json',
);

test('dependencies are pinned to exact versions', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

// `npm ci` refuses a lock file that lacks them, and `npm install` forgets those that the registry in use does not carry.
test('the lock file has an entry for every optional package, whatever platform it is for', () => {
  const missing = Object.entries(lock).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        lock[`node_modules/${name}`] === undefined &&
        lock[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

test('the lock file names no download address, so that any registry serves it', () => {
  expect(Object.entries(lock).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test('licences are compatible with Apache-2.0', () => {
  const copyleft = Object.entries(lock).filter(([, entry]) =>
    /(?:^|[^L])GPL|AGPL|SSPL|BUSL/.test(entry.license ?? ''),
  );
  expect(copyleft).toEqual([]);
});
