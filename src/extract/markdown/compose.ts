import type { Block } from '../../model/segment.ts';

/** Ids of the wrappers of one list's items share `Math.floor(id / idsPerList)`: that tells neighbouring lists apart. */
export const idsPerList = 1_000_000;

type Wrapper = Block['wrappers'][number];

/**
 * GFM of blocks in order, with the marks of the list items and quotes around them: NFC, one empty line
 * between blocks, no spaces at line ends, one final line feed; empty for no blocks. A mark whose first
 * block was left out moves to the next block of its item. Definitions (`:`) are no GFM: a term is a bold
 * paragraph and its definition the paragraph below it, as browsers show them without indentation.
 */
export function composeMarkdown(blocks: readonly Block[]): string {
  const lines: string[] = [];
  let before: { block: Block; wrappers: Wrapper[] } | undefined;
  for (const block of blocks) {
    if (block.markdown === '') continue;
    const wrappers = block.wrappers.filter(([sign]) => sign !== ':');
    if (before) pushGap(lines, before.block, before.wrappers, block, wrappers);
    pushBlock(lines, block, before?.wrappers ?? [], wrappers);
    before = { block, wrappers };
  }
  if (lines.length === 0) return '';
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`.normalize('NFC');
}

/** Plain text of blocks: one empty line between blocks, lines, items and cells on lines of their own. */
export function blocksText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => block.text)
    .filter((text) => text !== '')
    .join('\n\n');
}

function commonWrappers(a: readonly Wrapper[], b: readonly Wrapper[]): number {
  let common = 0;
  while (common < a.length && common < b.length && a[common]?.[1] === b[common]?.[1]) common++;
  return common;
}

/** The empty line between two blocks, with a comment between neighbouring lists, which would become one. */
function pushGap(
  lines: string[],
  before: Block,
  wrappersBefore: readonly Wrapper[],
  block: Block,
  wrappers: readonly Wrapper[],
): void {
  const common = commonWrappers(wrappersBefore, wrappers);
  const indent = prefix(wrappers.slice(0, common));
  lines.push(indent);
  const left = listKind(before, wrappersBefore[common]);
  const right = listKind(block, wrappers[common]);
  if (left === undefined || right === undefined || left.sign !== right.sign) return;
  if (left.list !== undefined && left.list === right.list) return;
  lines.push(`${indent}<!-- -->`, indent);
}

/** Whether a block begins or ends in a list at this depth, of which sign, and which list. */
function listKind(
  block: Block,
  wrapper: Wrapper | undefined,
): { sign: string; list: number | undefined } | undefined {
  if (wrapper === undefined) {
    if (block.kind !== 'list') return undefined;
    return { sign: block.markdown.startsWith('-') ? '-' : '1.', list: undefined };
  }
  const [sign, id] = wrapper;
  if (sign === '>') return undefined;
  return { sign: sign === '-' ? '-' : '1.', list: Math.floor(id / idsPerList) };
}

function pushBlock(
  lines: string[],
  block: Block,
  wrappersBefore: readonly Wrapper[],
  wrappers: readonly Wrapper[],
): void {
  const common = commonWrappers(wrappersBefore, wrappers);
  const first =
    prefix(wrappers.slice(0, common)) +
    wrappers
      .slice(common)
      .map(([sign]) => `${sign} `)
      .join('');
  const rest = prefix(wrappers);
  block.markdown.split('\n').forEach((line, index) => {
    lines.push((index === 0 ? first : rest) + line);
  });
}

/** What lines inside wrappers begin with: quotes repeat their mark, items are indented by its width. */
function prefix(wrappers: readonly Wrapper[]): string {
  return wrappers.map(([sign]) => (sign === '>' ? '> ' : ' '.repeat(sign.length + 1))).join('');
}
