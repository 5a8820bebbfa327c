import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeEmitted } from '../../src/redirects/write.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kosh-write-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('files are written once, and not again while their content is the same', async () => {
  const files = [
    { name: 'sarkol.kz.map', lines: ['"/ә" "https://www.gov.kz/";'] },
    { name: 'README.txt', lines: ['көш'] },
  ];
  expect(await writeEmitted(folder, files)).toEqual({
    written: ['README.txt', 'SHA256SUMS', 'sarkol.kz.map'],
    unchanged: [],
    removed: [],
  });
  const before = await stat(join(folder, 'sarkol.kz.map'));
  expect(await writeEmitted(folder, files)).toEqual({
    written: [],
    unchanged: ['README.txt', 'SHA256SUMS', 'sarkol.kz.map'],
    removed: [],
  });
  expect((await stat(join(folder, 'sarkol.kz.map'))).ino).toBe(before.ino);
  const bytes = await readFile(join(folder, 'sarkol.kz.map'));
  const sum = createHash('sha256').update(bytes).digest('hex');
  expect(await readFile(join(folder, 'SHA256SUMS'), 'utf8')).toContain(`${sum}  sarkol.kz.map\n`);
  expect((await readdir(folder)).sort()).toEqual(['README.txt', 'SHA256SUMS', 'sarkol.kz.map']);
});

test('files of an earlier run that are made no more are removed, and nothing else is', async () => {
  await writeFile(join(folder, 'own-notes.txt'), 'ескерту');
  await writeEmitted(folder, [{ name: 'a.provisional.map', lines: ['ә'] }]);
  const result = await writeEmitted(folder, [{ name: 'a.map', lines: ['ә'] }]);
  expect(result.removed).toEqual(['a.provisional.map']);
  expect((await readdir(folder)).sort()).toEqual(['SHA256SUMS', 'a.map', 'own-notes.txt']);
});

test('a list of sums that names paths removes nothing outside the folder', async () => {
  const outside = `${folder}-outside.txt`;
  await writeFile(outside, 'қалады');
  try {
    await writeFile(
      join(folder, 'SHA256SUMS'),
      `${'0'.repeat(64)}  ../${outside.split('/').pop()}\n`,
    );
    await writeEmitted(folder, []);
    expect(await readFile(outside, 'utf8')).toBe('қалады');
  } finally {
    await rm(outside, { force: true });
  }
});

test.each(['../a', 'a/b', '.hidden', '', 'ә.map'])('the name %s is refused', async (name) => {
  await expect(writeEmitted(folder, [{ name, lines: [] }])).rejects.toThrow('no plain file name');
});

test('when a file fails half-way, what stood there before still stands', async () => {
  await writeEmitted(folder, [{ name: 'a.map', lines: ['бұрынғы'] }]);
  const failing = function* () {
    yield 'жаңа'.repeat(50_000);
    throw new Error('disk');
  };
  await expect(writeEmitted(folder, [{ name: 'a.map', lines: failing() }])).rejects.toThrow('disk');
  expect(await readFile(join(folder, 'a.map'), 'utf8')).toBe('бұрынғы\n');
});

test('pieces of one name are one file, and a failure between them leaves what stood there', async () => {
  const pieces = [
    { name: 'a.map', lines: ['ә', 'ғ'] },
    { name: 'b.map', lines: ['қ'] },
    { name: 'a.map', lines: ['ң'] },
  ];
  await writeEmitted(folder, pieces);
  expect(await readFile(join(folder, 'a.map'), 'utf8')).toBe('ә\nғ\nң\n');
  expect(await readFile(join(folder, 'b.map'), 'utf8')).toBe('қ\n');
  const failing = function* () {
    yield { name: 'a.map', lines: ['ө'] };
    throw new Error('disk');
  };
  await expect(writeEmitted(folder, failing())).rejects.toThrow('disk');
  expect(await readFile(join(folder, 'a.map'), 'utf8')).toBe('ә\nғ\nң\n');
  expect((await readdir(folder)).sort()).toEqual(['SHA256SUMS', 'a.map', 'b.map']);
});
