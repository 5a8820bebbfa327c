import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { recogniseKnown } from '../../src/dedupe/recognise-known.ts';
import { checkKnownShared, readKnownShared } from '../../src/mapping/known-shared.ts';
import { settingsSchema } from '../../src/model/settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = readKnownShared({
  root,
  settings: settingsSchema.parse({}),
  mappingsFolder: join(root, 'mappings'),
  dataFolder: join(root, 'data'),
  outFolder: join(root, 'out'),
});
const entries = files.flatMap(({ value }) => value ?? []);

test('the bundled known items have no faults', () => {
  expect(checkKnownShared(files, new Set())).toEqual([]);
  expect(entries.length).toBeGreaterThanOrEqual(7);
});

test.each([
  [{ kk: 'Қазақстан Республикасының Мемлекеттік Туы' }, 'page', 'state-flag'],
  [{ ru: 'Государственный герб Республики Казахстан' }, 'page', 'state-emblem'],
  [{ kk: 'Мемлекеттік Әнұран' }, 'page', 'state-anthem'],
  [{ en: 'About Kazakhstan' }, 'article', 'country-profile'],
  [{ kk: 'Мемлекет басшысының Қазақстан халқына Жолдауы' }, 'page', 'presidents-address'],
  [{ ru: 'Закон Республики Казахстан «О языках»' }, 'document', 'laws'],
  [{ ru: 'Государственная программа развития туризма' }, 'page', 'national-programmes'],
] as const)('the titles %j of a %s name %s', (titles, kind, id) => {
  expect(recogniseKnown(titles, kind, entries)?.id).toBe(id);
});

test.each([
  [{ kk: 'Мемлекеттік ту күні аталып өтті' }, 'page'],
  [{ ru: 'Государственный флаг' }, 'news'],
  [{ ru: 'Флагманы промышленности района' }, 'page'],
  [{}, 'page'],
] as const)('the titles %j of a %s name nothing', (titles, kind) => {
  expect(recogniseKnown(titles, kind, entries)).toBeUndefined();
});
