import type { SettledNode } from './settle.ts';

const names: Record<string, string> = { link: 'A', text: '#text', br: 'BR', img: 'IMG' };

/** Settled inline content seen as the part of the DOM that turndown 7 uses; turndown changes only its own copy. */
export class InlineDomNode {
  readonly nodeType: 1 | 3;
  readonly nodeName: string;
  readonly settled: SettledNode | undefined;
  readonly childNodes: InlineDomNode[] = [];
  parentNode: InlineDomNode | null = null;
  nextSibling: InlineDomNode | null = null;
  previousSibling: InlineDomNode | null = null;
  data = '';

  constructor(settled: SettledNode | undefined, children: readonly SettledNode[]) {
    this.settled = settled;
    this.nodeName = settled ? (names[settled.as] ?? settled.as.toUpperCase()) : 'X-INLINE';
    this.nodeType = this.nodeName === '#text' ? 3 : 1;
    if (settled?.kind === 'leaf' && this.nodeType === 3) this.data = settled.markdown;
    for (const child of children) {
      const node = new InlineDomNode(child, child.kind === 'wrap' ? child.children : []);
      node.parentNode = this;
      node.previousSibling = this.lastChild;
      if (node.previousSibling) node.previousSibling.nextSibling = node;
      this.childNodes.push(node);
    }
  }

  get nodeValue(): string {
    return this.data;
  }

  get firstChild(): InlineDomNode | null {
    return this.childNodes[0] ?? null;
  }

  get lastChild(): InlineDomNode | null {
    return this.childNodes.at(-1) ?? null;
  }

  /** A picture counts as a character, so that turndown moves no space across it. */
  get textContent(): string {
    if (this.nodeType === 3) return this.data;
    if (this.nodeName === 'IMG') return '\ufffc';
    return this.childNodes.map((child) => child.textContent).join('');
  }

  getElementsByTagName(name: string): InlineDomNode[] {
    return this.childNodes.flatMap((child) => {
      const below = child.getElementsByTagName(name);
      return child.nodeName === name ? [child, ...below] : below;
    });
  }

  removeChild(child: InlineDomNode): void {
    const index = this.childNodes.indexOf(child);
    if (index < 0) return;
    this.childNodes.splice(index, 1);
    if (child.previousSibling) child.previousSibling.nextSibling = child.nextSibling;
    if (child.nextSibling) child.nextSibling.previousSibling = child.previousSibling;
  }

  cloneNode(): InlineDomNode {
    const settled = this.settled;
    if (settled) return new InlineDomNode(settled, settled.kind === 'wrap' ? settled.children : []);
    const children = this.childNodes.flatMap((child) => (child.settled ? [child.settled] : []));
    return new InlineDomNode(undefined, children);
  }
}
