import type { Block } from '../../model/segment.ts';

/** Ids of the wrappers of one list's items share `Math.floor(id / idsPerList)`: that tells neighbouring lists apart. */
export const idsPerList = 1_000_000;

type Wrapper = Block['wrappers'][number];

interface Placed {
  block: Block;
  /** Its wrappers that GFM has a mark for. */
  wrappers: Wrapper[];
}

/**
 * GFM of blocks in order, with the marks of the list items and quotes around them: NFC, one empty line
 * between blocks, no spaces at line ends, one final line feed; empty for no blocks. A mark whose first
 * block was left out moves to the next block of its item. Definitions (`:`) are no GFM: a term is a bold
 * paragraph and its definition the paragraph below it, as browsers show them without indentation.
 */
export function composeMarkdown(blocks: readonly Block[]): string {
  return composeBlocks(blocks).markdown;
}

/** The same, with the lines that each block takes: its first, from 0, and the one after its last; none for a block without Markdown. */
export function composeBlocks(blocks: readonly Block[]): {
  markdown: string;
  blockLines: [first: number, end: number][];
} {
  const tight = tightLists(blocks.filter((block) => block.markdown !== ''));
  const lines: string[] = [];
  const blockLines: [number, number][] = [];
  let before: Placed | undefined;
  for (const block of blocks) {
    if (block.markdown === '') {
      blockLines.push([lines.length, lines.length]);
      continue;
    }
    const wrappers = block.wrappers.filter(([sign]) => sign !== ':');
    if (before) pushGap(lines, before, { block, wrappers }, tight);
    const first = lines.length;
    pushBlock(lines, block, before?.wrappers ?? [], wrappers);
    blockLines.push([first, lines.length]);
    before = { block, wrappers };
  }
  if (lines.length === 0) return { markdown: '', blockLines };
  const markdown = `${lines.map((line) => line.trimEnd()).join('\n')}\n`.normalize('NFC');
  return { markdown, blockLines };
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

/**
 * The empty line between two blocks, none between the lines of a tight list, and a comment between
 * neighbouring lists of one kind, which would become one.
 */
function pushGap(lines: string[], before: Placed, next: Placed, tight: ReadonlySet<number>): void {
  const common = commonWrappers(before.wrappers, next.wrappers);
  const indent = prefix(next.wrappers.slice(0, common));
  const left = listKind(before.block, before.wrappers[common]);
  const right = listKind(next.block, next.wrappers[common]);
  const sameList = left?.list !== undefined && left.list === right?.list;
  if (sameList && tight.has(left.list ?? 0)) return;
  if (isTightBelow(before, next, common, tight)) return;
  lines.push(indent);
  if (left === undefined || right === undefined || left.sign !== right.sign || sameList) return;
  lines.push(`${indent}<!-- -->`, indent);
}

/** A list right below the text of its item, which may interrupt a paragraph (CommonMark 5.3). */
function isTightBelow(
  before: Placed,
  next: Placed,
  common: number,
  tight: ReadonlySet<number>,
): boolean {
  const inside = next.wrappers[common - 1];
  if (!inside || !tight.has(listOf(inside)) || before.block.kind === 'list') return false;
  if (before.wrappers.length > common) return false;
  const sign = next.wrappers[common]?.[0] ?? next.block.markdown;
  return sign.startsWith('- ') || sign === '-' || sign.startsWith('1. ') || sign === '1.';
}

/** Lists each of whose items is one paragraph, with lists of that sort below it: they read as one list block does. */
function tightLists(blocks: readonly Block[]): Set<number> {
  const loose = new Set<number>();
  const lists = new Set<number>();
  /** Items that something stands in already. */
  const filled = new Set<number>();
  for (const block of blocks) {
    block.wrappers.forEach((wrapper, depth) => {
      if (wrapper[0] === '>' || wrapper[0] === ':') return;
      const list = listOf(wrapper);
      lists.add(list);
      if (!isLine(block, depth, filled)) loose.add(list);
      filled.add(wrapper[1]);
    });
  }
  spreadLoose(blocks, loose);
  return new Set([...lists].filter((list) => !loose.has(list)));
}

/** Tells whether a block adds no more to the item at that depth than a line of text or a list below it. */
function isLine(block: Block, depth: number, filled: ReadonlySet<number>): boolean {
  const inner = block.wrappers[depth + 1];
  if (inner) return inner[0] !== '>';
  if (block.kind === 'list') return true;
  const id = block.wrappers[depth]?.[1] ?? 0;
  return lineKinds.has(block.kind) && !filled.has(id);
}

/** A list around a loose list is loose too. */
function spreadLoose(blocks: readonly Block[], loose: Set<number>): void {
  for (const { wrappers } of blocks) {
    const innermost = wrappers.findLastIndex((wrapper) => loose.has(listOf(wrapper)));
    for (const wrapper of wrappers.slice(0, Math.max(innermost, 0))) loose.add(listOf(wrapper));
  }
}

const lineKinds = new Set<Block['kind']>(['paragraph', 'image', 'embed', 'form']);

function listOf([, id]: Wrapper): number {
  return Math.floor(id / idsPerList);
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
  const [sign] = wrapper;
  if (sign === '>') return undefined;
  return { sign: sign === '-' ? '-' : '1.', list: listOf(wrapper) };
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
