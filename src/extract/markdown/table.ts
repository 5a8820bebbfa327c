import type { InlineToken } from '../segment/inline-token.ts';
import { embedText, literalText } from './delimiters.ts';
import { anchorHtml, escapeHtml } from './escape.ts';
import { inlineMarkdown } from './inline.ts';
import { type InlineNode, inlineTree } from './inline-tree.ts';

/** A piece of a cell that holds lists: lines of text, or a list whose items are of such pieces. */
export type CellPart =
  | { kind: 'lines'; tokens: readonly InlineToken[] }
  | { kind: 'list'; start: number | undefined; items: readonly (readonly CellPart[])[] };

/** A cell's content and its place in the grid. */
export interface MarkdownCell {
  /** The content as lines. */
  tokens: readonly InlineToken[];
  /** The same with its lists, where it has some. */
  parts?: readonly CellPart[] | undefined;
  columns: number;
  rows: number;
  header: boolean;
}

/**
 * A table in GFM when its cells fill a plain grid, else as HTML, since GFM has no spans and no lists in cells. The first row
 * is the header when the source says so; otherwise the header stays empty: GFM wants one, and to raise
 * the first row of a contact table would change what it says.
 */
export function tableMarkdown(rows: readonly (readonly MarkdownCell[])[], columns: number): string {
  const plain = rows.every((row) => row.every((cell) => isPlainCell(cell, row, columns)));
  return plain ? gfmTable(rows, columns) : htmlTable(rows);
}

/** No lists, and no spans but for a row that is a single cell over all columns (a title between rows). */
function isPlainCell(cell: MarkdownCell, row: readonly MarkdownCell[], columns: number): boolean {
  if (cell.rows > 1 || cell.parts) return false;
  return cell.columns === 1 || (row.length === 1 && cell.columns === columns);
}

function gfmTable(rows: readonly (readonly MarkdownCell[])[], columns: number): string {
  const first = rows[0] ?? [];
  const hasHeader = isHeader(first);
  const lines = [
    rowLine(hasHeader ? first : [], columns),
    `|${' --- |'.repeat(columns)}`,
    ...rows.slice(hasHeader ? 1 : 0).map((row) => rowLine(row, columns)),
  ];
  return lines.join('\n');
}

/** A row of th, or of bold cells alone. */
function isHeader(row: readonly MarkdownCell[]): boolean {
  const filled = row.filter((cell) => cell.tokens.length > 0);
  if (filled.length === 0) return false;
  return filled.every((cell) => cell.header) || (filled.length > 1 && filled.every(isBold));
}

function isBold(cell: MarkdownCell): boolean {
  return cell.tokens.every(
    (token) =>
      token.kind === 'break' ||
      token.kind === 'anchor' ||
      (token.kind === 'text' && ((token.marks & 1) === 1 || token.text.trim() === '')),
  );
}

function rowLine(row: readonly MarkdownCell[], columns: number): string {
  let line = '|';
  for (let column = 0; column < columns; column++) {
    const tokens = row[column]?.tokens ?? [];
    const content = tokens.length === 0 ? '' : inlineMarkdown(tokens, 'cell');
    line += content === '' ? '  |' : ` ${content} |`;
  }
  return line;
}

function htmlTable(rows: readonly (readonly MarkdownCell[])[]): string {
  const lines = ['<table>'];
  for (const row of rows) {
    const cells = row.map((cell) => {
      const tag = cell.header ? 'th' : 'td';
      const columns = cell.columns > 1 ? ` colspan="${cell.columns}"` : '';
      const rowSpan = cell.rows > 1 ? ` rowspan="${cell.rows}"` : '';
      return `<${tag}${columns}${rowSpan}>${cellHtml(cell)}</${tag}>`;
    });
    lines.push(`<tr>${cells.join('')}</tr>`);
  }
  lines.push('</table>');
  return lines.join('\n');
}

function cellHtml({ tokens, parts }: MarkdownCell): string {
  return parts ? partsHtml(parts) : inlineHtml(inlineTree(tokens));
}

function partsHtml(parts: readonly CellPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'lines') return inlineHtml(inlineTree(part.tokens));
      const items = part.items.map((item) => `<li>${partsHtml(item)}</li>`).join('');
      if (part.start === undefined) return `<ul>${items}</ul>`;
      return `<ol${part.start === 1 ? '' : ` start="${part.start}"`}>${items}</ol>`;
    })
    .join('');
}

function inlineHtml(nodes: readonly InlineNode[]): string {
  return nodes.map(nodeHtml).join('');
}

function nodeHtml(node: InlineNode): string {
  switch (node.kind) {
    case 'text':
      return escapeHtml(node.text);
    case 'break':
      return '<br>';
    case 'image': {
      const { src, alt } = node.image;
      return `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}">`;
    }
    case 'anchor':
      return anchorHtml(node.name);
    case 'embed':
      return `<a href="${escapeHtml(node.href)}">${escapeHtml(embedText(node))}</a>`;
    case 'link':
      return `<a href="${escapeHtml(node.href)}">${inlineHtml(node.children)}</a>`;
    case 'mark':
      if (node.mark === 'code') return `<code>${escapeHtml(literalText(node.children))}</code>`;
      return `<${node.mark}>${inlineHtml(node.children)}</${node.mark}>`;
  }
}
