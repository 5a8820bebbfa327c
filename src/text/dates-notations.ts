/** A date as written: `year` 0 when it is not, `month` and `day` 0 when not known. `start`, `end` in folded text. */
export interface WrittenDate {
  year: number;
  month: number;
  day: number;
  start: number;
  end: number;
}

/** What a notation cannot do without: figures with a mark between them, a Roman number or the word of a month. */
type Need = 'figures' | 'roman' | 'month';

interface Notation {
  pattern: RegExp;
  needs: Need;
  read(groups: Record<string, string | undefined>): Omit<WrittenDate, 'start' | 'end'> | undefined;
}

const day = '["«“]?(?<d>\\d{1,2})["»”]?(?:-?(?:го|е|ое|ши|шы|st|nd|rd|th)(?![\\p{L}]))?';
/** Kazakh day after its month: `12-сі`, `20-сы`, `1-інде`. */
const suffixedDay = '["«“]?(?<d>\\d{1,2})["»”]?(?:-\\p{L}{1,6})?(?:st|nd|rd|th)?';
const month = '@(?<m>\\d\\d)[na]';
const anyCase = '@(?<m>\\d\\d)[nagl]';
const year = '(?<y>(?:19|20)\\d\\d)';
const yearWord =
  '(?:[\\s-]*(?:жылгы|жылдын|жылы|жыл|ж|года|году|год|г|goda|god|g|(?:j|zh)[yi]l(?:g[yi]|d[yi]n|[yi])?|j|zh)(?![\\p{L}])\\.?)';
const gap = '[\\s,.-]*';
/** `күні` (the day) and `жұлдызы` (an older word for a day of the month) after a day number. */
const dayTail = '(?:\\s+(?:куни|жулдызы|kuni)(?!\\p{L}))?';
const edge = '(?<![\\p{L}\\d])';
const close = '(?![\\d])';

function notation(source: string, read: Notation['read']): Notation {
  const needs = source.includes('@') ? 'month' : source.includes('<r>') ? 'roman' : 'figures';
  return { pattern: new RegExp(source, 'gu'), needs, read };
}

const named = (groups: Record<string, string | undefined>) => ({
  year: Number(groups.y ?? 0),
  month: Number(groups.m ?? 0),
  day: Number(groups.d ?? 0),
});

const romans = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];

/** Day first; month first only where day first is impossible, and never with points. */
function numeric(groups: Record<string, string | undefined>) {
  const written = groups.y ?? '';
  const result = {
    year: written.length === 2 ? 2000 + Number(written) : Number(written),
    month: Number(groups.m),
    day: Number(groups.d),
  };
  if (result.month > 12 && result.day <= 12 && groups.s === '/') {
    return { ...result, month: result.day, day: result.month };
  }
  return result;
}

/** Notations of a full or partial date in folded text, the fuller and surer first; at one place the first wins. */
const notations: readonly Notation[] = [
  notation(
    `(?<![\\d./-])${year}(?<s>[-./])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})(?![\\d]|[./-]\\d)`,
    named,
  ),
  notation(
    `(?<![\\d./-])(?<d>\\d{1,2})(?<s>[./-])(?<m>\\d{1,2})\\k<s>${year}(?![\\d]|[./-]\\d)`,
    numeric,
  ),
  notation(
    `(?<![\\d./-])(?<d>\\d{1,2})\\s?(?<s>[./])\\s?(?<m>\\d{1,2})\\s?\\k<s>\\s?${year}(?!\\d)`,
    numeric,
  ),
  notation(
    `(?<![\\d./-])(?<d>\\d{1,2})(?<s>[./])(?<m>\\d{1,2})\\k<s>(?<y>\\d\\d)(?![\\d]|[./-]\\d)`,
    numeric,
  ),
  notation(`(?<![\\d.])(?<d>\\d{1,2})[. ](?<r>[ivx]{1,4})[. ]${year}${close}`, (groups) => ({
    ...named(groups),
    month: romans.indexOf(groups.r ?? '') + 1,
  })),
  notation(
    `${edge}${year}${yearWord}?${gap}${anyCase}[\\s-]+(?:айынын|aiynyn|aiinin)?\\s*${suffixedDay}(?![\\d:])`,
    named,
  ),
  notation(`${edge}${year}${yearWord}?${gap}${day}[\\s-]*${anyCase}`, named),
  notation(`${edge}${day}(?:\\s+of)?[\\s.,/-]*${anyCase}[\\s.,/-]*${year}${close}`, named),
  notation(
    `${edge}${anyCase}\\.?\\s+(?:(?:айынын|aiynyn|aiinin)\\s+)?${suffixedDay}${dayTail},?\\s+${year}${close}`,
    named,
  ),
  // The clock stands inside, as C writes it: `Mar 12 15:30:00 2018`.
  notation(
    `${edge}${month}\\s+(?<d>\\d{1,2})(?=\\s+\\d\\d:\\d\\d(?::\\d\\d)?(?:\\s+[a-z]{3,4})?\\s+${year}${close})`,
    named,
  ),
  notation(`${edge}${month},?\\s+${year}${close}`, named),
  notation(`${edge}${year}${yearWord}${gap}${month}(?!\\p{L})`, named),
  notation(`${edge}${day}(?:\\s+of)?[\\s-]+@(?<m>\\d\\d)[nla](?![\\d])`, named),
  notation(`${edge}@(?<m>\\d\\d)[na]\\.?\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])`, named),
  notation(
    `${edge}@(?<m>\\d\\d)[ng]\\s+(?:(?:айынын|aiynyn|aiinin)\\s+)?(?<d>\\d{1,2})-(?:ши|шы|си|сы|инде|ында|синде|сында|и|ы)(?![\\p{L}\\d])`,
    named,
  ),
  notation(`(?<![\\d.])(?<d>\\d\\d)\\.(?<m>\\d\\d)(?=,?\\s\\d{1,2}:\\d\\d)`, named),
];

/** No page was published before the web was. */
export const earliestYear = 1990;

/** The notations that can stand in a folded text. */
function notationsFor(folded: string): readonly Notation[] {
  const has: Record<Need, boolean> = {
    figures: /\d\s?[-./]\s?\d/.test(folded),
    roman: /\d[. ][ivx]/.test(folded),
    month: folded.includes('@'),
  };
  return notations.filter(({ needs }) => has[needs]);
}

/** All dates in folded text (dates-fold.ts) in order, none overlapping; impossible days are left out. */
export function findWrittenDates(folded: string): WrittenDate[] {
  const found: WrittenDate[] = [];
  /** Dates of a time before the web: no part of them is another date. */
  const past: { start: number; end: number }[] = [];
  for (const { pattern, read } of notationsFor(folded)) {
    for (const match of folded.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if ([...found, ...past].some((other) => span.start < other.end && other.start < span.end))
        continue;
      const date = read(match.groups ?? {});
      if (date && date.year !== 0 && date.year < earliestYear) past.push(span);
      else if (date && isPossible(date)) found.push({ ...date, ...span });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function isPossible(date: { year: number; month: number; day: number }): boolean {
  if (date.month < 1 || date.month > 12 || date.day < 0 || date.day > 31) return false;
  if (date.year > 2100) return false;
  if (date.day === 0) return true;
  const leap = date.year === 0 ? 2024 : date.year;
  return new Date(Date.UTC(leap, date.month - 1, date.day)).getUTCDate() === date.day;
}
