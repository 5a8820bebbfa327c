import { instantText, readClockAfter } from './dates-clock.ts';
import { formatDay, formatInstant, wallTime } from './dates-zone.ts';

/** A date known by its distance from the time of the capture. */
export interface RelativeDate {
  value: string;
  precision: 'year' | 'month' | 'day' | 'minute';
}

interface RelativeOptions {
  now: number;
  timeZone: string;
  keepOffset?: boolean;
}

/** The start of a line with a label, or a place behind a separator. */
const opening =
  '(?:^(?:[^@\\d]{0,30}?(?:жариялан\\p{L}*|койылды|опубликован\\p{L}*|размещен\\p{L}*|добавлен\\p{L}*|создан\\p{L}*|posted|published|added|jari\\p{L}*|дата|date|куни)[\\s:,—–-]*)?|[|·•]\\s*)';
const dayWords: readonly [RegExp, number][] = [
  [
    new RegExp(
      `${opening}(?:позавчера|алдынгуни|алдынгы\\sкуни|aldynguni|aldyngy\\skuni|(?:the\\s)?day\\sbefore\\syesterday)(?!\\p{L})`,
      'u',
    ),
    2,
  ],
  [new RegExp(`${opening}(?:сегодня|бугин|today|bugin|segodnya)(?!\\p{L})`, 'u'), 0],
  [new RegExp(`${opening}(?:вчера|кеше|yesterday|keshe|kese|vchera)(?!\\p{L})`, 'u'), 1],
];
const afterDayWord =
  /^\s*(?:$|[,.|·•/)(–—-]|(?:(?:в|v|at|сагат|саг|sagat)[\s.]*)?\d{1,2}[:.]\d\d|(?:сагат|sagat|в|at)\s\d{1,2}(?!\d)|жариялан|опубликован)/;
const counter = /^\s*:\s*\d/;
/** `вчера, сегодня, завтра` is a heading. */
const otherDay =
  /^[\s,]*(?:и\s|мен\s|and\s)?(?:сегодня|завтра|вчера|бугин|ертен|кеше|today|tomorrow)/;

interface Unit {
  pattern: RegExp;
  minutes: number;
  days: number;
  months: number;
  precision: RelativeDate['precision'];
}

const unit = (pattern: RegExp, precision: RelativeDate['precision'], length: Partial<Unit>) => ({
  pattern,
  minutes: 0,
  days: 0,
  months: 0,
  precision,
  ...length,
});

/** Hours ago are known to the day: the site has cut the rest off. */
const units: readonly Unit[] = [
  unit(/^(?:секунд|сек$|second|secs?$)/, 'minute', {}),
  unit(/^(?:минут|мин$|minut|mins?$)/, 'minute', { minutes: 1 }),
  unit(/^(?:час|ч$|сагат|sagat|hour|hrs?$)/, 'day', { minutes: 60 }),
  unit(/^(?:дн|день|кун|kun|days?$)/, 'day', { days: 1 }),
  unit(/^(?:недел|апта|apta|weeks?$)/, 'day', { days: 7 }),
  unit(/^(?:месяц|мес$|ай$|ai$|ay$|months?$)/, 'month', { months: 1 }),
  unit(/^(?:год|лет|жыл|j[yi]l|years?$)/, 'year', { months: 12 }),
];
const numberWords: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8 },
  ...{ nine: 9, ten: 10, один: 1, одну: 1, одна: 1, два: 2, две: 2, три: 3, четыре: 4, пять: 5 },
  ...{ шесть: 6, семь: 7, восемь: 8, девять: 9, десять: 10, бир: 1, еки: 2, уш: 3, торт: 4 },
  ...{ бес: 5, алты: 6, жети: 7, сегиз: 8, тогыз: 9, он: 10, bir: 1, eki: 2, ush: 3, us: 3 },
  ...{ tort: 4, bes: 5, alty: 6, jeti: 7, segiz: 8, togyz: 9, on: 10 },
};
const count = `(?:\\d{1,3}|${Object.keys(numberWords).join('|')})`;
const ago = new RegExp(
  `${opening}(?:около\\s|about\\s|осыдан\\s)?(?:(?<n>${count})\\s+)?(?<unit>\\p{L}+)\\.?(?:,?\\s+(?:(?:и|and)\\s)?(?<n2>${count})\\s+(?<unit2>\\p{L}+)\\.?)?\\s+(?:назад|nazad|бурын|buryn|burin|ago)(?!\\p{L})`,
  'u',
);
const halves: readonly [RegExp, string][] = [
  [/полгода|полугода/, '6 месяцев'],
  [/жарты жыл/, '6 ай'],
  [/half a year/, '6 months'],
  [/полчаса/, '30 минут'],
  [/жарты сагат/, '30 минут'],
  [/half an hour/, '30 minutes'],
];
/** Running text goes on after `5 лет назад`; a date line ends, or tells whose it is. */
const afterAgo =
  /^\s*(?:$|[,.|·•/()–—-]|\||by\s|from\s|in\s|в\s(?:разделе|рубрике)|жариялан|койыл|опубликован|добавлен|размещен|jari|posted|published)/;

