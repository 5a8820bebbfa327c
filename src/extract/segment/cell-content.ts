import { codeTags, listTags, silentTags } from './element-kinds.ts';
import { InlineBuffer, joinLines, linesOf } from './inline-buffer.ts';
import {
  type CollectTarget,
  collectInline,
  contextInside,
  type InlineContext,
  noteTime,
} from './inline-collect.ts';
import type { InlineToken } from './inline-token.ts';
import { listStart } from './list-shape.ts';
import { isUndisplayed, type TreeElement } from './tree.ts';

/** Content of a data cell as lines: paragraphs and list items end a line; items keep the sign a reader saw. */
export function readCell(
  cell: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): InlineToken[] {
  const buffer = new InlineBuffer();
  collectLines(cell, context, { ...target, buffer });
  const { tokens, controls } = buffer.take();
  target.buffer.controls += controls;
  return joinLines(linesOf(tokens));
}

function collectLines(parent: TreeElement, context: InlineContext, target: CollectTarget): void {
  noteTime(parent, target);
  const inside = contextInside(parent, context, target.links);
  const signs = listTags.has(parent.tag) ? itemSigns(parent) : undefined;
  for (const child of parent.children) {
    if (child.kind === 'element' && (child.isBlock || child.blockInside)) {
      const sign = child.tag === 'li' ? signs?.next().value : undefined;
      collectBlock(child, sign, inside, target);
    } else collectInline(child, inside, target);
  }
}

function collectBlock(
  block: TreeElement,
  sign: string | undefined,
  context: InlineContext,
  target: CollectTarget,
): void {
  if (silentTags.has(block.tag)) return;
  if (isUndisplayed(block)) {
    target.onHidden(block, context);
    return;
  }
  if (block.isBlock) target.buffer.addLineEdge();
  if (sign !== undefined) target.buffer.addText(sign, 0, undefined);
  if (codeTags.has(block.tag)) collectInline(block, context, target);
  else collectLines(block, context, target);
  if (block.isBlock) target.buffer.addLineEdge();
}

/** What a reader sees before the items of a list. */
function* itemSigns(list: TreeElement): Generator<string, undefined> {
  let number = listStart(list);
  for (;;) {
    yield number === undefined ? '• ' : `${number}. `;
    if (number !== undefined) number++;
  }
}
