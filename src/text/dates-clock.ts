import { formatInstant, instantOf, type WallTime, zoneOffset } from './dates-zone.ts';

/** A time of day in folded text; `zone` is an offset in minutes east of UTC or an IANA name, if the text names one. */
export interface ClockTime {
  hour: number;
  minute: number;
  zone: number | string | undefined;
}

const yearTail =
  '(?:\\s*(?:года|году|год|г|жылгы|жылы|жыл|ж|goda|g|jyly|jyl|jili|jil|zhyly|zhyl|j)(?!\\p{L})\\.?)?';
const dayWord = '(?:(?:куни|kuni)(?!\\p{L})[\\s,.]*)?';
/** What may stand between a day and its time: the word year, punctuation, the day of the week. */
const skip = `^${yearTail}[\\s,.;|/()[\\]–—-]*(?:~[\\s,.()|/–—-]*)?${dayWord}`;
const at = '(?:в|v|at|сагат|саг|sagat|sag|около)(?!\\p{L})[\\s.]*';

/** `9:35`, `09:35:10`, `9:35 pm`; a preposition may stand before it. */
const withColon = new RegExp(
  `${skip}(?:${at})?(?<h>\\d{1,2}):(?<m>\\d\\d)(?::\\d\\d)?(?!\\d)(?:\\s*(?<half>[ap])\\.?m\\b\\.?)?`,
  'u',
);
/** `в 14 ч. 30 мин.`, `14h30`, `в 9 часов`, `сағат 10-да`. */
const spoken = new RegExp(
  `${skip}(?:(?:${at})(?<h>\\d{1,2})(?:\\s?(?:час\\p{L}*|ч|h)\\.?(?:\\s?(?<m>\\d{1,2})(?:\\s?м(?:ин\\p{L}*)?)?)?|-?(?:да|де|та|те|da|de|ta|te))|(?<h2>\\d{1,2})\\s?(?:ч|h)\\.?\\s?(?<m2>\\d\\d)(?:\\s?м(?:ин\\p{L}*)?)?)(?![\\p{L}\\d])`,
  'u',
);
const hourOfHalf = new RegExp(`${skip}(?:at\\s)?(?<h>\\d{1,2})\\s?(?<half>[ap])\\.?m\\b`, 'u');
/** `в 16.55`, `сағ. 10.05`, `в 19-00`. */
const pointedAt = new RegExp(`${skip}${at}(?<h>\\d{1,2})[.-](?<m>\\d\\d)(?![\\d.])`, 'u');
/** `14.30`, `14-30` without a preposition: two digits each and nothing counted behind them. */
const pointed = new RegExp(
  `${skip}(?<h>[01]\\d|2[0-3])(?:\\.(?<m>[0-5]\\d)|-(?<m2>[0-5][05]))(?![\\d.,%:-])(?!\\s*(?:тг|тенге|тенг|мб|кб|гб|mb|kb|gb|км|кг|га|млн|млрд|руб|[%₸$°]))`,
  'u',
);
const before =
  /(?<![\d:.])(?<h>\d{1,2}):(?<m>\d\d)(?::\d\d)?(?:\s*(?<half>[ap])\.?m\b\.?)?(?:\s*\([^()\d]{0,20}\))?(?:[\s,|/–—-]+(?:on\s)?)(?:~[\s,]*)?(?:the\s)?$/u;
const pointedBefore = /(?:^|[|([]\s*)(?<h>[01]\d|2[0-3])\.(?<m>[0-5]\d)\s*[,|]\s+$/;

/** The time that belongs to a date, from the folded text on both sides of it; the following one wins. */
export function readClock(textBefore: string, textAfter: string): ClockTime | undefined {
  return (
    readClockAfter(textAfter) ??
    clockOf(before.exec(textBefore)) ??
    clockOf(pointedBefore.exec(textBefore))
  );
}

/** The time at the start of folded text, with the zone named behind it. */
export function readClockAfter(text: string): ClockTime | undefined {
  for (const pattern of [withColon, hourOfHalf, pointedAt, spoken, pointed]) {
    const match = pattern.exec(text);
    const time = clockOf(match);
    if (match && time) return { ...time, zone: readZone(text.slice(match[0].length)) };
  }
  return undefined;
}

function clockOf(match: RegExpExecArray | null): ClockTime | undefined {
  const groups = match?.groups;
  if (!groups) return undefined;
  let hour = Number(groups.h ?? groups.h2);
  const minute = Number(groups.m ?? groups.m2 ?? 0);
  if (groups.half === 'p' && hour < 12) hour += 12;
  if (groups.half === 'a' && hour === 12) hour = 0;
  return hour > 23 || minute > 59 ? undefined : { hour, minute, zone: undefined };
}

const zoneOffsetAfter =
  /^\s*[([]?\s*(?:(?:gmt|utc)\s*(?<far>[+-]\s?\d{1,2}(?::?\d\d)?)|(?<universal>gmt|utc|z)(?!\p{L})|(?<own>[+-]\d\d:?\d\d|\+\d\d)(?![\d:]))/u;
const namedZones: readonly [RegExp, string][] = [
  [
    /^[\s,([]*(?:мск|msk|(?:по\s)?моск\p{L}*\s(?:врем|уакыт)|время\sмоск|moscow\stime|маскеу\sуакыт)/u,
    'Europe/Moscow',
  ],
  [
    /^[\s,([]*(?:(?:по\s)?времени?\s|время\s)?(?:по\s)?(?:г\.?\s)?(?:астан\p{L}*|алмат\p{L}*|нур-султан\p{L}*|astana|almaty|nur-sultan)(?:\s(?:time|уакыт\p{L}*|врем\p{L}*))/u,
    'Asia/Almaty',
  ],
  [/^[\s,([]*(?:по\s)?врем(?:ени|я)\s(?:г\.?\s)?(?:астан|алмат|нур-султан)/u, 'Asia/Almaty'],
];

/** The zone named at the start of folded text: minutes east of UTC, or an IANA name, whose offset depends on the day. */
function readZone(text: string): number | string | undefined {
  const groups = zoneOffsetAfter.exec(text)?.groups;
  if (groups?.universal !== undefined) return 0;
  const written = groups?.far ?? groups?.own;
  if (written !== undefined) return readOffset(written);
  return namedZones.find(([pattern]) => pattern.test(text))?.[1];
}

/** Minutes east of UTC of `+06:00`, `+0600`, `+6`. */
export function readOffset(written: string): number {
  const digits = written.replace(/\D/g, '');
  const hours = digits.length > 2 ? digits.slice(0, -2) : digits;
  const minutes = Number(hours) * 60 + (digits.length > 2 ? Number(digits.slice(-2)) : 0);
  return written.startsWith('-') ? -minutes : minutes;
}

/** A day with its time as an instant; `keepOffset` gives it with the offset that the text names. */
export function instantText(
  day: { year: number; month: number; day: number },
  time: ClockTime,
  options: { timeZone: string; keepOffset?: boolean },
): string {
  const wall: WallTime = { ...day, hour: time.hour, minute: time.minute };
  const { zone } = time;
  const instant =
    typeof zone === 'number'
      ? Date.UTC(day.year, day.month - 1, day.day, time.hour, time.minute) - zone * 60_000
      : instantOf(wall, zone ?? options.timeZone);
  if (!options.keepOffset || zone === undefined) return formatInstant(instant, options.timeZone);
  const own = typeof zone === 'number' ? zone : zoneOffset(instant, zone);
  return formatInstant(instant, options.timeZone, own);
}
