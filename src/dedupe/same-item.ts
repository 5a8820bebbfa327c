import { normalizeText } from '../text/hash.ts';
import type { SettledPage } from './dedupe-page.ts';
import { isCopyShape, isPrintShape } from './key-shape.ts';

/** Tells whether two dates can be one: equal as far as the less precise one goes; a missing date fits all. */
export function datesAgree(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return true;
  const length = Math.min(a.length, b.length, 10);
  return a.slice(0, length) === b.slice(0, length);
}

/** Days between two dates known to the day, else null. */
export function daysApart(a: string | null, b: string | null): number | null {
  if (a === null || b === null || a.length < 10 || b.length < 10) return null;
  const days = Math.abs(Date.parse(a.slice(0, 10)) - Date.parse(b.slice(0, 10))) / 86_400_000;
  return Number.isNaN(days) ? null : days;
}

/** Tells whether two titles can be one: equal, or one within the other word for word (`Site name - Title`), or missing. */
export function titlesAgree(a: string, b: string): boolean {
  const x = ` ${comparedTitle(a)} `;
  const y = ` ${comparedTitle(b)} `;
  return x === '  ' || y === '  ' || x.includes(y) || y.includes(x);
}

/** Tells whether two titles are the same but for case, white space, quotation marks and dashes. */
export function sameTitle(a: string, b: string): boolean {
  const x = comparedTitle(a);
  return x !== '' && x === comparedTitle(b);
}

function comparedTitle(title: string): string {
  return normalizeText(title)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Two pages of a site with different titles or different dates are different items, however alike their
 * texts. A print version may bear the words "print version" as title and the day of printing as date.
 */
export function mayBeOneItem(a: SettledPage, b: SettledPage): boolean {
  if (isPrintShape(a.key) !== isPrintShape(b.key) && isCopyShape(a.key, b.key)) return true;
  return datesAgree(a.published, b.published) && titlesAgree(a.title, b.title);
}
