import { headingTags } from './element-kinds.ts';
import type { InlineToken } from './inline-token.ts';
import { findElement, type TreeElement } from './tree.ts';

/** A heading whose inner blocks only wrap text. */
export function isInlineHeading(element: TreeElement): boolean {
  if (!element.blockInside) return true;
  const complex = (child: TreeElement) =>
    child.tag === 'table' ||
    child.tag === 'li' ||
    child.tag === 'form' ||
    headingTags.has(child.tag) ||
    (child.tag === 'p' && child.position > 1);
  return findElement(element, complex) === undefined;
}

/** Tells whether some element below is a heading. */
export function headingInside(element: TreeElement): boolean {
  return (
    element.blockInside && findElement(element, (child) => headingTags.has(child.tag)) !== undefined
  );
}

/** Tells whether some element below is a table. */
export function hasTable(element: TreeElement): boolean {
  return (
    element.blockInside && findElement(element, (child) => child.tag === 'table') !== undefined
  );
}

/** A heading's lines on one line: Markdown headings have no breaks. */
export function oneLine(lines: readonly (readonly InlineToken[])[]): InlineToken[] {
  const gap: InlineToken = { kind: 'text', text: ' ', marks: 0, link: undefined };
  const filled = lines.filter((line) => line.length > 0);
  return filled.flatMap((line, index) => (index === 0 ? line : [gap, ...line]));
}
