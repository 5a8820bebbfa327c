import type { MarkdownItem, MarkdownList } from '../markdown/list.ts';
import { embedTags, listTags, silentTags } from './element-kinds.ts';
import { InlineBuffer, joinLines, linesOf } from './inline-buffer.ts';
import {
  type CollectTarget,
  collectInline,
  contextInside,
  type InlineContext,
  noteElement,
} from './inline-collect.ts';
import { attribute, findElement, isUndisplayed, type TreeElement, type TreeNode } from './tree.ts';

/** Elements that only wrap the text of an item. */
const wrapperTags = new Set(
  'p div span a center address section article font b strong i em u label'.split(' '),
);

/** Remembers which lists are simple, so that each is looked at once. */
export type SimpleLists = Map<TreeElement, boolean>;

/**
 * Tells whether a list can be one block: items of one paragraph each, lists below them only after their
 * text. Others are walked, their items becoming wrappers around blocks.
 */
export function isSimpleList(list: TreeElement, known: SimpleLists): boolean {
  const before = known.get(list);
  if (before !== undefined) return before;
  let items = 0;
  let simple = true;
  for (const child of list.children) {
    if (child.kind === 'text') simple &&= child.text.trim() === '';
    else if (child.tag === 'li') {
      items++;
      simple &&= isSimpleContent(child, known);
    } else if (listTags.has(child.tag)) {
      items++;
      simple &&= isSimpleList(child, known);
    } else simple &&= silentTags.has(child.tag) || child.tag === 'br';
    if (!simple) break;
  }
  const result = simple && items > 0;
  known.set(list, result);
  return result;
}

/** How far an item has been read: text, or one element that wraps it, then lists. */
type ItemStage = 'empty' | 'text' | 'wrapped' | 'lists';

function isSimpleContent(element: TreeElement, known: SimpleLists): boolean {
  let stage: ItemStage = 'empty';
  for (const child of element.children) {
    const next = stageOf(child, known);
    if (next === 'unlike') return false;
    if (next === 'empty') continue;
    const inOrder =
      next === 'lists' ||
      (next === 'text' ? stage === 'empty' || stage === 'text' : stage === 'empty');
    if (!inOrder) return false;
    stage = next;
  }
  return true;
}

/** What a child adds to an item: `empty` nothing, `unlike` something that a simple item has not. */
function stageOf(child: TreeNode, known: SimpleLists): ItemStage | 'unlike' {
  if (child.kind === 'text') return child.text.trim() === '' ? 'empty' : 'text';
  if (listTags.has(child.tag)) return isSimpleList(child, known) ? 'lists' : 'unlike';
  if (!child.isBlock && !child.blockInside) return showsSomething(child) ? 'text' : 'empty';
  const wraps = wrapperTags.has(child.tag) && !isUndisplayed(child);
  return wraps && isSimpleContent(child, known) ? 'wrapped' : 'unlike';
}

function showsSomething(element: TreeElement): boolean {
  if (silentTags.has(element.tag) || element.tag === 'br') return false;
  if (element.tag === 'img' || embedTags.has(element.tag)) return true;
  if (element.children.some((child) => child.kind === 'text' && child.text.trim() !== ''))
    return true;
  return findElement(element, showsSomethingItself, 500) !== undefined;
}

function showsSomethingItself(element: TreeElement): boolean {
  return (
    element.tag === 'img' ||
    element.children.some((child) => child.kind === 'text' && child.text.trim() !== '')
  );
}

/** A simple list's items with their inline content; items without any content are left out. */
export function readList(
  list: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): MarkdownList {
  const read: MarkdownList = { start: listStart(list), items: [] };
  for (const child of list.children) {
    if (child.kind !== 'element') continue;
    if (child.tag === 'li') {
      if (isUndisplayed(child)) target.onHidden(child, context);
      else addItem(read, readItem(child, context, target));
    } else if (listTags.has(child.tag)) addBelow(read, readList(child, context, target));
  }
  return read;
}

/** First number of an ordered list, undefined for bullets. */
export function listStart(list: TreeElement): number | undefined {
  if (list.tag !== 'ol') return undefined;
  const start = Number.parseInt(attribute(list, 'start') ?? '1', 10);
  return Number.isFinite(start) ? Math.min(Math.max(start, 0), 999_999) : 1;
}

function addItem(list: MarkdownList, item: MarkdownItem): void {
  if (item.tokens.length > 0 || item.lists.length > 0) list.items.push(item);
}

/** A list directly in a list belongs to the item before it; without one its items take its place. */
function addBelow(list: MarkdownList, below: MarkdownList): void {
  if (below.items.length === 0) return;
  const last = list.items.at(-1);
  if (last) last.lists.push(below);
  else list.items.push(...below.items);
}

function readItem(
  element: TreeElement,
  context: InlineContext,
  target: CollectTarget,
): MarkdownItem {
  const item: MarkdownItem = { tokens: [], lists: [] };
  const buffer = new InlineBuffer();
  buffer.takeAnchors(target.buffer);
  collectItem(element, context, { ...target, buffer }, item);
  target.buffer.takeAnchors(buffer);
  const { tokens, controls } = buffer.take();
  target.buffer.controls += controls;
  item.tokens = joinLines(linesOf(tokens));
  return item;
}

function collectItem(
  element: TreeElement,
  context: InlineContext,
  target: CollectTarget,
  item: MarkdownItem,
): void {
  noteElement(element, target);
  const inside = contextInside(element, context, target.links);
  for (const child of element.children) {
    if (child.kind === 'element' && listTags.has(child.tag)) {
      const below = readList(child, inside, target);
      if (below.items.length > 0) item.lists.push(below);
    } else if (child.kind === 'element' && child.blockInside) {
      collectItem(child, inside, target, item);
    } else collectInline(child, inside, target);
  }
}

/** Inline content of every item in reading order, each as the lines of one unit. */
export function itemUnits(list: MarkdownList): (readonly MarkdownItem['tokens'][number][])[][] {
  return list.items.flatMap((item) => {
    const own = item.tokens.length > 0 ? [linesOf(item.tokens)] : [];
    return [...own, ...item.lists.flatMap(itemUnits)];
  });
}
