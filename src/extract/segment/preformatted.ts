import { withoutInvisible } from './clean-text.ts';
import { silentTags } from './element-kinds.ts';
import { isUndisplayed, type TreeElement } from './tree.ts';

/** Text of preformatted content with its line ends; outer empty lines and trailing spaces gone. */
export function preformatted(element: TreeElement): string {
  const parts: string[] = [];
  gatherRaw(element, parts);
  const text = withoutInvisible(parts.join(''))
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .normalize('NFC');
  return text.replace(/^\n+/, '').trimEnd();
}

function gatherRaw(element: TreeElement, parts: string[]): void {
  for (const child of element.children) {
    if (child.kind === 'text') parts.push(child.text);
    else if (child.tag === 'br') parts.push('\n');
    else if (!silentTags.has(child.tag) && !isUndisplayed(child)) {
      if (child.isBlock) parts.push('\n');
      gatherRaw(child, parts);
      if (child.isBlock) parts.push('\n');
    }
  }
}

/** Preformatted text as a fenced block whose fence no line of it ends (GFM 4.5). */
export function fencedCode(code: string): string {
  const runs = code.match(/`{3,}/g) ?? [];
  const longest = Math.max(2, ...runs.map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}
