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
    const marker = list.start === undefined ? '-' : `${number}.`;
    number++;
    const indent = ' '.repeat(marker.length + 1);
    const content =
      item.tokens.length === 0 ? [] : inlineMarkdown(item.tokens, 'block').split('\n');
    lines.push(content.length === 0 ? marker : `${marker} ${content[0]}`);
    for (const line of content.slice(1)) lines.push(indent + line);
    item.lists.forEach((below, index) => {
      // Neighbouring lists of one kind would become one.
      const before = item.lists[index - 1];
      if (before && isOrdered(before) === isOrdered(below)) {
        lines.push('', `${indent}<!-- -->`, '');
      } else if (!mayFollowText(below)) lines.push('');
      for (const line of listLines(below)) lines.push(line === '' ? '' : indent + line);
    });
  }
  return lines;
}

function isOrdered(list: MarkdownList): boolean {
  return list.start !== undefined;
}

/** Only a list that begins with text, and with 1 if ordered, interrupts a paragraph (CommonMark 5.3). */
function mayFollowText(list: MarkdownList): boolean {
  const first = list.items[0];
  return (
    (list.start === undefined || list.start === 1) && first !== undefined && first.tokens.length > 0
  );
}
