import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { type IdEntry, IdFile } from '../../src/store/id-registry.ts';
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

const one = entryOf('aral', 'aral.kz/өзен', { keys: ['aral.kz/?p=7', 'aral.kz/river'] });
const two = entryOf('oral', 'oral.kz/һәм', { sameAs: one.id });

test('an id is found by its anchor and by every further key of its agency', () => {
  const registry = new IdFile(file);
  registry.register(one);
  expect(registry.idsOf('aral', 'aral.kz/өзен')).toEqual([one]);
  expect(registry.idsOf('aral', 'aral.kz/river')).toEqual([one]);
  expect(registry.idsOf('oral', 'aral.kz/river')).toEqual([]);
  expect(registry.find(one.id)).toEqual(one);
});

test('what was saved is read again, one sorted line an id', () => {
  const registry = new IdFile(file);
  registry.register(two);
  registry.register(one);
  registry.save();
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.map((line) => (line === '' ? '' : JSON.parse(line)))).toEqual([
    { id: one.id, agency: 'aral', anchor: 'aral.kz/өзен', keys: one.keys },
    { id: two.id, agency: 'oral', anchor: 'oral.kz/һәм', same_as: one.id },
    '',
  ]);
  const again = new IdFile(file);
  expect(again.idsOf('oral', 'oral.kz/һәм')).toEqual([two]);
});

test('the bytes do not depend on the order of registration', () => {
  const names = fc.uniqueArray(fc.constantFrom('ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(names, (keys) => {
      const write = (order: string[], name: string) => {
        const registry = new IdFile(join(folder, name));
        for (const key of order) registry.register(entryOf('aral', key));
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
  registry.save();
  expect(existsSync(file)).toBe(false);
  registry.register(one);
  registry.save();
  writeFileSync(file, '');
  registry.register({ ...one });
  registry.save();
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('an unfinished new file is not read, and the next save replaces it', () => {
  const registry = new IdFile(file);
  registry.register(one);
  registry.save();
  writeFileSync(`${file}.new`, '{"id":"half');
  const again = new IdFile(file);
  expect(again.find(one.id)).toEqual(one);
  again.register(two);
  again.save();
  expect(readdirSync(join(folder, 'data'))).toEqual(['ids.ndjson']);
});

test('a line that is no entry is named, not passed over', () => {
  const registry = new IdFile(file);
  registry.register(one);
  registry.save();
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"id":"көш"}\n`);
  expect(() => new IdFile(file)).toThrow(UserError);
  expect(() => new IdFile(file)).toThrow(/ids\.ndjson:2 /);
});

test('an id cannot be given to another anchor', () => {
  const registry = new IdFile(file);
  registry.register(one);
  expect(() => registry.register({ ...one, anchor: 'aral.kz/тау' })).toThrow(/is registered for/);
});
