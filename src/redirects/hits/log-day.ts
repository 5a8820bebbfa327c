const months: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
};

/** The day at a place of a line, `24/Nov/2026` or `2026-11-24`, as 20261124, with the length of its text; day 0 for anything else. */
export function logDay(text: string, at: number): { day: number; length: number } {
  const written = text.slice(at, at + 11);
  const ncsa = /^(\d\d)\/([A-Za-z]{3})\/(\d{4})$/.exec(written);
  const iso = ncsa ? null : /^(\d{4})-(\d\d)-(\d\d)/.exec(written);
  const year = Number(ncsa?.[3] ?? iso?.[1]);
  const month = ncsa ? (months[(ncsa[2] ?? '').toLowerCase()] ?? 0) : Number(iso?.[2]);
  const date = Number(ncsa?.[1] ?? iso?.[3]);
  const valid = month >= 1 && month <= 12 && date >= 1 && date <= 31;
  return valid
    ? { day: dayNumber(year, month, date), length: ncsa ? 11 : 10 }
    : { day: 0, length: 0 };
}

function dayNumber(year: number, month: number, date: number): number {
  return year * 10_000 + month * 100 + date;
}

/** A day number as people write it: 2026-11-24. */
export function dayText(day: number): string {
  const digits = String(day).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** The day number of `2026-11-24` or of an ISO instant; undefined for anything else. */
export function dayOf(text: string): number | undefined {
  const { day } = logDay(text, 0);
  return day === 0 || !/^\d{4}-\d\d-\d\d(?:$|T)/.test(text) ? undefined : day;
}
