import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listLine, writeLists } from '../../src/mapping/edit-mapping.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const head = `# Талдыөзек ауданының әкімдігі
id: taldyozek   # permanent
entity: taldyozek
names: { kk: "Талдыөзек ауданының әкімдігі", ru: Акимат Талдыозекского района }
hosts:
  - host: taldyozek.gov.kz   # the site
    aliases: [www.taldyozek.gov.kz] # as DNS says
# how it tells languages
`;
const tail = `cms: bitrix # by its cookies\n`;

function edited(middle: string, lists: Parameters<typeof writeLists>[1]): string {
  const file = join(temporaryFolder(), 'taldyozek.yaml');
  writeFileSync(file, head + middle + tail);
  writeLists(file, lists);
  return readFileSync(file, 'utf8');
}

test('a list that is not there is put behind the hosts, and nothing else changes', () => {
  const line = 'significantParameters: [id, "1", "PAGEN*"]\n';
  const text = edited('', { significantParameters: ['id', '1', 'PAGEN*'] });
  expect(text).toBe(`${head.replace('# how', `${line}# how`)}${tail}`);
  expect(listLine('significantParameters', ['id', '1', 'PAGEN*'])).toBe(line.trim());
});

test('a list on one line keeps its comment', () => {
  const text = edited('ignoredParameters: [ print,  sort ]   # found by hand\n', {
    ignoredParameters: ['sort', 'itemid'],
  });
  expect(text).toBe(`${head}ignoredParameters: [sort, itemid]   # found by hand\n${tail}`);
  expect(edited('ignoredParameters: []\n', { ignoredParameters: ['a'] })).toContain(
    'ignoredParameters: [a]\n',
  );
});

test('of a list of lines only lines come and go, whatever their letter case', () => {
  const middle = `significantParameters:
  - ID # the article
  # told by the ministry
  - Print
  - lang
`;
  expect(edited(middle, { significantParameters: ['ID', 'lang', 'page'] })).toBe(
    `${head}${middle.replace('  - Print\n', '')}  - page\n${tail}`,
  );
});

test('a mapping with faults is left as it is', () => {
  const file = join(temporaryFolder(), 'taldyozek.yaml');
  writeFileSync(file, `${head}no-such-key: 1\n`);
  expect(() => writeLists(file, { ignoredParameters: ['a'] })).toThrow('no such key');
  expect(readFileSync(file, 'utf8')).toBe(`${head}no-such-key: 1\n`);
});
