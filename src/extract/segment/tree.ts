import { blockTags } from './element-kinds.ts';

/** A run of text in the page. */
interface TreeText {
  kind: 'text';
  text: string;
}

/** An element of the page. `number` counts elements in document order from 0; `position` counts element siblings from 1. */
export interface TreeElement {
  kind: 'element';
  tag: string;
  attributes: Readonly<Record<string, string>>;
  parent: TreeElement | undefined;
  children: TreeNode[];
  number: number;
  position: number;
  depth: number;
  /** Starts and ends a line: by its tag, a hyphen in its name or `display` in its style. */
  isBlock: boolean;
  /** Some descendant is a block. */
  blockInside: boolean;
  elementChildren: number;
  /** Which of the attributes that are asked for most it has, as bits of `has`. */
  has: number;
}

/** Attributes that cutting asks every element for. */
export const has = { id: 1, class: 2, style: 4, hidden: 8, itemprop: 16, other: 32 } as const;

export type TreeNode = TreeElement | TreeText;

/** Deepest nesting kept; what is deeper becomes a sibling. Far above real pages (measured: under 120) and safe to walk by recursion. */
export const deepestNesting = 400;

const blockDisplay = /display\s*:\s*(?:block|flex|grid|table|list-item)/i;
const noDisplay = /display\s*:\s*none|visibility\s*:\s*hidden/i;

/** Builds the tree from a parser's events, in constant time for each, and flattens what is too deep. */
export class TreeBuilder {
  readonly root: TreeElement;
  /** Elements that were flattened. */
  flattened = 0;
  /** Elements by tag, for those that carry head facts. */
  readonly noted = new Map<string, TreeElement[]>();
  private current: TreeElement;
  private count = 0;

  constructor(notedTags: readonly string[]) {
    for (const tag of notedTags) this.noted.set(tag, []);
    this.root = makeElement('', {}, undefined);
    this.root.number = -1;
    this.current = this.root;
  }

  /** The element that text goes to now. */
  get open(): TreeElement {
    return this.current;
  }

  /** Adds an element below the open one and opens it. */
  openElement(tag: string, attributes: Readonly<Record<string, string>>): TreeElement {
    const element = this.addElement(tag, attributes);
    this.current = element;
    return element;
  }

  /** Adds an element below the open one, without opening it. */
  addElement(tag: string, attributes: Readonly<Record<string, string>>): TreeElement {
    let parent = this.current;
    if (parent.depth >= deepestNesting) {
      parent = parent.parent ?? parent;
      this.flattened++;
    }
    const element = makeElement(tag, attributes, parent);
    element.number = this.count++;
    element.depth = parent.depth + 1;
    element.position = ++parent.elementChildren;
    parent.children.push(element);
    if (element.isBlock) {
      for (let up: TreeElement | undefined = parent; up && !up.blockInside; up = up.parent) {
        up.blockInside = true;
      }
    }
    this.noted.get(tag)?.push(element);
    return element;
  }

  /** Ends an element that is open, with all below it: text goes to its parent from here. Others are left as they are. */
  closeElement(element: TreeElement): void {
    for (let open: TreeElement | undefined = this.current; open; open = open.parent) {
      if (open === element) {
        this.current = element.parent ?? this.root;
        return;
      }
    }
  }

  /** Adds text below the open element. */
  addText(text: string): void {
    const last = this.current.children.at(-1);
    if (last?.kind === 'text') last.text += text;
    else this.current.children.push({ kind: 'text', text });
  }
}

/** Value of an attribute, undefined when absent; never a property of Object.prototype. */
export function attribute(element: TreeElement, name: string): string | undefined {
  // What Object.prototype has under a name is no string.
  const value: unknown = element.attributes[name];
  return typeof value === 'string' ? value : undefined;
}

/** Tells whether the element itself hides its content from a reader: `hidden`, `aria-hidden` or its style. */
export function hidesContent(element: TreeElement): boolean {
  if ((element.has & (has.hidden | has.style)) === 0) return false;
  return (
    attribute(element, 'hidden') !== undefined ||
    attribute(element, 'aria-hidden') === 'true' ||
    isUndisplayed(element)
  );
}

/** Tells whether the element's own style keeps it from being shown. */
export function isUndisplayed(element: TreeElement): boolean {
  if ((element.has & has.style) === 0) return false;
  const style = attribute(element, 'style');
  return style !== undefined && noDisplay.test(style);
}

/** First element below (in document order) for which the test holds, at most `limit` elements looked at. */
export function findElement(
  root: TreeElement,
  test: (element: TreeElement) => boolean,
  limit = 20_000,
): TreeElement | undefined {
  let seen = 0;
  const stack: TreeElement[] = [root];
  for (let element = stack.pop(); element && seen < limit; element = stack.pop()) {
    seen++;
    if (element !== root && test(element)) return element;
    for (let i = element.children.length - 1; i >= 0; i--) {
      const child = element.children[i];
      if (child?.kind === 'element') stack.push(child);
    }
  }
  return undefined;
}

const noAttributes: Readonly<Record<string, string>> = {};

function makeElement(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  parent: TreeElement | undefined,
): TreeElement {
  const bits = bitsOf(attributes);
  const isBlock = blockTags.has(tag) || tag.includes('-');
  const element: TreeElement = {
    kind: 'element',
    tag,
    attributes: bits === 0 ? noAttributes : attributes,
    parent,
    children: [],
    number: 0,
    position: 1,
    depth: 0,
    isBlock,
    blockInside: false,
    elementChildren: 0,
    has: bits,
  };
  if (!isBlock && (bits & has.style) !== 0) {
    const style = attribute(element, 'style');
    element.isBlock = style !== undefined && blockDisplay.test(style);
  }
  return element;
}

function bitsOf(attributes: Readonly<Record<string, string>>): number {
  let bits = 0;
  for (const name in attributes) {
    if (name === 'class') bits |= has.class;
    else if (name === 'id') bits |= has.id;
    else if (name === 'style') bits |= has.style;
    else if (name === 'hidden' || name === 'aria-hidden') bits |= has.hidden;
    else if (name === 'itemprop') bits |= has.itemprop;
    else bits |= has.other;
  }
  return bits;
}
