import { cleanText } from './clean-text.ts';
import { silentTags } from './element-kinds.ts';
import { attribute, type TreeElement } from './tree.ts';

/** Visible text of an element on one line, elements parted by spaces, at most `limit` characters. */
export function elementText(element: TreeElement, limit: number): string {
  const parts: string[] = [];
  gather(element, parts, { left: limit * 2 });
  return cleanText(parts.join('')).trim().slice(0, limit);
}

/** Text of an element, or the alternative text or title of what it shows instead. */
export function labelOf(element: TreeElement, limit: number): string {
  const text = elementText(element, limit);
  if (text !== '') return text;
  const picture = element.children.find((child) => child.kind === 'element' && child.tag === 'img');
  const shown = picture?.kind === 'element' ? picture : element;
  const label =
    attribute(shown, 'alt') || attribute(shown, 'title') || attribute(element, 'title') || '';
  return cleanText(label).trim().slice(0, limit);
}

/** Tells whether an element stands in one whose content is no text of the page (template, noscript...). */
export function isInSilent(element: TreeElement | undefined): boolean {
  for (let up = element; up; up = up.parent) {
    if (up.tag !== 'head' && silentTags.has(up.tag)) return true;
  }
  return false;
}

function gather(element: TreeElement, parts: string[], budget: { left: number }): void {
  for (const child of element.children) {
    if (budget.left <= 0) return;
    if (child.kind === 'text') {
      const text = child.text.slice(0, budget.left);
      parts.push(text);
      budget.left -= text.length + 1;
    } else if (!silentTags.has(child.tag)) {
      const edge = child.isBlock || child.tag === 'br';
      if (edge) parts.push(' ');
      gather(child, parts, budget);
      if (edge) parts.push(' ');
    }
  }
}
