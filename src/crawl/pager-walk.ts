import { hash64 } from '../text/hash.ts';
import type { FreshCapture, Frontier } from './ports.ts';

/** So many pages of content that its pager had not shown before make a page of a pager worth the next one. */
const shownAnew = 3;

/**
 * Whether a page is a step of a pager that shows pages of content none of its other pages showed: it walks through a list
 * that has an end, whether or not those pages were found by other ways before. A pager that goes on behind its end shows its
 * last page again. Counts what the page shows.
 */
export function isPagerStep(frontier: Frontier, capture: FreshCapture): boolean {
  if (capture.kind !== 'page' || !isNextOfItsKind(frontier, capture)) return false;
  const isContent = new Map<string, boolean>();
  const shown = frontier.linkedFrom(capture.id).filter(({ template }) => {
    if (template === '' || template === capture.template) return false;
    let known = isContent.get(template);
    if (known === undefined) {
      const { own, captures, suspended } = frontier.template(template);
      known = !suspended && own > 0 && own * 2 >= captures;
      isContent.set(template, known);
    }
    return known;
  });
  const seen = frontier.countTexts(shown.map(({ id }) => shownHash(capture.template, id)));
  return seen.filter((pages) => pages === 1).length >= shownAnew;
}

/** It was found on a page of its template whose address has a smaller number in one place. */
function isNextOfItsKind(frontier: Frontier, { address, template }: FreshCapture): boolean {
  const before = frontier.find(address)?.foundOn ?? null;
  if (before === null || frontier.find(before)?.template !== template) return false;
  const [from, to] = [numbersOf(before), numbersOf(address)];
  const differing = to.filter((one, i) => one !== from[i]);
  return (
    from.length === to.length &&
    differing.length === 1 &&
    to.some((one, i) => one > (from[i] ?? one))
  );
}

function numbersOf(address: string): number[] {
  return (address.match(/\d+/g) ?? []).map(Number);
}

function shownHash(template: string, id: number): number {
  return Number.parseInt(hash64(`shown ${template} ${id}`).slice(0, 13), 16);
}