/**
 * `вчера, 14:05`, `3 күн бұрын`, `2 months ago` at the start of a folded line or behind a separator;
 * hours ago are known to the day.
 */
export function readRelative(folded: string, options: RelativeOptions): RelativeDate | undefined {
  return readDayWord(folded, options) ?? readAgo(folded, options);
}

function readDayWord(folded: string, options: RelativeOptions): RelativeDate | undefined {
  for (const [pattern, days] of dayWords) {
    const match = pattern.exec(folded);
    if (!match) continue;
    const rest = folded.slice(match.index + match[0].length);
    if (counter.test(rest) || otherDay.test(rest) || !afterDayWord.test(rest)) return undefined;
    const date = daysBefore(days, options);
    const time = readClockAfter(rest);
    if (!time) return { value: formatDay(date), precision: 'day' };
    return { value: instantText(date, time, options), precision: 'minute' };
  }
  return undefined;
}

function readAgo(folded: string, options: RelativeOptions): RelativeDate | undefined {
  const whole = halves.reduce((text, [pattern, words]) => text.replace(pattern, words), folded);
  const match = ago.exec(whole);
  const groups = match?.groups;
  if (!match || !groups || !afterAgo.test(whole.slice(match.index + match[0].length)))
    return undefined;
  const first = unitOf(groups.unit);
  const second = groups.unit2 === undefined ? undefined : unitOf(groups.unit2);
  if (!first || (groups.unit2 !== undefined && !second)) return undefined;
  const parts = [
    { rule: first, count: readCount(groups.n) },
    ...(second ? [{ rule: second, count: readCount(groups.n2) }] : []),
  ];
  const sum = (measure: 'minutes' | 'days' | 'months') =>
    parts.reduce((total, part) => total + part.rule[measure] * part.count, 0);
  const from = options.now - sum('minutes') * 60_000;
  const { precision } = second ?? first;
  if (precision === 'minute')
    return { value: formatInstant(from - sum('days') * 86_400_000, options.timeZone), precision };
  const wall = wallTime(from, options.timeZone);
  const date = new Date(
    Date.UTC(wall.year, wall.month - 1 - sum('months'), precision === 'day' ? wall.day : 1),
  );
  date.setUTCDate(date.getUTCDate() - sum('days'));
  const length = { year: 4, month: 7, day: 10 }[precision];
  return { value: date.toISOString().slice(0, length), precision };
}

function unitOf(word: string | undefined): Unit | undefined {
  return units.find(({ pattern }) => pattern.test(word ?? ''));
}

function readCount(written: string | undefined): number {
  if (written === undefined) return 1;
  return numberWords[written] ?? Number(written);
}

/** The calendar day in the zone, so many days before the capture. */
function daysBefore(days: number, options: RelativeOptions) {
  const wall = wallTime(options.now, options.timeZone);
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day - days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
