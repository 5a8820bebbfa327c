import type { InlineToken } from '../segment/inline-token.ts';
import { inlineMarkdown } from './inline.ts';

/** A list whose items are a line each, with lists below. */
export interface MarkdownList {
  /** First number of an ordered list, undefined for bullets. */
  start: number | undefined;
  items: MarkdownItem[];
}

export interface MarkdownItem {
  tokens: readonly InlineToken[];
  lists: MarkdownList[];
}

/** A list in GFM, tight, nested lists indented to the text of their item. */
export function listMarkdown(list: MarkdownList): string {
  return listLines(list).join('\n');
}

function listLines(list: MarkdownList): string[] {
  const lines: string[] = [];
  let number = list.start ?? 0;
  for (const item of list.items) {
    const marker = list.start === undefined ? '- ' : `${number}. `;
    number++;
    const indent = ' '.repeat(marker.length);
    itemLines(item).forEach((line, index) => {
      if (index === 0) lines.push(marker + line);
      else lines.push(line === '' ? '' : indent + line);
    });
  }
  return lines;
}

/** Lines of an item without its marker; a list of an item without text begins on the item's own line. */
function itemLines(item: MarkdownItem): string[] {
  const lines = item.tokens.length === 0 ? [] : inlineMarkdown(item.tokens, 'block').split('\n');
  item.lists.forEach((below, index) => {
    // Neighbouring lists of one kind would become one.
    const before = item.lists[index - 1];
    if (before && isOrdered(before) === isOrdered(below)) lines.push('', '<!-- -->', '');
    // Of ordered lists only one that begins with 1 interrupts a paragraph (CommonMark 5.3).
    else if (lines.length > 0 && (below.start ?? 1) !== 1) lines.push('');
    for (const line of listLines(below)) lines.push(line);
  });
  return lines;
}

function isOrdered(list: MarkdownList): boolean {
  return list.start !== undefined;
}
