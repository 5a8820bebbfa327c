import { instantText, readClock, readOffset } from './dates-clock.ts';
import { type DateRole, dateRole, labelledYear, standsAlone } from './dates-context.ts';
import { foldDateText } from './dates-fold.ts';
import { earliestYear, findWrittenDates, type WrittenDate } from './dates-notations.ts';
import { readRelative } from './dates-relative.ts';
import { formatDay, formatInstant, instantOf, wallTime } from './dates-zone.ts';

/** `now` is the time of the capture in milliseconds; `timeZone` an IANA name (times without a zone are read in it). */
export interface DateOptions {
  now: number;
  timeZone: string;
  /** No time of capture is known: `now` is only the latest day that can be; relative dates and dates without a year are not read. */
  undated?: boolean;
  /** Keep the offset that a text names; else instants are given in `timeZone`, which an agency's pages want. */
  keepOffset?: boolean;
}

/** A date read from text. `value` as in KnownDate; */
export interface ReadDate {
  value: string;
  precision: 'year' | 'month' | 'day' | 'minute';
  role: Exclude<DateRole, 'other'>;
}

/** Longest text that is looked at; date lines are short, longer text is cut. */
const maxLength = 600;
const iso = /(?<!\d)(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(z|[+-]\d\d:?\d\d)?/g;
const yearTail =
  /^\s*(?:года|году|год|г|жылы|жылгы|жыл|ж|goda|g|jyly|jyl|jili|jil|zhyly|zhyl|j)(?!\p{L})\.?/u;
const aDay = 86_400_000;

/**
 * Reads the publication date out of a short line as agency sites write it in Kazakh, Russian and English.
 * Undefined when the line holds none: law dates, deadlines, births, numbers of documents are not taken.
 */
export function readDate(text: string, options: DateOptions): ReadDate | undefined {
  const dates = readDates(text, options).filter((date) => date.role !== 'updated');
  return dates.find((date) => date.role === 'published') ?? dates[0];
}

/** All publication and update dates of a line, in the order in which they stand. */
export function readDates(text: string, options: DateOptions): ReadDate[] {
  const looked = text.slice(0, maxLength);
  // Without a digit there are relative dates only; most lines have none.
  if (!/\d/.test(looked)) {
    const relative = options.undated ? undefined : readRelative(foldDateText(looked), options);
    return relative ? [{ ...relative, role: 'published' }] : [];
  }
  const folded = foldDateText(looked);
  const isoDates = readIso(folded, options);
  if (isoDates.length > 0) return isoDates;
  const written = findWrittenDates(folded);
  // `Сегодня, 12 марта 2018 года` tells its day itself.
  const isTold = written.some((date) => date.year !== 0 && date.day !== 0);
  const relative = options.undated || isTold ? undefined : readRelative(folded, options);
  if (relative) return [{ ...relative, role: 'published' }];
  const dates = written.flatMap((date, index) =>
    readOne(folded, date, written[index - 1]?.end ?? 0, written[index + 1]?.start, options),
  );
  return dates.length > 0 ? dates : readLabelledYear(folded, options);
}

function readOne(
  folded: string,
  date: WrittenDate,
  from: number,
  to: number | undefined,
  options: DateOptions,
): ReadDate[] {
  const before = folded.slice(from === 0 ? 0 : Math.max(0, from - 4), date.start);
  const after = folded.slice(date.end, to === undefined ? undefined : to + 4);
  const tail = yearTail.exec(after)?.[0] ?? '';
  const digits = /^[\d\s./-]+$/.test(folded.slice(date.start, date.end));
  const role = dateRole(before, date.year === 0 ? after : after.slice(tail.length), digits);
  if (role === 'other') return [];
  const isNumeric = /^\d\d\.\d\d$/.test(folded.slice(date.start, date.end));
  if (date.year === 0 && role === 'plain' && !standsAlone(before, after) && !isNumeric) return [];
  if (date.year === 0 && options.undated) return [];
  const year = date.year === 0 ? latestYear(date, options) : date.year;
  const value = withTime({ ...date, year }, before, after, options);
  return value && !isFuture(value.value, options) ? [{ ...value, role }] : [];
}

function withTime(
  date: WrittenDate,
  before: string,
  after: string,
  options: DateOptions,
): Omit<ReadDate, 'role'> | undefined {
  const month = `${date.year}-${String(date.month).padStart(2, '0')}`;
  if (date.day === 0) return { value: month, precision: 'month' };
  const time = readClock(before, after);
  if (!time) return { value: formatDay(date), precision: 'day' };
  return { value: instantText(date, time, options), precision: 'minute' };
}

function readIso(folded: string, options: DateOptions): ReadDate[] {
  return [...folded.matchAll(iso)].flatMap((match) => {
    const instant = isoInstant(match, options.timeZone);
    if (instant === undefined) return [];
    const zone = match[6];
    const own = options.keepOffset && zone !== undefined ? isoOffset(zone) : undefined;
    const value = formatInstant(instant, options.timeZone, own);
    if (isFuture(value, options)) return [];
    const role = dateRole(folded.slice(0, match.index), '');
    return [{ value, precision: 'minute' as const, role: role === 'other' ? 'plain' : role }];
  });
}

function isoInstant(match: RegExpExecArray, timeZone: string): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map(Number);
  const zone = match[6];
  const isPossible = year >= earliestYear && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!isPossible || hour > 24 || minute > 59) return undefined;
  if (zone === undefined) return instantOf({ year, month, day, hour, minute }, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) - isoOffset(zone) * 60_000;
}

/** Minutes east of UTC of an ISO 8601 zone. */
function isoOffset(zone: string): number {
  return zone === 'z' ? 0 : readOffset(zone);
}

function readLabelledYear(folded: string, options: DateOptions): ReadDate[] {
  const groups = labelledYear.exec(folded)?.groups;
  const value = groups?.y ?? groups?.z;
  if (value === undefined || Number(value) < earliestYear || isFuture(value, options)) return [];
  return [{ value, precision: 'year', role: 'published' }];
}

/** The latest such day that is not after the capture. */
function latestYear(date: WrittenDate, options: DateOptions): number {
  const today = wallTime(options.now, options.timeZone);
  const isLater = date.month > today.month || (date.month === today.month && date.day > today.day);
  return isLater ? today.year - 1 : today.year;
}

/** A day of grace: pages are captured near midnight, and clocks of servers are wrong. */
function isFuture(value: string, options: DateOptions): boolean {
  return Date.parse(value) > options.now + aDay;
}
