import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { renderMarkdown } from './rendered.ts';

const folder = new URL('../../fixtures/pages/', import.meta.url);
const address = 'http://auyl.test/kz/bet.html';
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/page.html`, folder)))
  .map((entry) => entry.name)
  .sort();

function markdownOf(html: string): string {
  return composeMarkdown(segmentPage(html, address).blocks);
}

describe('The Markdown of a whole page', () => {
  it.each(cases)('is as recorded for %s', (name) => {
    const html = readFileSync(new URL(`${name}/page.html`, folder), 'utf8');
    const recorded = new URL(`${name}/expected.md`, folder);
    const markdown = markdownOf(html);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(recorded, markdown);
    expect(markdown).toBe(readFileSync(recorded, 'utf8'));
  });

  it.each(cases)('is the same when rendered and cut again, for %s', (name) => {
    const html = readFileSync(new URL(`${name}/page.html`, folder), 'utf8');
    const markdown = markdownOf(html);
    expect(markdownOf(renderMarkdown(markdown))).toBe(markdown);
  });
});
