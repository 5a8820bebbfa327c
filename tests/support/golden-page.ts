import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { z } from 'zod';
import { composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import type { Page } from '../../src/model/page.ts';
import type { Segment } from '../../src/model/segment.ts';
import { decodeText } from '../../src/text/charset.ts';
import type { KeyRules } from '../../src/text/url-key.ts';
import { urlKey } from '../../src/text/url-key.ts';

const folder = new URL('../../fixtures/pages/', import.meta.url);

const caseSchema = z.strictObject({
  /** The one hard thing. */
  shows: z.string().min(10),
  /** What its reader checked when the Markdown was recorded first, and what could be better. */
  read: z.string().min(10),
  address: z.url(),
  contentType: z.string(),
  /** All blocks of the page rather than what select takes for its content. */
  whole: z.boolean(),
});

/** A page with one hard thing, as bytes, and the Markdown that kosh makes of it. */
export interface GoldenCase extends z.infer<typeof caseSchema> {
  name: string;
  bytes: Buffer;
  expected: URL;
}

/** All cases, by name. */
export function goldenCases(): GoldenCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      ...caseSchema.parse(JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), 'utf8'))),
      name,
      bytes: readFileSync(new URL(`${name}/page.html`, folder)),
      expected: new URL(`${name}/expected.md`, folder),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The page as text, in the charset that kosh finds. */
export function pageText(golden: GoldenCase): { text: string; encoding: string } {
  return decodeText(golden.bytes, golden.contentType);
}

/** What kosh makes of the page: of the whole its Markdown, else metadata as front matter and the content of each version. */
export function madeOf(golden: GoldenCase): string {
  const { text, encoding } = pageText(golden);
  const segment = segmentPage(text, golden.address, { encoding });
  return golden.whole ? composeMarkdown(segment.blocks) : contentOf(segment);
}

const openRules: KeyRules = {
  hosts: {},
  significant: null,
  ignored: [],
  caseInsensitive: false,
  charset: null,
};

function contentOf(segment: Segment): string {
  const { host } = new URL(segment.address);
  const { pages } = selectPage(segment, {
    key: urlKey(segment.address, openRules),
    keyOf: (address) => (new URL(address).host === host ? urlKey(address, openRules) : undefined),
    model: null,
    rules: [],
    timeZone: 'Asia/Almaty',
    capturedAt: Date.parse('2019-06-01T06:00:00Z'),
    isDocument: () => false,
  });
  return pages.map(withFrontMatter).join('\n');
}

function withFrontMatter(page: Page): string {
  const front = stringify({
    title: page.title,
    lang: page.lang,
    kind: page.kind,
    ...(page.published ? { published: page.published.value } : {}),
    ...(page.updated ? { updated: page.updated.value } : {}),
    ...(page.section.length > 0 ? { section: page.section } : {}),
  });
  return `---\n${front}---\n\n${page.markdown}`;
}

/**
 * Throws unless all code is committed: what is recorded must be what a commit makes. `root` is a git
 * working tree; files under fixtures may differ.
 */
export function refuseUncommittedCode(root: string): void {
  const status = execFileSync(
    'git',
    [
      'status',
      '--porcelain',
      '--untracked-files=all',
      '--',
      'src',
      'tests',
      'package.json',
      'package-lock.json',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (status === '') return;
  throw new Error(
    `nothing is recorded while code is not committed, so that every recorded page belongs to a commit:\n${status}`,
  );
}

/** Tells whether a case was recorded. */
export function isRecorded(golden: GoldenCase): boolean {
  return existsSync(golden.expected);
}
