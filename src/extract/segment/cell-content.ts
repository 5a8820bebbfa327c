import type { CellPart } from '../markdown/table.ts';
import { codeTags, listTags, silentTags } from './element-kinds.ts';
import { InlineBuffer, joinLines, linesOf } from './inline-buffer.ts';
import {
  type CollectTarget,
  collectInline,
  contextInside,
  type InlineContext,
  noteElement,
} from './inline-collect.ts';
import type { InlineToken } from './inline-token.ts';
import { listStart } from './list-shape.ts';
import { findElement, isUndisplayed, type TreeElement } from './tree.ts';

/** Content of a data cell as lines: paragraphs and list items end a line; items keep the sign a reader saw. */
export function readCell(
  cell: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): InlineToken[] {
  const buffer = new InlineBuffer();
  buffer.takeAnchors(target.buffer);
  collectLines(cell, context, { ...target, buffer });
  target.buffer.takeAnchors(buffer);
  const { tokens, controls } = buffer.take();
  target.buffer.controls += controls;
  return joinLines(linesOf(tokens));
}

/**
 * Content of a cell with lists in it, as lines and lists; undefined for a cell without. What is hidden or
 * is a time is reported by readCell alone.
 */
export function readCellParts(
  cell: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): CellPart[] | undefined {
  if (!cell.blockInside || findElement(cell, (child) => listTags.has(child.tag)) === undefined) {
    return undefined;
  }
  const silent = () => {};
  const reader = { ...target, onHidden: silent, onTime: silent, onPictureInPage: silent };
  return partsBelow(cell, context, reader);
}

function partsBelow(
  parent: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): CellPart[] {
  const parts: CellPart[] = [];
  const inner = { ...target, buffer: new InlineBuffer() };
  collectParts(parent, context, inner, parts);
  endLines(inner, parts);
  return parts;
}

function endLines(target: CollectTarget, parts: CellPart[]): void {
  const tokens = joinLines(linesOf(target.buffer.take().tokens));
  if (tokens.length > 0) parts.push({ kind: 'lines', tokens });
}

function collectParts(
  parent: TreeElement,
  context: InlineContext,
  target: CollectTarget,
  parts: CellPart[],
): void {
  noteElement(parent, target);
  const inside = contextInside(parent, context, target.links);
  for (const child of parent.children) {
    if (child.kind === 'text' || !(child.isBlock || child.blockInside)) {
      collectInline(child, inside, target);
    } else if (silentTags.has(child.tag) || isUndisplayed(child)) continue;
    else if (listTags.has(child.tag)) {
      endLines(target, parts);
      const items = cellItems(child, inside, target);
      if (items.length > 0) parts.push({ kind: 'list', start: listStart(child), items });
    } else {
      if (child.isBlock) target.buffer.addLineEdge();
      collectParts(child, inside, target, parts);
      if (child.isBlock) target.buffer.addLineEdge();
    }
  }
}

/** Items of a list in a cell; a list right in a list belongs to the item before it. */
function cellItems(list: TreeElement, context: InlineContext, target: CollectTarget): CellPart[][] {
  const items: CellPart[][] = [];
  for (const child of list.children) {
    const isItem = child.kind === 'element' && child.tag === 'li';
    if (isItem && isUndisplayed(child)) continue;
    const holder = isItem ? child : { ...list, tag: 'li', children: [child] };
    const parts = partsBelow(holder, context, target);
    const last = items.at(-1);
    if (parts.length > 0 && !isItem && last) last.push(...parts);
    else if (parts.length > 0) items.push(parts);
  }
  return items;
}

function collectLines(parent: TreeElement, context: InlineContext, target: CollectTarget): void {
  noteElement(parent, target);
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
