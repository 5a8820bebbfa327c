import MarkdownIt from 'markdown-it';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

const renderer = new MarkdownIt({ html: true });

/** HTML that GFM Markdown renders to, by a renderer that is not part of kosh. */
export function renderMarkdown(markdown: string): string {
  return renderer.render(markdown);
}

/** What a reader gets from HTML, read with parse5 alone. */
export interface Reading {
  /** All text, white space collapsed to one space; breaks and block edges count as white space. */
  text: string;
  headings: { level: number; text: string }[];
  /** Items with the number of lists around them. */
  items: { depth: number; text: string }[];
  links: { href: string; text: string }[];
  /** Rows of cells; empty rows are left out. */
  rows: string[][];
  /** Characters in bold, in italics, struck out, raised and lowered, without white space. */
  marked: Record<'bold' | 'italic' | 'struck' | 'raised' | 'lowered', string>;
}

const blockEdge =
  /^(?:p|div|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|pre|br|hr|dl|dt|dd|caption|center)$/;

/** Reads HTML as a person would. */
export function readHtml(html: string): Reading {
  const root = parseFragment(html);
  const reading: Reading = {
    text: '',
    headings: [],
    items: [],
    links: [],
    rows: [],
    marked: {
      bold: markedText(root.childNodes, /^(?:b|strong)$/),
      italic: markedText(root.childNodes, /^(?:i|em|cite)$/),
      struck: markedText(root.childNodes, /^(?:s|del|strike)$/),
      raised: markedText(root.childNodes, /^sup$/),
      lowered: markedText(root.childNodes, /^sub$/),
    },
  };
  reading.text = textOf(root.childNodes);
  visit(root.childNodes, reading, 0);
  return reading;
}

function visit(nodes: readonly Node[], reading: Reading, lists: number): void {
  for (const node of nodes) {
    if (!('tagName' in node)) continue;
    readElement(node, reading, lists);
    const isList = node.tagName === 'ul' || node.tagName === 'ol';
    visit(node.childNodes, reading, isList ? lists + 1 : lists);
  }
}

function readElement(node: DefaultTreeAdapterTypes.Element, reading: Reading, lists: number): void {
  const text = textOf(node.childNodes);
  const level = /^h([1-6])$/.exec(node.tagName)?.[1];
  const href = node.attrs.find((attribute) => attribute.name === 'href')?.value;
  if (level !== undefined) reading.headings.push({ level: Number(level), text });
  else if (node.tagName === 'li') reading.items.push({ depth: lists, text: ownItemText(node) });
  else if (node.tagName === 'a' && href !== undefined) reading.links.push({ href, text });
  else if (node.tagName === 'tr') {
    const row = node.childNodes.flatMap((cell) =>
      'tagName' in cell ? [textOf(cell.childNodes)] : [],
    );
    if (row.some((cell) => cell !== '')) reading.rows.push(row);
  }
}

function markedText(nodes: readonly Node[], tags: RegExp): string {
  return nodes
    .map((node) => {
      if (!('tagName' in node)) return '';
      if (!tags.test(node.tagName)) return markedText(node.childNodes, tags);
      return textOf(node.childNodes).replace(/ /g, '');
    })
    .join('');
}

function ownItemText(item: DefaultTreeAdapterTypes.Element): string {
  return textOf(
    item.childNodes.filter(
      (child) => !('tagName' in child && (child.tagName === 'ul' || child.tagName === 'ol')),
    ),
  );
}

/** Text of nodes, white space collapsed; edges of blocks part words. */
function textOf(nodes: readonly Node[]): string {
  return rawText(nodes)
    .replace(/[\s\u00a0]+/g, ' ')
    .normalize('NFC')
    .trim();
}

function rawText(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (node.nodeName === '#text' && 'value' in node) return node.value;
      if (!('tagName' in node)) return '';
      const inner = rawText(node.childNodes);
      return blockEdge.test(node.tagName) ? ` ${inner} ` : inner;
    })
    .join('');
}
