import { anchorName } from './anchors.ts';
import { controlTags, embedTags, headingTags, listTags, silentTags } from './element-kinds.ts';
import { elementText } from './element-text.ts';
import { addEmbed } from './embed.ts';
import type { InlineBuffer } from './inline-buffer.ts';
import { type InlineLink, mark } from './inline-token.ts';
import { imageOf, type LinkContext, linkOf } from './page-links.ts';
import { attribute, has, isUndisplayed, type TreeElement, type TreeNode } from './tree.ts';

/** Marks and link around inline content. */
export interface InlineContext {
  marks: number;
  link: InlineLink | undefined;
}

/** What collecting inline content needs and reports. */
export interface CollectTarget {
  buffer: InlineBuffer;
  links: LinkContext;
  /** Fragments that links of the page lead to. */
  fragments: ReadonlySet<string>;
  /** Called with an element that its style hides; its content is no part of the line. */
  onHidden: (element: TreeElement, context: InlineContext) => void;
  /** Called where a `<time>` or microdata date stands. */
  onTime: (element: TreeElement) => void;
  /** Called for a picture that stands in the page itself and has no address. */
  onPictureInPage: () => void;
}

const tagMarks: Readonly<Record<string, number>> = {
  b: mark.strong,
  strong: mark.strong,
  i: mark.em,
  em: mark.em,
  cite: mark.em,
  dfn: mark.em,
  var: mark.em,
  s: mark.del,
  strike: mark.del,
  del: mark.del,
  sup: mark.sup,
  sub: mark.sub,
  code: mark.code,
  samp: mark.code,
  kbd: mark.code,
};

/** Context inside an element: marks and link are handed down to every piece of text below. */
export function contextInside(
  element: TreeElement,
  context: InlineContext,
  links: LinkContext,
): InlineContext {
  const own = tagMarks[element.tag];
  if (own !== undefined) return { marks: context.marks | own, link: context.link };
  if (element.tag !== 'a') return context;
  const link = linkOf(element, links);
  return link ? { marks: context.marks, link } : context;
}

/** Collects a node's inline content. Blocks inside (in a heading, say) are parted by spaces. Depth is bounded by the tree. */
export function collectInline(node: TreeNode, context: InlineContext, target: CollectTarget): void {
  if (node.kind === 'text') {
    target.buffer.addText(node.text, context.marks, context.link);
    return;
  }
  if (collectLeaf(node, context, target)) return;
  if (isUndisplayed(node)) {
    target.onHidden(node, context);
    return;
  }
  noteElement(node, target);
  const inside = contextInside(node, context, target.links);
  const edge = node.isBlock;
  if (edge) target.buffer.addSpace();
  if (node.tag === 'q') target.buffer.addText('«', inside.marks, inside.link);
  for (const child of node.children) collectInline(child, inside, target);
  if (node.tag === 'q') target.buffer.addText('»', inside.marks, inside.link);
  if (edge) target.buffer.addSpace();
}

const datedClass = /(?:^|\s)(?:dt-)?(?:published|updated)(?:\s|$)/;

/** Reports a `<time>`, a microdata date or a microformat one (hAtom, h-entry) to the target, and the anchor that the element is. */
export function noteElement(element: TreeElement, target: CollectTarget): void {
  const isNoted = element.tag === 'time' || element.tag === 'a';
  if (!isNoted && (element.has & (has.id | has.class | has.itemprop)) === 0) return;
  const anchor = anchorName(element, target.fragments);
  if (anchor !== undefined) target.buffer.addAnchor(anchor);
  if (
    element.tag === 'time' ||
    attribute(element, 'itemprop') !== undefined ||
    hasDatedClass(element)
  ) {
    target.onTime(element);
  }
}

function hasDatedClass(element: TreeElement): boolean {
  const classes = attribute(element, 'class');
  return classes !== undefined && datedClass.test(classes);
}

/** Collects an element that has no text of its own; false when it is none. */
function collectLeaf(element: TreeElement, context: InlineContext, target: CollectTarget): boolean {
  const { tag } = element;
  if (tag === 'br') target.buffer.addBreak();
  else if (tag === 'wbr') return true;
  else if (tag === 'img') collectImage(element, context, target);
  else if (controlTags.has(tag)) return collectControl(element, target);
  else if (embedTags.has(tag)) addEmbed(element, target.buffer, target.links);
  else if (tag === 'area') collectArea(element, context, target);
  else if (tag === 'input' || silentTags.has(tag)) return true;
  else return listTags.has(tag) && element.children.length === 0;
  return true;
}

function collectImage(element: TreeElement, context: InlineContext, target: CollectTarget): void {
  const image = imageOf(element, target.links);
  if (image === 'in-page') target.onPictureInPage();
  else if (image) target.buffer.addImage(image, context.link);
}

/** Counts a control; false for a button whose words are text. */
function collectControl(element: TreeElement, target: CollectTarget): boolean {
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  if (element.tag === 'input' && type === 'hidden') return true;
  if (element.tag === 'button' && opensPart(element)) return false;
  target.buffer.controls++;
  target.buffer.addSpace();
  if (element.tag === 'select') collectChoices(element, target);
  return true;
}

/** A button that is a heading or opens a part of the page (accordion, tab): its words are the part's title. */
function opensPart(button: TreeElement): boolean {
  if (button.parent && headingTags.has(button.parent.tag)) return true;
  return ['aria-expanded', 'data-toggle', 'data-bs-toggle'].some(
    (name) => attribute(button, name) !== undefined,
  );
}

const mostChoices = 500;
const longestChoice = 200;

/** The choices of a menu in a form, a line each: districts, services, months are read there like a list. */
function collectChoices(element: TreeElement, target: CollectTarget): void {
  const choices = element.children
    .flatMap((child) =>
      child.kind === 'element' && child.tag === 'optgroup' ? child.children : child,
    )
    .filter((child) => child.kind === 'element' && child.tag === 'option')
    .slice(0, mostChoices);
  for (const choice of choices) {
    const text = choice.kind === 'element' ? elementText(choice, longestChoice) : '';
    if (text === '') continue;
    target.buffer.addBreak();
    target.buffer.addText(text, 0, undefined);
    target.buffer.choices += text.length;
  }
  if (choices.length > 0) target.buffer.addBreak();
}

/** A region of an image map is a link with its alternative text. */
function collectArea(element: TreeElement, context: InlineContext, target: CollectTarget): void {
  const link = linkOf(element, target.links);
  const text = attribute(element, 'alt') ?? attribute(element, 'title') ?? '';
  if (!link || text.trim() === '') return;
  target.buffer.addSpace();
  target.buffer.addText(text, context.marks, link);
  target.buffer.addSpace();
}
