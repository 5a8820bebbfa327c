import type { KnownDate } from '../model/published-date.ts';
import type { HeadFacts } from '../model/segment.ts';
import { readDates } from '../text/dates.ts';
import { asKnown, type DateContext } from './metadata-date-context.ts';
import { readMachine } from './metadata-date-machine.ts';
import { furnitureRoles, roles } from './select-patterns.ts';
import type { PageView } from './select-view.ts';

/** Roles whose times are not the page's; the foot of an article often bears its date. */
const othersRoles = furnitureRoles & ~roles.footer;
/** Others' dates wherever they stand, right below the headline too. */
const neverRoles = roles.comments | roles.related;
/** So far below the headline a time is its own, whatever the names of the elements around it. */
const underHeadline = 4;
const farthest = 40;

type Time = HeadFacts['times'][number];

/** Dates of `<time>` elements, microdata and microformats, the nearest to the headline first. */
export function timeDates(
  view: PageView,
  context: DateContext,
  property: 'published' | 'updated',
): KnownDate[] {
  const from = context.headline ?? context.kept[0] ?? 0;
  const article = articleRange(view, view.blocks[from]?.block.container ?? 0);
  return view.segment.head.times
    .filter((time) =>
      property === 'updated' ? time.property === 'updated' : isPublishing(time.property),
    )
    .map((time) => ({ time, distance: distanceOf(time, view, context, article) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .flatMap(({ time }) => {
      const date =
        readMachine(time.datetime, context) ?? readDates(time.text.slice(0, 80), context)[0];
      const isOther = property === 'published' && date?.role === 'updated';
      return date && !isOther ? [asKnown(date, 'time')] : [];
    });
}

function isPublishing(property: Time['property']): boolean {
  return property === 'published' || property === null;
}

function distanceOf(
  time: Time,
  view: PageView,
  context: DateContext,
  article: { start: number; end: number },
): number {
  const from = context.headline ?? context.kept[0] ?? 0;
  const block = view.blocks[time.block];
  const blockRoles = block?.roles ?? 0;
  const below = time.block - from;
  // Markup that names the publication stands before markup that names no more than a time.
  const sure = time.property === 'published' ? 3 : 0;
  if (isUnderHeadline(below, blockRoles, context)) return below - sure;
  // What stands in the body may be a list of other pages with their dates.
  const quoted = context.kept.includes(time.block) ? 15 : 0;
  const container = block?.block.container ?? 0;
  const inArticle = container >= article.start && container < article.end;
  // The footer of an article tells its date (HTML 4.3.8); comments inside it tell theirs.
  if (inArticle && (blockRoles & roles.comments) === 0)
    return Math.min(20, Math.abs(below)) + quoted - sure;
  const aside = (blockRoles & othersRoles) !== 0 ? 100 : 0;
  const outside = time.block > (context.kept.at(-1) ?? from) + 3 ? 60 : 0;
  return Math.abs(below) + aside + outside - sure;
}

function isUnderHeadline(below: number, blockRoles: number, context: DateContext): boolean {
  const isNear = context.headline !== null && below >= 0 && below <= underHeadline;
  return isNear && (blockRoles & neverRoles) === 0;
}

/** Containers of the `article` element around a container, as a range; empty when there is none. */
function articleRange(view: PageView, container: number): { start: number; end: number } {
  const { containers } = view.segment;
  for (let at = container; at >= 0; at = containers[at]?.parent ?? -1) {
    if (containers[at]?.tag === 'article') return { start: at, end: view.subtreeEnd[at] ?? at };
  }
  return { start: 0, end: 0 };
}
