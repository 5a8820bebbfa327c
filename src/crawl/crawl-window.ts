import { type CrawlHours, parseHours } from '../model/crawl-hours.ts';
import { formatDay, instantOf, type WallTime, wallTime } from '../text/dates-zone.ts';
import type { Pause } from './paced-network.ts';

/** Bytes received on a day (`2018-03-12`) of the mapping's time zone. */
export interface DayBytes {
  day: string;
  bytes: number;
}

/** When and how much an agency may be asked. */
export interface WindowOptions {
  /** `20-07`, `20:30-06`; undefined for the whole day. */
  hours: string | undefined;
  bytesPerDay: number | undefined;
  timeZone: string;
  /** What earlier runs received. */
  used: DayBytes | undefined;
}

const dayMinutes = 24 * 60;

/** The hours and bytes a day of an agency, by the clocks of its time zone. */
export class CrawlWindow {
  readonly #options: WindowOptions;
  readonly #hours: CrawlHours | undefined;
  #used: DayBytes;
  #minute = Number.NaN;
  #wall: WallTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#hours = options.hours === undefined ? undefined : parseHours(options.hours);
    this.#used = options.used ?? { day: '', bytes: 0 };
  }

  /** What was received today. */
  get used(): DayBytes {
    return this.#used;
  }

  /** Counts bytes received at an instant (milliseconds since 1970). */
  add(bytes: number, now: number): void {
    const day = formatDay(this.#wallAt(now));
    if (this.#used.day !== day) this.#used = { day, bytes: 0 };
    this.#used = { day, bytes: this.#used.bytes + bytes };
  }

  /** The pause that holds at an instant, if one does. */
  pause(now: number): Pause | undefined {
    const { bytesPerDay } = this.#options;
    if (this.#hours === undefined && bytesPerDay === undefined) return undefined;
    const wall = this.#wallAt(now);
    const closed = this.#hours && this.#closed(wall, this.#hours);
    if (closed !== undefined) return closed;
    if (bytesPerDay === undefined || this.#used.day !== formatDay(wall)) return undefined;
    if (this.#used.bytes < bytesPerDay) return undefined;
    return { reason: `bytes a day (${bytesPerDay})`, until: this.#instant(wall, dayMinutes) };
  }

  #closed(wall: WallTime, { from, to }: CrawlHours): Pause | undefined {
    const minute = wall.hour * 60 + wall.minute;
    const isOpen = from < to ? minute >= from && minute < to : minute >= from || minute < to;
    if (isOpen) return undefined;
    const next = minute < from ? from : from + dayMinutes;
    return { reason: `hours ${this.#options.hours}`, until: this.#instant(wall, next) };
  }

  /** The instant so many minutes after the midnight before `wall`. */
  #instant({ year, month, day }: WallTime, minutes: number): number {
    const at = new Date(Date.UTC(year, month - 1, day, 0, minutes));
    const wall = {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
    };
    return instantOf(wall, this.#options.timeZone);
  }

  /** Zones are slow to ask and change with the minute at most. */
  #wallAt(now: number): WallTime {
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#wall = wallTime(now, this.#options.timeZone);
    }
    return this.#wall;
  }
}
