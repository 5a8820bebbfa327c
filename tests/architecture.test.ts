import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

const core = ['model', 'text', 'errors.ts'];
const services = [...core, 'mapping', 'store', 'archive', 'render', 'report', 'probe'];
const stages = ['crawl', 'extract', 'dedupe', 'bundle', 'redirects'];

/** Which rooms of src a room may import, beside itself. */
const mayImport: Record<string, readonly string[]> = {
  model: [],
  // The readers of languages and dates answer in the model's words.
  text: ['model'],
  'errors.ts': [],
  mapping: core,
  store: core,
  archive: core,
  render: core,
  report: core,
  probe: core,
  crawl: core,
  extract: core,
  dedupe: core,
  bundle: [...core, 'render'],
  redirects: core,
  pipeline: [...services, ...stages],
  review: [...core, 'store', 'archive', 'render', 'report'],
  preview: [...core, 'store', 'archive', 'render', 'report'],
  // kosh demo serves the bundled legacy sites, so it imports their server from fixtures.
  cli: [...services, ...stages, 'pipeline', 'review', 'preview', 'fixtures'],
};

/** Packages that only some rooms may use. */
const packageRooms: Record<string, readonly string[]> = {
  'better-sqlite3': ['store', 'preview'],
  undici: ['crawl', 'probe'],
  commander: ['cli'],
  ora: ['cli'],
  turndown: ['extract/markdown'],
};

interface Import {
  file: string;
  room: string;
  target: string;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function importsOf(folder: string): Import[] {
  return filesBelow(folder, '.ts').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
      (match) => match[1] ?? '',
    );
    return targets.map((target) => ({ file: relative(root, file), room: roomOf(file), target }));
  });
}

/** The room of a file of src: its first folder, or the file itself at the top. Outside of src the folder beside it. */
function roomOf(file: string): string {
  return (
    relative(source, file)
      .split(/[\\/]/)
      .find((part) => part !== '..') ?? ''
  );
}

const imports = importsOf(source);

test('the rooms of src are those of the design', () => {
  const rooms = new Set(filesBelow(source, '.ts').map(roomOf));
  expect([...rooms].filter((room) => !(room in mayImport))).toEqual([]);
  expect(rooms.size).toBeGreaterThan(8);
});

test('a room imports only the rooms the design lets it enter', () => {
  const wrong = imports
    .filter((one) => one.target.startsWith('.'))
    .map((one) => ({ ...one, into: roomOf(resolve(dirname(join(root, one.file)), one.target)) }))
    .filter((one) => one.into !== one.room && !mayImport[one.room]?.includes(one.into));
  expect(wrong).toEqual([]);
});

test('a package is used only where the design allows it', () => {
  const wrong = imports.filter((one) => {
    const rooms = packageRooms[one.target];
    return rooms !== undefined && !rooms.some((room) => one.file.startsWith(join('src', room)));
  });
  expect(wrong).toEqual([]);
});

test('the console belongs to cli and report', () => {
  const wrong = filesBelow(source, '.ts').filter(
    (file) =>
      !['cli', 'report'].includes(roomOf(file)) &&
      /\bconsole\s*\./.test(readFileSync(file, 'utf8')),
  );
  expect(wrong).toEqual([]);
});

test('there are no utils, helpers, managers, types files or barrels', () => {
  const wrong = filesBelow(source, '.ts')
    .map((file) => relative(root, file))
    .filter((file) => /(?:^|[/-])(?:utils?|helpers?|managers?|types|index|common)\.ts$/.test(file));
  expect(wrong).toEqual([]);
});

test('no source file is longer than 400 lines, data tables exempt', () => {
  const exempt = new Set(['src/mapping/entity-codes.ts']);
  const long = [...filesBelow(source, '.ts'), ...filesBelow(join(root, 'tests'), '.ts')]
    .map((file) => ({
      file: relative(root, file),
      lines: readFileSync(file, 'utf8').split('\n').length - 1,
    }))
    .filter(({ file, lines }) => lines > 400 && !exempt.has(file));
  expect(long).toEqual([]);
});

test('the truth, its generator and its scorer import nothing from src', () => {
  const folders = [join(root, 'fixtures'), join(root, 'tests', 'support')];
  const truth = /(?:score|scored|truth|body-f1|address-key|fetch-page|content|engine|sites)/;
  const wrong = folders
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .filter((file) => file.startsWith(join(root, 'fixtures')) || truth.test(relative(root, file)))
    .filter((file) => /from\s+'[^']*\/src\//.test(readFileSync(file, 'utf8')));
  expect(wrong.map((file) => relative(root, file))).toEqual([]);
});
