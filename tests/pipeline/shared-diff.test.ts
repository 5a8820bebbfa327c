import { expect, test } from 'vitest';
import { runSharedBundle } from '../../src/pipeline/bundle-stage.ts';
import { runDedupe } from '../../src/pipeline/dedupe-stage.ts';
import { diffShared, type SharedChange } from '../../src/pipeline/shared-diff.ts';
import { sharedDiffText } from '../../src/report/shared-diff-text.ts';
import { edited, floodSentencesRu, librarySentencesKk, prose } from '../dedupe/made-texts.ts';
import { type ExtractedPage, MadeWorkspace } from '../dedupe/made-workspace.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const library = prose(librarySentencesKk);
const flood = prose(floodSentencesRu);

function kitap(agency: string, text: string): ExtractedPage {
  return { key: `${agency}.gov.kz/kk/kitap`, lang: 'kk', text, title: 'Өңір кітапханасы' };
}

function su(agency: string): ExtractedPage {
  return { key: `${agency}.gov.kz/ru/su`, lang: 'ru', text: flood, title: 'Паводок' };
}

test('the next bundle of shared items is compared by its pages and copies', async () => {
  const made = new MadeWorkspace(temporaryFolder());
  const bundles = () => ({
    workspace: made.workspace,
    mappings: made.mappings,
    signal: new AbortController().signal,
  });
  const changes = () => {
    runDedupe(made.workspace, made.mappings);
    const found: SharedChange[] = [];
    diffShared(bundles(), (change) => found.push(change));
    return found;
  };
  made.agency('aqsu', [kitap('aqsu', library), su('aqsu')]);
  made.agency('bulak', [kitap('bulak', edited(library, [7], 'және')), su('bulak')]);
  const added = changes();
  expect(added.map(({ change, joined }) => [change, joined.length])).toEqual([
    ['added', 2],
    ['added', 2],
  ]);
  await runSharedBundle(bundles());
  expect(changes()).toEqual([]);
  made.agency('aqsu', []);
  made.agency('kokjar', [kitap('kokjar', library)]);
  const changed = changes().sort((a, b) => (a.change < b.change ? -1 : 1));
  const page = (agency: string, name: string, lang: string) => ({
    agency,
    lang,
    key: `${agency}.gov.kz/${lang}/${name}`,
  });
  expect(changed).toMatchObject([
    {
      change: 'changed',
      title: 'Өңір кітапханасы',
      joined: [page('kokjar', 'kitap', 'kk')],
      left: [page('aqsu', 'kitap', 'kk')],
      copies: [{ lang: 'kk', before: page('aqsu', 'kitap', 'kk') }],
    },
    {
      change: 'removed',
      title: 'Паводок',
      joined: [],
      left: [page('aqsu', 'su', 'ru'), page('bulak', 'su', 'ru')],
    },
  ]);
});

test('a change is told in lines that programs which take a patch pass over', () => {
  const place = (agency: string) => ({ agency, lang: 'kk', key: `${agency}.kz/ту` });
  const joined = Array.from({ length: 23 }, (_, n) => place(`ucu-${n}`));
  const text = sharedDiffText({
    item: 'f1d1c7a4-5a55-5d0e-8b7a-2a5a1c0f9e11',
    title: 'Мемлекеттік ту\n--- a/x\u001b[2J',
    change: 'changed',
    joined,
    left: [place('aqsu')],
    copies: [{ lang: 'kk', before: place('aqsu'), after: place('ucu-0') }],
  });
  const lines = text.trimEnd().split('\n');
  expect(lines.every((line) => line.startsWith('# '))).toBe(true);
  expect(lines).toHaveLength(1 + 21 + 1 + 1);
  expect(text).toContain('#   + and 3 more\n');
  expect(text).toContain('#   - aqsu kk aqsu.kz/ту\n');
  expect(text).toContain('#   kk copy: aqsu kk aqsu.kz/ту -> ucu-0 kk ucu-0.kz/ту\n');
  expect(text).not.toContain('\u001b');
});
