import type { KnownDate } from '../model/published-date.ts';
import type { DateOptions, ReadDate } from '../text/dates.ts';
import { formatDay, wallTime } from '../text/dates-zone.ts';

/** What the search for a page's dates must know of the choice of its blocks. */
export interface DateContext extends DateOptions {
  headline: number | null;
  kept: readonly number[];
  /** Rules by which blocks were left out; dates in teasers and furniture are others'. */
  removed: ReadonlyMap<number, { rule: string }>;
  /** Date that list pages show beside links to the page. */
  listDate?: string | undefined;
  address: string;
}

/** A date read from text, with where it was read. */
export function asKnown(date: ReadDate, source: KnownDate['source']): KnownDate {
  return { value: date.value, precision: date.precision, source };
}

/** The day of the capture in the page's zone; null when the capture is not dated. */
export function captureDay(context: DateOptions): string | null {
  return context.undated ? null : formatDay(wallTime(context.now, context.timeZone));
}
