import type { CatalogueMember } from '../model/item.ts';
import { nameShare } from '../text/name-likeness.ts';
import { bodyRank, type ChoiceFacts } from './choose-copy.ts';
import { byCodeUnit } from './dedupe-page.ts';
import type { FamilyPart } from './shared-families.ts';

/** What a part is among the copies of one news, and why. */
export type PartRole = Pick<CatalogueMember, 'role' | 'roleConfidence' | 'roleReason'>;

/** A part whose role nothing tells. */
export const plainCopy: PartRole = { role: 'copy', roleConfidence: 1, roleReason: '' };

/**
 * Weights of the marks of an original. A source line or link is the writer's own word; a date with its hour beats the
 * host of a ministry, which beats a bare day, since sites date what they take over by the day they did so.
 */
const weights = { named: 6, names: -6, hour: 2, host: 1.5, day: 1 };
/** How sure a telling is by its strongest mark. */
const sureness = { source: 0.95, hour: 0.8, host: 0.7, day: 0.6 };
/** Part of a body's name that a source line must hold. */
const namedShare = 0.6;

interface Mark {
  weight: number;
  sure: number;
  reason: string;
}

/** A part with what speaks for its being the original. */
interface Judged {
  part: FamilyPart;
  marks: Mark[];
  score: number;
  /** Agencies among the parts that it names as its source; `outside` is a source that is none of them. */
  sources: ReadonlySet<string>;
  outside: string | undefined;
}

/** Parts of one news, the likeliest original first (a total order), and whether anything tells it from the others. */
export interface Told {
  order: FamilyPart[];
  /** The original, when something tells it. */
  original: FamilyPart | undefined;
  roleOf(part: FamilyPart): PartRole;
}

/** Tells original and reposts of one news by source lines and links, dates and hosts. */
export function tellRoles(parts: readonly FamilyPart[], facts: ChoiceFacts): Told {
  const judged = parts.map((part) => ({ part, ...sourcesOf(part, parts, facts) }));
  const marked = judged.map((one): Judged => {
    const marks = [
      ...sourceMarks(one, judged),
      ...dateMarks(one.part, parts),
      ...hostMarks(one.part, parts, facts),
    ];
    return { ...one, marks, score: marks.reduce((sum, { weight }) => sum + weight, 0) };
  });
  marked.sort(
    (a, b) =>
      b.score - a.score ||
      byCodeUnit(firstDate(a.part) ?? '9', firstDate(b.part) ?? '9') ||
      byCodeUnit(a.part.draft.agency, b.part.draft.agency) ||
      byCodeUnit(nameOf(a.part), nameOf(b.part)),
  );
  const [best, next] = marked;
  const isTold =
    best !== undefined && best.score > 0 && best.score > (next?.score ?? 0) && !best.outside;
  const original = isTold ? best : undefined;
  const contested = marked.some(
    (one) => one !== original && one.marks.some(({ weight }) => weight > 0),
  );
  const byPart = new Map(marked.map((one) => [one.part, one]));
  return {
    order: marked.map(({ part }) => part),
    original: original?.part,
    roleOf: (part) => roleOf(byPart.get(part), original, contested),
  };
}

/** Tells whether parts are news: at least half of them say so. */
export function areNews(parts: readonly FamilyPart[]): boolean {
  const news = parts.filter(({ versions }) =>
    versions.some(({ chosen }) => chosen.kind === 'news'),
  );
  return news.length * 2 >= parts.length && news.length > 0;
}

function sourcesOf(
  part: FamilyPart,
  parts: readonly FamilyPart[],
  facts: ChoiceFacts,
): Pick<Judged, 'sources' | 'outside'> {
  const own = part.draft.agency;
  const others = new Set(parts.map(({ draft }) => draft.agency).filter((id) => id !== own));
  const named = new Set<string>();
  let outside: string | undefined;
  for (const { pages } of part.versions) {
    for (const { source } of pages) {
      for (const host of source?.hosts ?? []) {
        const owner = [...others].find((id) => facts.bodies.get(id)?.hosts.includes(host));
        if (owner !== undefined) named.add(owner);
      }
      const credit = source?.credit;
      if (credit == null) continue;
      const owner = creditedBody(credit, [own, ...others], facts);
      if (owner === undefined) outside ??= credit;
      else if (owner !== own) named.add(owner);
    }
  }
  return { sources: named, outside: named.size === 0 ? outside : undefined };
}

/** The body that a source line names, by host or name; the surest one, first of equals. */
function creditedBody(
  credit: string,
  ids: readonly string[],
  { bodies }: ChoiceFacts,
): string | undefined {
  const line = credit.toLowerCase();
  let best: string | undefined;
  let most = namedShare;
  for (const id of ids) {
    const body = bodies.get(id);
    if (body === undefined) continue;
    const bare = body.hosts.map((host) => host.replace(/^www\./, ''));
    if (bare.some((host) => line.includes(host))) return id;
    const share = Math.max(0, ...body.names.map((name) => bothShares(credit, name)));
    if (share > most || (share === most && best === undefined)) [best, most] = [id, share];
  }
  return best;
}

