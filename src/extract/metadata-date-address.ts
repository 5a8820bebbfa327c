import type { KnownDate } from '../model/published-date.ts';
import { readDates } from '../text/dates.ts';
import { asKnown, type DateContext } from './metadata-date-context.ts';

const two = {
  month: '(?<m>0?[1-9]|1[0-2])',
  day: '(?<d>0?[1-9]|[12]\\d|3[01])',
};
const patterns = [
  new RegExp(`(?<!\\d)(?<y>(?:19|20)\\d\\d)(?<s>[/_.-])${two.month}\\k<s>${two.day}(?!\\d)`),
  new RegExp(`(?<!\\d)${two.day}(?<s>[_.-])${two.month}\\k<s>(?<y>(?:19|20)\\d\\d)(?!\\d)`),
  /(?<!\d)(?<y>20[0-4]\d)(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])(?!\d)/,
];
const monthPattern = /\/(?<y>20[0-4]\d)\/(?<m>0[1-9]|1[0-2])\//;

/** The day that the path or query of an address names: `/2018/03/12/`, `12-03-2018`, `20180312`; weak evidence. */
export function addressDate(context: DateContext): KnownDate | null {
  const path = context.address.replace(/^[a-z]+:\/\/[^/]*/i, '');
  for (const pattern of patterns) {
    const groups = pattern.exec(path)?.groups;
    if (!groups) continue;
    const value = `${groups.y}-${groups.m?.padStart(2, '0')}-${groups.d?.padStart(2, '0')}`;
    const date = readDates(value, context)[0];
    if (date) return asKnown(date, 'address');
  }
  return null;
}

/** The month that a path names: `/2018/03/name`. */
export function addressMonth(context: DateContext): KnownDate | null {
  const groups = monthPattern.exec(context.address)?.groups;
  if (!groups) return null;
  const value = `${groups.y}-${groups.m}`;
  return Date.parse(value) <= context.now ? { value, precision: 'month', source: 'address' } : null;
}
