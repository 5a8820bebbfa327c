import { type Finding, finding } from '../model/finding.ts';
import { itemReference } from '../model/link.ts';
import type { Page } from '../model/page.ts';
import { unitHash } from '../text/hash.ts';
import { type BlockEdit, editBlocks } from './block-edits.ts';
import { canonicalLine } from './canonical-text.ts';
import { markdownReferences } from './markdown-references.ts';
import type { BlockVerdict, VersionInput } from './plan-input.ts';
import { escapeMarkdown } from './rewrite-references.ts';

/** A version whose page has its shared blocks as decided. */
export interface AppliedBlocks {
  subject: VersionInput;
  findings: Finding[];
}

/** A block of the page with what was decided about it. */
interface Decided {
  hash: string;
  verdict: BlockVerdict;
  edit: BlockEdit;
}

const shownText = 160;

/**
 * Takes decided blocks out of a version's page, or puts a line with a link to the shared item in their place. Words of
 * the agency's own stay as they are. A block whose going would change how something else reads stays, and a page that
 * nothing of its own would be left of stays whole; both are findings.
 */
export function applyBlocks(
  subject: VersionInput,
  verdictOf: (agency: string, hash: string) => BlockVerdict | undefined,
): AppliedBlocks {
  const decided = decidedBlocks(subject, verdictOf);
  if (decided.length === 0) return { subject, findings: [] };
  const { page } = subject;
  const asEdits = decided.map(({ edit }) => edit);
  if (!hasOwnWords(page, asEdits)) {
    const detail = `${subject.version.lang}: its ${decided.length} shared blocks stay: nothing of its own would be left.`;
    return { subject, findings: [about(subject, 'block-kept', detail)] };
  }
  const { markdown, made } = editBlocks(page.markdown, asEdits);
  const done = new Set(made);
  const applied = decided.filter(({ edit }) => done.has(edit));
  const stayed = decided.filter(({ edit }) => !done.has(edit));
  const findings = [
    ...(applied.length > 0 ? [about(subject, 'block-shared', toldOf(subject, applied))] : []),
    ...stayed.map(({ hash, edit }) => {
      const words = shown(page, edit);
      const detail = `${subject.version.lang}: block ${hash} stays, the text around it would read differently without it: ${words}`;
      return about(subject, 'block-kept', detail);
    }),
  ];
  if (applied.length === 0) return { subject, findings };
  const references = new Set(applied.flatMap(({ verdict }) => referenceOf(subject, verdict) ?? []));
  return {
    subject: { ...subject, page: editedPage(page, markdown, applied), references },
    findings,
  };
}

function decidedBlocks(
  subject: VersionInput,
  verdictOf: (agency: string, hash: string) => BlockVerdict | undefined,
): Decided[] {
  const { page, version, item } = subject;
  return page.blockHashes.flatMap((hash, index) => {
    const [first, end] = page.blockLines[index] ?? [0, 0];
    if (first === end) return [];
    const verdict = verdictOf(version.agency, hash);
    if (verdict === undefined) return [];
    // The shared item itself says what others refer to.
    if (verdict.item !== null && verdict.item.id === item.id) return [];
    return [{ hash, verdict, edit: { first, end, line: lineOf(subject, verdict) } }];
  });
}

/** The line in place of a block, in the page's language where the shared item has it. */
function lineOf(subject: VersionInput, verdict: BlockVerdict): string | null {
  const target = referenceOf(subject, verdict);
  if (target === undefined) return null;
  const title = canonicalLine(titleOf(subject, verdict)).slice(0, longestTitle).trim();
  return `[${escapeMarkdown(title || target)}](${target})`;
}

const longestTitle = 300;

function titleOf({ version }: VersionInput, { item }: BlockVerdict): string {
  return item?.titles[version.lang] ?? Object.values(item?.titles ?? {})[0] ?? '';
}

function referenceOf({ version }: VersionInput, { item }: BlockVerdict): string | undefined {
  if (item === null) return undefined;
  const lang = item.titles[version.lang] === undefined ? Object.keys(item.titles)[0] : version.lang;
  return itemReference(item.id, lang ?? version.lang);
}

/** Whether anything but headings is left beside the edited blocks. */
function hasOwnWords(page: Page, edits: readonly BlockEdit[]): boolean {
  const lines = page.markdown.split('\n');
  const gone = new Set<number>();
  for (const { first, end } of edits) for (let line = first; line < end; line++) gone.add(line);
  return lines.some(
    (line, index) => !gone.has(index) && !/^\s*#{1,6}\s/.test(line) && /[\p{L}\p{N}]/u.test(line),
  );
}

function editedPage(page: Page, markdown: string, applied: readonly Decided[]): Page {
  const went = new Set(applied.map(({ hash }) => hash));
  const named = (text: string) =>
    new Set(markdownReferences(text).map(({ destination }) => destination));
  const lines = page.markdown.split('\n');
  const before = named(
    applied.map(({ edit }) => lines.slice(edit.first, edit.end).join('\n')).join('\n\n'),
  );
  const after = named(markdown);
  return {
    ...page,
    markdown,
    text: page.text
      .split('\n\n')
      .filter((text) => !went.has(unitHash(text)))
      .join('\n\n'),
    // What only a block that went showed goes with it.
    assets: page.assets.filter(({ address }) => !before.has(address) || after.has(address)),
  };
}

function toldOf(subject: VersionInput, applied: readonly Decided[]): string {
  const removed = applied.filter(({ verdict }) => verdict.item === null);
  const parts = [
    ...(removed.length > 0 ? [`${removed.length} taken out`] : []),
    ...(removed.length < applied.length
      ? [`${applied.length - removed.length} replaced by a reference`]
      : []),
  ];
  const [first] = applied;
  const example =
    first === undefined
      ? ''
      : ` ${first.hash} by ${first.verdict.by} (${first.verdict.reason}): ${shown(subject.page, first.edit)}`;
  return `${subject.version.lang}: shared blocks ${parts.join(', ')}.${example}`;
}

function shown(page: Page, { first, end }: BlockEdit): string {
  const text = canonicalLine(page.markdown.split('\n').slice(first, end).join(' '));
  return text.length > shownText ? `${text.slice(0, shownText)}…` : text;
}

function about(
  { item, page }: VersionInput,
  code: 'block-shared' | 'block-kept',
  detail: string,
): Finding {
  return finding('bundle', code, { address: page.address, subject: item.id }, detail);
}
