import { RecentMap } from './recent-map.ts';

/** A wall-clock time without a zone. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Offsets by zone and quarter of an hour, at which alone zones change theirs. */
const knownOffsets = new RecentMap<string, number>(1_000);
const quarter = 15 * 60_000;

/** Offset of a zone in minutes east of UTC at an instant (milliseconds), by the zone database of the runtime. */
export function zoneOffset(instant: number, timeZone: string): number {
  const name = `${timeZone} ${Math.floor(instant / quarter)}`;
  const known = knownOffsets.get(name);
  if (known !== undefined) return known;
  const offset = freshOffset(instant, timeZone);
  knownOffsets.set(name, offset);
  return offset;
}

function freshOffset(instant: number, timeZone: string): number {
  const wall = wallTime(instant, timeZone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  return Math.round((asUtc - Math.floor(instant / 60_000) * 60_000) / 60_000);
}

/** What clocks in the zone show at an instant. */
export function wallTime(instant: number, timeZone: string): WallTime {
  if (timeZone === 'UTC') return utcTime(instant);
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(instant)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour') % 24,
    minute: part('minute'),
  };
}

function utcTime(instant: number): WallTime {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

/** The instant at which clocks in the zone show this; an hour that comes twice is its first. */
export function instantOf(wall: WallTime, timeZone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const before = zoneOffset(asUtc - 86_400_000, timeZone);
  const early = asUtc - before * 60_000;
  if (zoneOffset(early, timeZone) === before) return early;
  return asUtc - zoneOffset(asUtc + 86_400_000, timeZone) * 60_000;
}

/** `2018-03-12T09:35:00+06:00`: an instant with the offset the zone had then, or with one given in minutes. */
export function formatInstant(instant: number, timeZone: string, own?: number): string {
  const offset = own ?? zoneOffset(instant, timeZone);
  const wall = wallTime(instant + offset * 60_000, 'UTC');
  const sign = offset < 0 ? '-' : '+';
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${formatDay(wall)}T${two(wall.hour)}:${two(wall.minute)}:00${zone}`;
}

/** `2018-03-12` */
export function formatDay(wall: { year: number; month: number; day: number }): string {
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}
