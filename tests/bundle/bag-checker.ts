import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is wrong with a folder as a BagIt 1.0 bag, told without any code of the program. */
export function bagProblems(dir: string): string[] {
  const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
  const present = filesBelow(dir);
  const payload = present.filter((path) => path.startsWith('data/'));
  const tags = present.filter((path) => !payload.includes(path) && !path.startsWith('tagmanifest'));
  const octets = payload.reduce((sum, path) => sum + lstatSync(join(dir, path)).size, 0);
  const problems = [
    ...manifestProblems(dir, 'manifest-sha256.txt', payload),
    ...manifestProblems(dir, 'tagmanifest-sha256.txt', tags),
    ...present.filter((path) => !/^[\x21-\x7e]+$/.test(path)).map((path) => `path: ${path}`),
  ];
  if (read('bagit.txt') !== 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') {
    problems.push('bagit.txt');
  }
  if (!read('bag-info.txt').includes(`\nPayload-Oxum: ${octets}.${payload.length}\n`)) {
    problems.push('Payload-Oxum');
  }
  return problems;
}

/** A manifest must list just the files given, each once, with the hash of its bytes. */
function manifestProblems(dir: string, manifest: string, files: readonly string[]): string[] {
  const expected = files.map((path) => {
    const bytes = readFileSync(join(dir, path));
    return `${createHash('sha256').update(bytes).digest('hex')}  ${path}`;
  });
  const lines = readFileSync(join(dir, manifest), 'utf8').split('\n').slice(0, -1);
  const [missing, extra] = [expected, lines].map((all, index) =>
    all.filter((line) => !(index === 0 ? lines : expected).includes(line)),
  );
  const twice = lines.length === new Set(lines).size ? [] : [`twice in ${manifest}`];
  return [...(missing ?? []), ...(extra ?? []), ...twice];
}

/** Paths of all files below a folder, sorted. */
export function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => !lstatSync(join(dir, path)).isDirectory())
    .sort();
}

/** Every file below a folder with its text. */
export function contentsBelow(dir: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(dir).map((path) => [path, readFileSync(join(dir, path), 'latin1')]),
  );
}
