import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { IdFile } from '../../src/store/id-registry.ts';
import type { IdEntry } from '../../src/store/registry-entry.ts';
import { dnsNamespace, uuidV5 } from '../../src/text/uuid.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kosh-'));
  file = join(folder, 'data', 'ids.ndjson');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function entryOf(agency: string, anchor: string, more: Partial<IdEntry> = {}): IdEntry {
  const id = uuidV5(dnsNamespace, `${agency}\n${anchor}`);
  return { id, agency, anchor, keys: [], sameAs: null, ...more };
}

/** Registers entries and saves them. */
function save(...entries: IdEntry[]): void {
  const registry = new IdFile(file);
  for (const agency of new Set(entries.map((entry) => entry.agency))) {
    const ids = registry.of(agency);
    for (const entry of entries) if (entry.agency === agency) ids.register(entry);
    registry.keep(ids);
  }
  registry.save();
}

const one = entryOf('aral', 'aral.kz/өзен', { keys: ['aral.kz/?p=7', 'aral.kz/river'] });
const two = entryOf('oral', 'oral.kz/һәм', { sameAs: one.id });

test('an id is found by its anchor and by every further key of its agency', () => {
  const ids = new IdFile(file).of('aral');
  ids.register(one);
  expect(ids.idsOf('aral', 'aral.kz/өзен')).toEqual([one]);
  expect(ids.idsOf('aral', 'aral.kz/river')).toEqual([one]);
  expect(ids.idsOf('aral', 'aral.kz/тау')).toEqual([]);
  expect(ids.find(one.id)).toEqual(one);
});

test('what was saved is read again, one sorted line an id', () => {
  save(two, one);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.map((line) => (line === '' ? '' : JSON.parse(line)))).toEqual([
    { id: one.id, agency: 'aral', anchor: 'aral.kz/өзен', keys: one.keys },
    { id: two.id, agency: 'oral', anchor: 'oral.kz/һәм', same_as: one.id },
    '',
  ]);
  const again = new IdFile(file);
  expect(again.agencies()).toEqual(['aral', 'oral']);
  expect(again.of('oral').idsOf('oral', 'oral.kz/һәм')).toEqual([two]);
});

test('the bytes do not depend on the order of registration', () => {
  const names = fc.uniqueArray(fc.constantFrom('ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(names, (keys) => {
      const write = (order: string[], name: string) => {
        const registry = new IdFile(join(folder, name));
        const ids = registry.of('aral');
        for (const key of order) ids.register(entryOf('aral', key));
        registry.keep(ids);
        registry.save();
        return readFileSync(join(folder, name), 'utf8');
      };
      expect(write([...keys].reverse(), 'x')).toBe(write(keys, 'y'));
      rmSync(join(folder, 'x'));
      rmSync(join(folder, 'y'));
    }),
    { numRuns: 20 },
  );
});

test('saving without a change writes nothing', () => {
  const registry = new IdFile(file);
  registry.keep(registry.of('aral'));
  registry.save();
  expect(existsSync(file)).toBe(false);
  save(one);
  const before = statSync(file, { bigint: true });
  save(one);
  expect(statSync(file, { bigint: true }).ino).toBe(before.ino);
});

test('what another agency got leaves the lines of the others as they are', () => {
  save(one, two);
  const three = entryOf('mugalzhar', 'mugalzhar.kz/ұя');
  save(three);
  const registry = new IdFile(file);
  expect(registry.agencies()).toEqual(['aral', 'mugalzhar', 'oral']);
  expect(registry.of('aral').find(one.id)).toEqual(one);
  expect(registry.of('mugalzhar').find(three.id)).toEqual(three);
  expect(registry.of('oral').find(two.id)).toEqual(two);
});

test('what was kept is seen before it is saved, and forgotten when it is not', () => {
  save(one);
  const registry = new IdFile(file);
  const ids = registry.of('aral');
  const four = entryOf('aral', 'aral.kz/ғимарат');
  ids.register(four);
  registry.keep(ids);
  expect(registry.of('aral').find(four.id)).toEqual(four);
  registry.close();
  expect(registry.of('aral').find(four.id)).toBeUndefined();
  expect(readdirSync(join(folder, 'data'))).toEqual(['ids.ndjson']);
});

test('lines that people shuffled, spaced or left without an end are read and put in order', () => {
  const late = entryOf('aral', 'aral.kz/шың');
  save(one, two, late);
  const [first = '', second = '', third = ''] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${second}\n\n${third.replace('"agency":', '"agency": ')}\n${first}`);
  const registry = new IdFile(file);
  expect(registry.of('aral').find(one.id)).toEqual(one);
  expect(registry.of('aral').find(late.id)).toEqual(late);
  const three = entryOf('mugalzhar', 'mugalzhar.kz/ұя');
  save(three);
  const anchors = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(anchors.map((line) => JSON.parse(line).anchor)).toEqual(
    [late, one, three, two].map(({ anchor }) => anchor),
  );
});

test('an agency whose lines do not fit one reading comes back whole', () => {
  const many = Array.from({ length: 30_000 }, (_, n) =>
    entryOf('aral', `aral.kz/жаңалық/${String(n).padStart(6, '0')}`),
  );
  save(...many, two);
  const registry = new IdFile(file);
  expect([...registry.of('aral').lines()]).toHaveLength(many.length);
  expect(registry.of('oral').find(two.id)).toEqual(two);
});

test('an unfinished new file is not read, and the next save replaces it', () => {
  save(one);
  writeFileSync(`${file}.new`, '{"id":"half');
  writeFileSync(`${file}.changed`, '{"id":"half');
  expect(new IdFile(file).of('aral').find(one.id)).toEqual(one);
  save(two);
  expect(readdirSync(join(folder, 'data'))).toEqual(['ids.ndjson']);
});

test('a line that is no entry is named, not passed over', () => {
  save(one);
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, `${whole}{"id":"көш"}\n`);
  expect(() => new IdFile(file)).toThrow(UserError);
  expect(() => new IdFile(file)).toThrow(/ids\.ndjson:2 /);
  writeFileSync(file, `${whole}{"id":"көш","agency":"aral"}\n`);
  expect(() => new IdFile(file).of('aral')).toThrow(/ids\.ndjson:2 /);
});

test('an id cannot be given to another anchor or another agency', () => {
  const ids = new IdFile(file).of('aral');
  ids.register(one);
  expect(() => ids.register({ ...one, anchor: 'aral.kz/тау' })).toThrow(/is registered for/);
  expect(() => ids.register(two)).toThrow(/is registered for/);
});
