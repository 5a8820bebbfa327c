import { expect, test } from 'vitest';
import { Random } from '../support/bench-dedupe-random.ts';
import { Sentences } from '../support/bench-dedupe-sentences.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { adoptedKeys, deduped, keysOf } from './deduped-workspace.ts';
import { type ExtractedPage, MadeWorkspace } from './made-workspace.ts';

const sentences = new Sentences();
/** A text like no other. */
const text = (lang: 'kk' | 'ru', number: number, words = 120) =>
  sentences.prose(lang, words, new Random(17, number));

test('a thousand identical pages of a site are one item that answers for all their addresses', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const same = text('kk', 1);
  const pages = Array.from({ length: 1000 }, (_, at) => ({
    key: `aqsu.gov.kz/kk/bet?id=${at}`,
    lang: 'kk' as const,
    text: same,
  }));
  made.agency('aqsu', pages);
  const { items } = deduped(made);
  expect(items.get('aqsu')).toHaveLength(1);
  expect(keysOf(items.get('aqsu'))).toEqual(pages.map(({ key }) => key).sort());
});

test('a thousand identical pages in each of four sites are one shared item', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const same = text('ru', 2);
  const ids = ['aqsu', 'bulak', 'kokjar', 'sarkol'];
  for (const id of ids) {
    const pages = Array.from({ length: 250 }, (_, at) => ({
      key: `${id}.gov.kz/ru/gerb/${at}`,
      text: same,
    }));
    made.agency(id, [...pages, { key: `${id}.gov.kz/ru/own`, text: text('ru', id.charCodeAt(0)) }]);
  }
  const { items, shared } = deduped(made);
  expect(shared).toHaveLength(1);
  expect(shared[0]?.members.map(({ agency }) => agency)).toEqual(ids);
  for (const id of ids) {
    expect(adoptedKeys(shared, id)).toHaveLength(250);
    expect(keysOf(items.get(id))).toEqual([`${id}.gov.kz/ru/own`]);
  }
});

test('pages without a word of their own are items of their agencies, copies of nothing', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const empty = (id: string): ExtractedPage[] => [
    { key: `${id}.gov.kz/kk/bos`, lang: 'kk', text: '', title: 'Бос бет' },
    { key: `${id}.gov.kz/kk/bos-2`, lang: 'kk', text: '', title: 'Тағы бір бос бет' },
    { key: `${id}.gov.kz/kk/bosh`, lang: 'kk', text: ' \n\n – … ', title: 'Әзірге ештеңе жоқ' },
    { key: `${id}.gov.kz/kk/tola`, lang: 'kk', text: 'Бет толтырылып жатыр.', title: 'Бөлім' },
  ];
  made.agency('aqsu', empty('aqsu'));
  made.agency('bulak', empty('bulak'));
  const { items, shared } = deduped(made);
  expect(shared).toEqual([]);
  expect(items.get('aqsu')).toHaveLength(4);
  expect(items.get('bulak')).toHaveLength(4);
});

test('a page of two million words is found in the other agency that holds it with one word more', {
  timeout: 300_000,
}, () => {
  const made = new MadeWorkspace(temporaryFolder());
  const chapter = Array.from({ length: 20 }, (_, at) => text('ru', 100 + at, 1000)).join('\n\n');
  const parts = Array.from({ length: 100 }, (_, at) => `Раздел ${at}-й. ${chapter}`);
  const huge = parts.join('\n\n');
  expect(huge.split(/\s+/).length).toBeGreaterThan(1_900_000);
  made.agency('aqsu', [
    { key: 'aqsu.gov.kz/ru/svod', text: huge, kind: 'document', title: 'Свод' },
  ]);
  const changed = huge.replace(' ', ' однако ');
  made.agency('bulak', [
    { key: 'bulak.gov.kz/ru/svod', text: changed, kind: 'document', title: 'Свод' },
  ]);
  const { shared } = deduped(made);
  expect(shared.map(({ members }) => members.map(({ agency }) => agency))).toEqual([
    ['aqsu', 'bulak'],
  ]);
});

