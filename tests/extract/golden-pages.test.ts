import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import {
  goldenCases,
  isRecorded,
  madeOf,
  pageText,
  refuseUncommittedCode,
} from '../support/golden-page.ts';
import { unfaithful } from '../support/markdown-faith.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { renderMarkdown } from './rendered.ts';

const cases = goldenCases();
const recording = process.env.UPDATE_GOLDEN === '1';
const root = fileURLToPath(new URL('../../', import.meta.url));

beforeAll(() => {
  if (recording) refuseUncommittedCode(root);
});

describe('The Markdown of a golden page', () => {
  it.each(cases)('is as recorded for $name', (golden) => {
    const made = madeOf(golden);
    if (recording) writeFileSync(golden.expected, made);
    expect(isRecorded(golden)).toBe(true);
    expect(made).toBe(readFileSync(golden.expected, 'utf8'));
  });

  it.each(cases)('says the same as the page when markdown-it renders it, for $name', (golden) => {
    expect(unfaithful(pageText(golden).text, golden.address)).toEqual([]);
  });

  it.each(cases)('is the same when rendered and cut again, for $name', (golden) => {
    const cut = (html: string) => composeMarkdown(segmentPage(html, golden.address).blocks);
    const markdown = cut(pageText(golden).text);
    expect(cut(renderMarkdown(markdown))).toBe(markdown);
  });
});

describe('Golden pages', () => {
  it('are sixty or more, named after what made them and what is hard in them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(
      cases.filter(({ name }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*--[a-z0-9-]+$/.test(name)),
    ).toEqual([]);
  });

  it('are recorded only while all code is committed', () => {
    const tree = temporaryFolder();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@auyl.test', ...args], {
        cwd: tree,
        stdio: 'pipe',
      });
    git('init', '--quiet');
    for (const name of ['src', 'tests', 'fixtures']) mkdirSync(join(tree, name));
    writeFileSync(join(tree, 'src', 'a.ts'), '');
    writeFileSync(join(tree, 'tests', 'a.ts'), '');
    git('add', '.');
    git('commit', '--quiet', '--message', 'code');
    writeFileSync(join(tree, 'fixtures', 'page.html'), 'Ән');
    expect(() => refuseUncommittedCode(tree)).not.toThrow();
    writeFileSync(join(tree, 'src', 'b.ts'), '');
    expect(() => refuseUncommittedCode(tree)).toThrow('src/b.ts');
  });
});
