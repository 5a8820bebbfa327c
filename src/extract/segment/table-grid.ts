import { attribute, type TreeElement } from './tree.ts';

/** A cell as the source has it. Spans are bounded; `header` is a th. */
export interface TableCell {
  element: TreeElement;
  columns: number;
  rows: number;
  header: boolean;
}

/** A row with its own cells. */
export interface TableRow {
  element: TreeElement;
  cells: TableCell[];
  /** The row stands in a thead. */
  inHead: boolean;
}

/** A table's own rows (not those of tables inside), and its captions. */
export interface TableShape {
  captions: TreeElement[];
  rows: TableRow[];
  /** Columns of the grid each row fills, spans from rows above counted. */
  widths: number[];
  columns: number;
}

const widestSpan = 100;
/** Grid places looked at; hostile spans stop here. */
const largestGrid = 400_000;

/** Reads rows and cells, through tbody and stray formatting elements. */
export function tableShape(table: TreeElement): TableShape {
  const shape: TableShape = { captions: [], rows: [], widths: [], columns: 0 };
  gatherRows(table, shape, false);
  measure(shape);
  return shape;
}

function gatherRows(parent: TreeElement, shape: TableShape, inHead: boolean): void {
  for (const child of parent.children) {
    if (child.kind !== 'element' || child.tag === 'table') continue;
    if (child.tag === 'caption') shape.captions.push(child);
    else if (child.tag === 'tr') {
      const cells: TableCell[] = [];
      gatherCells(child, cells);
      if (cells.length > 0) shape.rows.push({ element: child, cells, inHead });
    } else if (child.blockInside) gatherRows(child, shape, inHead || child.tag === 'thead');
  }
}

function gatherCells(parent: TreeElement, cells: TableCell[]): void {
  for (const child of parent.children) {
    if (child.kind !== 'element') continue;
    if (child.tag === 'td' || child.tag === 'th') {
      cells.push({
        element: child,
        columns: span(child, 'colspan', widestSpan),
        rows: span(child, 'rowspan', 65_534),
        header: child.tag === 'th',
      });
    } else if (child.blockInside && child.tag !== 'table') gatherCells(child, cells);
  }
}

function span(cell: TreeElement, name: 'colspan' | 'rowspan', most: number): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10);
  return Number.isFinite(value) && value > 0 ? Math.min(value, most) : 1;
}

/** Cuts row spans at the end of the table and measures the grid. */
function measure(shape: TableShape): void {
  let pending: { columns: number; rows: number }[] = [];
  let places = 0;
  shape.rows.forEach((row, index) => {
    let width = 0;
    for (const above of pending) width += above.columns;
    pending = pending.flatMap((above) =>
      above.rows > 1 ? [{ columns: above.columns, rows: above.rows - 1 }] : [],
    );
    for (const cell of row.cells) {
      cell.rows = Math.min(cell.rows, shape.rows.length - index);
      if (places > largestGrid) cell.columns = 1;
      width += cell.columns;
      places += cell.columns;
      if (cell.rows > 1) pending.push({ columns: cell.columns, rows: cell.rows - 1 });
    }
    shape.widths.push(width);
    shape.columns = Math.max(shape.columns, width);
  });
}
