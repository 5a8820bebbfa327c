import { canonicalLine } from './canonical-text.ts';

/** Columns of review.csv; the last three are for the reviewer. */
const reviewColumns = [
  'id',
  'lang',
  'kind',
  'title',
  'address',
  'published',
  'confidence',
  'flags',
  'decision',
  'reviewer',
  'note',
] as const;

/** A row by column; what is not given stays empty. */
export type ReviewRow = Partial<Record<(typeof reviewColumns)[number], string>>;

/** The heading, after the byte order mark by which Excel knows UTF-8. */
export function reviewHeading(): string {
  return `\ufeff${reviewColumns.join(',')}\r\n`;
}

/** One row (RFC 4180), every cell quoted. */
export function reviewLine(row: ReviewRow): string {
  return `${reviewColumns.map((column) => csvCell(row[column] ?? '')).join(',')}\r\n`;
}

/**
 * A quoted cell on one line. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front (OWASP, CSV injection; the full-width signs too, which Excel reads alike).
 */
export function csvCell(text: string): string {
  // Tab and carriage return lead formulas too; on one line they are gone.
  const line = canonicalLine(text);
  const guarded = /^[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  return `"${guarded.replace(/"/g, '""')}"`;
}