/** A source line may shorten a name, or hold it among other words. */
function bothShares(credit: string, name: string): number {
  return Math.max(nameShare(credit, name), nameShare(name, credit));
}

function sourceMarks(
  { part, sources, outside }: Pick<Judged, 'part' | 'sources' | 'outside'>,
  all: readonly Pick<Judged, 'part' | 'sources'>[],
): Mark[] {
  const by = all.filter((one) => one.part !== part && one.sources.has(part.draft.agency));
  const marks: Mark[] = [];
  if (by.length > 0) {
    const who = by.map((one) => one.part.draft.agency).sort();
    marks.push({
      weight: weights.named,
      sure: sureness.source,
      reason: `${who.slice(0, 3).join(', ')}${who.length > 3 ? ' and others' : ''} name it as their source`,
    });
  }
  if (sources.size > 0 || outside !== undefined) {
    const named = outside ?? [...sources].sort().join(', ');
    marks.push({
      weight: weights.names,
      sure: sureness.source,
      reason: `it names its source: ${named}`,
    });
  }
  return marks;
}

function dateMarks(part: FamilyPart, parts: readonly FamilyPart[]): Mark[] {
  const date = firstDate(part);
  const others = parts.flatMap((one) => (one === part ? [] : (firstDate(one) ?? [])));
  if (date === undefined || others.length === 0) return [];
  if (!others.every((other) => isBefore(date, other))) return [];
  const byHour = isInstant(date) && others.every(isInstant);
  return [
    {
      weight: byHour ? weights.hour : weights.day,
      sure: byHour ? sureness.hour : sureness.day,
      reason: `it has the earliest date (${date}${byHour ? '' : ', to the day'})`,
    },
  ];
}

function hostMarks(part: FamilyPart, parts: readonly FamilyPart[], facts: ChoiceFacts): Mark[] {
  const rank = (one: FamilyPart) => bodyRank(facts.bodies.get(one.draft.agency));
  const mine = rank(part);
  if (parts.some((one) => one !== part && rank(one) <= mine)) return [];
  const host = nameOf(part).split('/')[0] ?? '';
  return [
    {
      weight: weights.host,
      sure: sureness.host,
      reason: `it stands on the host of a central body (${host})`,
    },
  ];
}

function roleOf(
  one: Judged | undefined,
  original: Judged | undefined,
  contested: boolean,
): PartRole {
  if (one === undefined) return plainCopy;
  if (original === undefined) {
    if (one.outside === undefined) return plainCopy;
    return {
      role: 'repost',
      roleConfidence: sureness.source,
      roleReason: `it names its source: ${one.outside}`,
    };
  }
  const forIt = original.marks.filter(({ weight }) => weight > 0);
  if (one === original) {
    return {
      role: 'original',
      roleConfidence: surenessOf(forIt, contested),
      roleReason: reasons(forIt),
    };
  }
  const own = one.marks.filter(({ weight }) => weight < 0);
  return {
    role: 'repost',
    roleConfidence: surenessOf([...own, ...forIt], contested),
    roleReason: reasons([...own, ...asOf(original)]),
  };
}

/** Marks add up; when another part has marks of an original too, a fifth of the sureness is gone. */
function surenessOf(marks: readonly Mark[], contested: boolean): number {
  const sure = 1 - marks.reduce((doubt, mark) => doubt * (1 - mark.sure), 1);
  return Math.round(Math.min(0.99, contested ? sure * 0.8 : sure) * 100) / 100;
}

/** Why the original is one, told of a repost. */
function asOf(original: Judged): Mark[] {
  return original.marks
    .filter(({ weight }) => weight > 0)
    .map((mark) => ({ ...mark, reason: `of ${original.part.draft.agency}: ${mark.reason}` }));
}

function reasons(marks: readonly Mark[]): string {
  return marks.map(({ reason }) => reason).join('; ');
}

/** Earliest date of a part's versions, known to the day at least. */
function firstDate({ versions }: FamilyPart): string | undefined {
  const dates = versions.flatMap(({ chosen }) => chosen.published ?? []);
  return dates.filter((date) => date.length >= 10).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** Whether a date is surely earlier: by hours when both have them, else by the day. */
function isBefore(a: string, b: string): boolean {
  if (isInstant(a) && isInstant(b)) return Date.parse(a) < Date.parse(b);
  return a.slice(0, 10) < b.slice(0, 10);
}

function isInstant(date: string): boolean {
  return date.length > 10;
}

function nameOf({ versions }: FamilyPart): string {
  return versions[0]?.chosen.key ?? '';
}
