import { formatDay, formatInstant, instantOf, wallTime } from './dates-zone.ts';

/** A date known by its distance from the time of the capture. */
export interface RelativeDate {
  value: string;
  precision: 'year' | 'month' | 'day' | 'minute';
}

const opening =
  '^(?:[^@\\d]{0,30}?(?:жариялан\\p{L}*|опубликован\\p{L}*|размещено|добавлено|posted|published)[\\s:,—–-]*)?';
const dayWords: readonly [RegExp, number][] = [
  [new RegExp(`${opening}(?:сегодня|бугин|today|bugin)(?!\\p{L})`, 'u'), 0],
  [new RegExp(`${opening}(?:вчера|кеше|yesterday|keshe)(?!\\p{L})`, 'u'), 1],
  [
    new RegExp(
      `${opening}(?:позавчера|алдынгуни|алдынгы куни|the day before yesterday)(?!\\p{L})`,
      'u',
    ),
    2,
  ],
];
const clock = /^,?\s*(?:в|at|сагат)?\s*(\d{1,2})[:.](\d\d)(?!\d)/;
const afterDayWord = /^\s*(?:$|[,.|·•/)(–—-]|(?:в\s|at\s)?\d{1,2}[:.]\d\d|жариялан|опубликован)/;
const counter = /^\s*:\s*\d/;

const units: readonly [RegExp, keyof typeof unitRules][] = [
  [/^(?:минут|мин(?!\p{L})|minute)/u, 'minute'],
  [/^(?:час|сагат|hour)/, 'hour'],
  [/^(?:дн|день|кун|day)/, 'day'],
  [/^(?:недел|апта|week)/, 'week'],
  [/^(?:месяц|ай(?!\p{L})|month)/u, 'month'],
  [/^(?:год|лет|жыл|year)/, 'year'],
];
const unitRules = {
  minute: { days: 0, precision: 'minute' },
  hour: { days: 0, precision: 'day' },
  day: { days: 1, precision: 'day' },
  week: { days: 7, precision: 'day' },
  month: { days: 0, precision: 'month' },
  year: { days: 0, precision: 'year' },
} as const;
const numberWords: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  один: 1,
  одну: 1,
  два: 2,
  две: 2,
  три: 3,
  бир: 1,
  еки: 2,
  уш: 3,
  торт: 4,
  бес: 5,
};
const ago = new RegExp(
  `${opening}(?:(?<n>\\d{1,3}|${Object.keys(numberWords).join('|')})\\s+)?(?<unit>\\p{L}+)\\s+(?:назад|бурын|ago)(?!\\p{L})`,
  'u',
);

/** `вчера, 14:05`, `3 күн бұрын`, `2 months ago` at the start of a folded line; hours ago are known to the day. */
export function readRelative(
  folded: string,
  now: number,
  timeZone: string,
): RelativeDate | undefined {
  return readDayWord(folded, now, timeZone) ?? readAgo(folded, now, timeZone);
}

function readDayWord(folded: string, now: number, timeZone: string): RelativeDate | undefined {
  for (const [pattern, days] of dayWords) {
    const match = pattern.exec(folded);
    if (!match) continue;
    const rest = folded.slice(match[0].length);
    if (counter.test(rest) || !afterDayWord.test(rest)) return undefined;
    const date = daysBefore(now, days, timeZone);
    const time = clock.exec(rest);
    if (!time) return { value: formatDay(date), precision: 'day' };
    const wall = { ...date, hour: Number(time[1]), minute: Number(time[2]) };
    if (wall.hour > 23 || wall.minute > 59) return { value: formatDay(date), precision: 'day' };
    return { value: formatInstant(instantOf(wall, timeZone), timeZone), precision: 'minute' };
  }
  return undefined;
}

function readAgo(folded: string, now: number, timeZone: string): RelativeDate | undefined {
  const groups = ago.exec(folded)?.groups;
  const unit = units.find(([pattern]) => pattern.test(groups?.unit ?? ''))?.[1];
  if (!groups || !unit) return undefined;
  const count = readCount(groups.n);
  const rule = unitRules[unit];
  if (unit === 'minute')
    return { value: formatInstant(now - count * 60_000, timeZone), precision: 'minute' };
  if (unit === 'hour') {
    return { value: formatDay(wallTime(now - count * 3_600_000, timeZone)), precision: 'day' };
  }
  const wall = wallTime(now, timeZone);
  if (unit === 'year') return { value: String(wall.year - count), precision: 'year' };
  if (unit === 'month') {
    const first = new Date(Date.UTC(wall.year, wall.month - 1 - count, 1));
    return { value: first.toISOString().slice(0, 7), precision: 'month' };
  }
  return {
    value: formatDay(daysBefore(now, count * rule.days, timeZone)),
    precision: rule.precision,
  };
}

function readCount(written: string | undefined): number {
  if (written === undefined) return 1;
  return numberWords[written] ?? Number(written);
}

/** The calendar day in the zone, so many days before an instant. */
function daysBefore(now: number, days: number, timeZone: string) {
  const wall = wallTime(now, timeZone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day - days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