test('control characters in titles and keys end nothing, and reach no terminal', async () => {
  const root = temporaryFolder();
  const made = new MadeWorkspace(root);
  const title = '\u001b[2J\u0000Рәміздер\u202e\u0007\nтуралы\u009b31m';
  const same = text('kk', 3);
  for (const id of ['aqsu', 'bulak']) {
    made.agency(id, [
      { key: `${id}.gov.kz/kk/%00%1B%5B2J`, lang: 'kk', title, text: same },
      { key: `${id}.gov.kz/kk/тек\u001b[31m`, lang: 'kk', title, text: text('kk', id.length) },
    ]);
  }
  const { shared } = deduped(made);
  expect(shared).toHaveLength(1);
  const commands = [
    ['findings', '--all'],
    ['explain', 'http://aqsu.gov.kz/kk/%00%1B%5B2J'],
    ['status', '--all'],
  ];
  for (const args of commands) {
    const { code, stdout, stderr } = await runKosh([...args, '--workspace', root]);
    expect([0, 3]).toContain(code);
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});

test('a page that calls itself its version in every language stays one page of one language', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const key = 'aqsu.gov.kz/kk/tarih';
  const every = ['kk', 'ru', 'en', 'kz', 'x-default', 'de', ''].map((lang) => ({
    lang,
    address: `http://${key}`,
    source: 'hreflang' as const,
  }));
  made.agency('aqsu', [
    { key, lang: 'kk', text: text('kk', 4), alternates: every },
    { key: 'aqsu.gov.kz/ru/istoriya', text: text('ru', 5), alternates: every },
    { key: 'aqsu.gov.kz/ru/istoriya-2', text: text('ru', 6), alternates: every },
  ]);
  const { items } = deduped(made);
  const all = items.get('aqsu') ?? [];
  expect(keysOf(all)).toEqual([key, 'aqsu.gov.kz/ru/istoriya', 'aqsu.gov.kz/ru/istoriya-2'].sort());
  for (const { versions } of all) {
    expect(new Set(versions.map(({ lang }) => lang)).size).toBe(versions.length);
  }
});

test('one page in a mixture of languages is one item', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const mixed = `${text('kk', 7)}\n\n${text('ru', 8)}`;
  made.agency('aqsu', [{ key: 'aqsu.gov.kz/bilingual', lang: 'mul', text: mixed }]);
  const { items } = deduped(made);
  expect(items.get('aqsu')?.map(({ versions }) => versions.length)).toEqual([1]);
});

test('ten thousand pages of one date and one title, in two languages, are as many pages afterwards', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const pages = Array.from({ length: 10_000 }, (_, at): ExtractedPage => {
    const lang = at % 2 === 0 ? 'kk' : 'ru';
    return {
      key: `aqsu.gov.kz/${lang}/zhanalyq/${at}`,
      lang,
      kind: 'news',
      title: lang === 'kk' ? 'Хабарландыру' : 'Объявление',
      published: '2012-03-01',
      text: text(lang, 1000 + at, 40),
    };
  });
  made.agency('aqsu', pages);
  const { items } = deduped(made);
  expect(keysOf(items.get('aqsu'))).toEqual(pages.map(({ key }) => key).sort());
});

test('an agency that is there twice under two names gives every page to the shared items, once, and is told of', async () => {
  const made = new MadeWorkspace(temporaryFolder());
  const ids = ['aqsu', 'aqsu-audany'];
  for (const id of ids) {
    const pages = Array.from({ length: 60 }, (_, at): ExtractedPage => {
      const lang = at % 2 === 0 ? 'kk' : 'ru';
      const key = `${id}.gov.kz/${lang}/bet/${at}`;
      return { key, lang, text: text(lang, 500 + at), title: `Бет ${at}` };
    });
    made.agency(id, pages);
  }
  const { items, shared } = deduped(made);
  for (const id of ids) {
    expect(items.get(id)).toEqual([]);
    expect(adoptedKeys(shared, id)).toHaveLength(60);
  }
  const { stdout } = await runKosh(['findings', 'aqsu', '--json', '-w', made.workspace.root]);
  expect(stdout).toContain(
    '60 of its 60 items are those of aqsu-audany, which looks like the same',
  );
  expect(deduped(made).changed).toBe(false);
});
