import type { Container } from '../../model/segment.ts';
import { attribute, has, hidesContent, type TreeElement } from './tree.ts';

/** Attributes kept of containers whatever their value, for mapping selectors and features. */
const keptAttributes = new Set(['id', 'class', 'role', 'itemprop', 'itemtype', 'itemscope']);
const longestAttribute = 200;
const longestOtherAttribute = 40;
const mostAttributes = 12;

/** The container table of a page: elements that hold blocks, parents before children, and the signatures they share. */
export class ContainerTable {
  readonly containers: Container[] = [];
  readonly signatures: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** The same by the values of id and class as they stand, which most elements share with others. */
  private readonly written = new Map<string, number>();

  /** Adds a container; `hidden` is what it inherits. Gives its index. */
  add(element: TreeElement, parent: number, hidden: boolean): number {
    this.containers.push({
      parent,
      signature: this.signature(element),
      tag: element.tag,
      attributes: attributesOf(element),
      position: element.position,
      element: element.number,
      controls: 0,
      hidden: hidden || hidesContent(element),
    });
    return this.containers.length - 1;
  }

  /** Counts controls for a container and all around it. */
  addControls(container: number, controls: number): void {
    let index = container;
    while (controls > 0 && index >= 0) {
      const entry = this.containers[index];
      if (!entry) return;
      entry.controls += controls;
      index = entry.parent;
    }
  }

  /** Index of `tag#id.class`, digits as 0. */
  signature(element: TreeElement): number {
    if ((element.has & (has.id | has.class)) === 0) return this.numberOf(element.tag);
    const id = attribute(element, 'id') ?? '';
    const classes = attribute(element, 'class') ?? '';
    const written = `${element.tag}\n${id}\n${classes}`;
    const known = this.written.get(written);
    if (known !== undefined) return known;
    const number = this.numberOf(signatureText(element.tag, id, classes));
    this.written.set(written, number);
    return number;
  }

  private numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.signatures.length);
    this.signatures.push(text);
    return this.signatures.length - 1;
  }
}

function signatureText(tag: string, id: string, classes: string): string {
  let text = '';
  if (id !== '') text += `#${id.trim().slice(0, 60)}`;
  if (classes !== '') {
    for (const name of classes.trim().slice(0, longestAttribute).split(/\s+/).slice(0, 6)) {
      if (name !== '') text += `.${name}`;
    }
  }
  return tag + text.replace(/\d+/g, '0');
}

function attributesOf(element: TreeElement): [string, string][] {
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(element.attributes)) {
    if (kept.length >= mostAttributes) break;
    if (keptAttributes.has(name)) kept.push([name, value.slice(0, longestAttribute)]);
    else if (value.length <= longestOtherAttribute && /^[a-z][a-z0-9-]*$/.test(name)) {
      kept.push([name, value]);
    }
  }
  return kept;
}
