import {
  codeTags,
  controlTags,
  embedTags,
  headingTags,
  listTags,
  silentTags,
} from './element-kinds.ts';
import { elementText } from './element-text.ts';
import { hasTable } from './heading.ts';
import { pixels } from './page-links.ts';
import type { TableCell, TableRow, TableShape } from './table-grid.ts';
import { attribute, type TreeElement } from './tree.ts';

/** What a table's cells hold, as far as it tells data from layout. */
interface CellFacts {
  nested: number;
  headings: number;
  lists: number;
  controls: number;
  /** Embeds, code, rules, quotes, the headline of the page: what no cell of figures holds. */
  foreign: number;
  images: number;
  /** Paragraphs and divisions in the fullest cell. */
  blocks: number;
  text: number;
  linkText: number;
}

const foreignTags = new Set([
  'h1',
  'blockquote',
  'hr',
  'dl',
  'form',
  'fieldset',
  'nav',
  ...codeTags,
]);
const longestDataCell = 4000;

/**
 * Tells whether a table is data, one block with rows, or layout, to be read cell by cell. Pages of the
 * 2000s are tables inside tables: signs of data are th, caption, thead, a border or a list of short
 * cells in regular rows; signs of layout are one row or column, block structure, long or empty cells.
 */
export function isDataTable(table: TreeElement, shape: TableShape): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return false;
  if (shape.rows.length < 2 || shape.columns < 2 || shape.columns > 60) return false;
  const strong = hasDataSigns(
    table,
    shape,
    shape.rows.flatMap((row) => row.cells),
  );
  const rows = strong ? shape.rows.filter((row) => !isPagerRow(row, shape)) : shape.rows;
  const cells = rows.flatMap((row) => row.cells);
  const facts: CellFacts[] = [];
  for (const cell of cells) {
    const fact = cellFacts(cell);
    // A table inside is the mark of layout; looking on would cost time at every level.
    if (fact.nested > 0 || fact.controls > 0 || fact.foreign > 0) return false;
    facts.push(fact);
  }
  return strong ? isMarkedData(facts) : isRegularData(shape, facts);
}

const longestPager = 100;

/** A grid of ASP.NET keeps the numbers of its pages in a table in its first or last row. */
function isPagerRow(row: TableRow, shape: TableShape): boolean {
  const [cell, second] = row.cells;
  if (!cell || second || shape.rows.length < 3 || cell.columns !== shape.columns) return false;
  if (row !== shape.rows[0] && row !== shape.rows.at(-1)) return false;
  return (
    hasTable(cell.element) && elementText(cell.element, longestPager + 1).length <= longestPager
  );
}

function hasDataSigns(table: TreeElement, shape: TableShape, cells: readonly TableCell[]): boolean {
  if (shape.captions.length > 0 || cells.some((cell) => cell.header)) return true;
  if (shape.rows.some((row) => row.inHead)) return true;
  const border = attribute(table, 'border');
  if (border !== undefined && border.trim() !== '0') return true;
  if (attribute(table, 'rules') !== undefined) return true;
  const style = attribute(table, 'style') ?? '';
  if (/border(?:-width)?\s*:\s*(?!0|none)[^;]*(?:\d|solid)/i.test(style)) return true;
  return /\b(?:MsoTableGrid|MsoNormalTable|table-bordered|table-striped)\b/i.test(
    attribute(table, 'class') ?? '',
  );
}

/** Table that calls itself data: only a page skeleton in disguise is refused. */
function isMarkedData(facts: readonly CellFacts[]): boolean {
  const longest = Math.max(...facts.map((fact) => fact.text));
  const filled = facts.filter((fact) => fact.text > 0 || fact.images > 0);
  if (filled.length < 2 || longest > longestDataCell) return false;
  const structured = facts.filter((fact) => fact.headings > 0 && fact.blocks > 1);
  if (structured.length * 4 > facts.length) return false;
  const withImages = facts.filter((fact) => fact.images > 0);
  // A framed gallery: more pictures than cells with text alone.
  if (withImages.length * 2 > filled.length) return false;
  return facts.length > 4 || longest < 1200;
}

/** Table without any sign: regular rows of short cells, as contacts and figures have them. */
function isRegularData(shape: TableShape, facts: readonly CellFacts[]): boolean {
  const full = shape.widths.filter((width) => width === shape.columns).length;
  if (full < shape.rows.length * 0.8) return false;
  if (facts.some((fact) => fact.headings + fact.lists > 0 || fact.blocks > 2)) return false;
  const filled = facts.filter((fact) => fact.text > 0);
  if (filled.length < facts.length * 0.55 || filled.length < 4) return false;
  if (facts.some((fact) => fact.images > 0)) return false;
  const text = sum(facts.map((fact) => fact.text));
  const linkText = sum(facts.map((fact) => fact.linkText));
  // A grid of links is a menu.
  if (linkText > text * 0.85) return false;
  const longest = Math.max(...facts.map((fact) => fact.text));
  return longest <= 400 && text / filled.length <= 110;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function cellFacts(cell: TableCell): CellFacts {
  const facts: CellFacts = {
    nested: 0,
    headings: 0,
    lists: 0,
    controls: 0,
    foreign: 0,
    images: 0,
    blocks: 0,
    text: 0,
    linkText: 0,
  };
  look(cell.element, facts, false);
  return facts;
}

function look(parent: TreeElement, facts: CellFacts, inLink: boolean): void {
  for (const child of parent.children) {
    if (child.kind === 'text') {
      const length = child.text.trim().length;
      facts.text += length;
      if (inLink) facts.linkText += length;
    } else if (child.tag === 'table') {
      facts.nested++;
      return;
    } else lookAtElement(child, facts, inLink);
  }
}

function lookAtElement(element: TreeElement, facts: CellFacts, inLink: boolean): void {
  if (controlTags.has(element.tag)) facts.controls += isHiddenInput(element) ? 0 : 1;
  else if (!silentTags.has(element.tag)) {
    countElement(element, facts);
    look(element, facts, inLink || element.tag === 'a');
  }
}

function isHiddenInput(control: TreeElement): boolean {
  return attribute(control, 'type')?.toLowerCase() === 'hidden';
}

function countElement(element: TreeElement, facts: CellFacts): void {
  const { tag } = element;
  if (foreignTags.has(tag) || embedTags.has(tag)) facts.foreign++;
  else if (headingTags.has(tag)) facts.headings++;
  else if (listTags.has(tag)) facts.lists++;
  else if (tag === 'img') {
    // Icons of file types and spacers stand in tables of figures too.
    if (!isIcon(element)) facts.images++;
  } else if (element.isBlock && !element.blockInside) facts.blocks++;
}

function isIcon(image: TreeElement): boolean {
  const width = pixels(image, 'width');
  const height = pixels(image, 'height');
  return (width > 0 && width <= 40) || (height > 0 && height <= 40);
}
