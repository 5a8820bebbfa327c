import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CandidateSource } from '../../src/dedupe/candidate.ts';
import { UserError } from '../../src/errors.ts';
import {
  CandidateFileWriter,
  type CandidateRecord,
  removeCandidates,
} from '../../src/store/candidate-file-writer.ts';
import { CandidateFiles } from '../../src/store/candidate-files.ts';
import { signatureLength, textPrint } from '../../src/text/shingles.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kosh-candidates-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const texts = [
  'Ауданның орталық кітапханасы биыл көктемде жаңа ғимаратқа көшті.',
  'Весной река выше посёлка поднимается за одну ночь, к паводку готовятся с осени.',
  'Өртке қарсы құрал-жабдық пен ыстық су жүйесі толық жаңартылды.',
  'The weather station stands on a low hill above the valley.',
];

function record(text: string, change: Partial<CandidateRecord> = {}): CandidateRecord {
  return {
    item: 0,
    key: 'a.kz/бет',
    lang: 'kk',
    kind: 'page',
    title: 'Кітапхана көшті',
    published: null,
    text,
    ...textPrint(text),
    ...change,
  };
}

function write(agency: string, records: readonly CandidateRecord[]): string {
  const file = join(folder, 'dedupe', agency);
  const writer = new CandidateFileWriter(file);
  for (const one of records) writer.add(one);
  writer.close();
  return file;
}

function listOf(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${texts[at % texts.length]} ${'ә'.repeat(at)}`);
}

test('candidates of many agencies are read back as they were written, with few files open', () => {
  const agencies = Array.from({ length: 100 }, (_, at) => `agency-${String(at).padStart(3, '0')}`);
  const files = agencies.map((agency, at) => ({
    agency,
    file: write(
      agency,
      listOf(at % 4).map((text, item) =>
        record(text, { item, title: `${agency} ${item}`, key: `${agency}.kz/${item}` }),
      ),
    ),
  }));
  const source: CandidateFiles & CandidateSource = new CandidateFiles(files);
  expect(source.size).toBe(150);
  const openBefore = readdirSync('/proc/self/fd').length;
  const all = source.signatures(0, source.size);
  let index = 0;
  for (let agency = 0; agency < 100; agency++) {
    for (const [item, text] of listOf(agency % 4).entries()) {
      const { signature, textHash, words } = textPrint(text);
      expect(source.facts(index)).toEqual({
        agency,
        item,
        lang: 'kk',
        kind: 'page',
        words,
        textHash,
        day: null,
      });
      expect(source.text(index)).toBe(text);
      expect(source.title(index)).toBe(`${agencies[agency]} ${item}`);
      expect(source.key(index)).toBe(`${agencies[agency]}.kz/${item}`);
      expect(all.subarray(index * signatureLength, (index + 1) * signatureLength)).toEqual(
        signature,
      );
      expect(source.signatures(index, index + 1)).toEqual(signature);
      index += 1;
    }
  }
  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(openBefore + 64);
  source.close();
});

test('a date counts in days, and only where it is known to the day', () => {
  const file = write('a', [
    record(texts[0] ?? '', { published: '1970-01-03T23:59:00+06:00' }),
    record(texts[1] ?? '', { published: '1969-12-31', lang: 'ru', kind: 'news', item: 1 }),
    record(texts[2] ?? '', { published: '2018-04', item: 2 }),
  ]);
  const source = new CandidateFiles([{ agency: 'a', file }]);
  expect([0, 1, 2].map((index) => source.facts(index).day)).toEqual([2, -1, null]);
  expect(source.facts(1)).toMatchObject({ lang: 'ru', kind: 'news', item: 1 });
  source.close();
});

test('candidates are replaced as a whole, and what was given up changes nothing', () => {
  const file = write('a', [record(texts[0] ?? '')]);
  const writer = new CandidateFileWriter(file);
  writer.add(record(texts[1] ?? ''));
  const read = () => {
    const source = new CandidateFiles([{ agency: 'a', file }]);
    const found = Array.from({ length: source.size }, (_, index) => source.text(index));
    source.close();
    return found;
  };
  expect(read()).toEqual([texts[0]]);
  writer.abort();
  expect(read()).toEqual([texts[0]]);
  write('a', [record(texts[2] ?? ''), record(texts[3] ?? '')]);
  expect(read()).toEqual([texts[2], texts[3]]);
  expect(readdirSync(join(folder, 'dedupe'))).toHaveLength(2);
  removeCandidates(file);
  expect(readdirSync(join(folder, 'dedupe'))).toEqual([]);
});

test('a file that is cut, changed or missing is told with what to do', () => {
  const file = write(
    'a',
    listOf(5).map((text, item) => record(text, { item })),
  );
  const names = readdirSync(join(folder, 'dedupe')).map((name) => join(folder, 'dedupe', name));
  const signatures = names.find((name) => name.endsWith('.candidates')) ?? '';
  const saidFile = names.find((name) => name.endsWith('.texts')) ?? '';
  const readAll = () => {
    const source = new CandidateFiles([{ agency: 'a', file }]);
    try {
      for (let index = 0; index < source.size; index++) source.text(index);
    } finally {
      source.close();
    }
  };
  const damage = (name: string, change: (bytes: Buffer) => void) => {
    const whole = readFileSync(name);
    const bytes = Buffer.from(whole);
    change(bytes);
    writeFileSync(name, bytes);
    expect(readAll).toThrow(UserError);
    expect(readAll).toThrow(/run "kosh dedupe" again/);
    writeFileSync(name, whole);
    expect(readAll).not.toThrow();
  };
  damage(signatures, (bytes) => bytes.fill(0, 0, 4));
  damage(signatures, (bytes) => bytes.writeUInt32LE(9, 4));
  damage(signatures, (bytes) => bytes.writeInt32LE(77, bytes.length - 24));
  damage(signatures, (bytes) => bytes.writeInt32LE(-5, bytes.length - 4));
  damage(saidFile, (bytes) => bytes.fill(0xff, 20, 40));
  for (const name of [signatures, saidFile]) {
    const whole = readFileSync(name);
    truncateSync(name, whole.length - 3);
    expect(readAll).toThrow(/is damaged/);
    rmSync(name);
    expect(readAll).toThrow(/is damaged/);
    writeFileSync(name, whole);
  }
  expect(existsSync(`${file}.candidates`)).toBe(true);
});
