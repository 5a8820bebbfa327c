import type { Kind } from '../model/kind.ts';
import { sketchOverlap } from '../text/numbers.ts';
import type { CopyGroup } from './dedupe-page.ts';
import { daysBetween, mostDays, type PairEvidence, pair, trust, versionName } from './evidence.ts';
import { numericId } from './key-shape.ts';
import { daysApart } from './same-item.ts';

/** The same number in otherwise different addresses, if only one page of each language has it. */
export function byNumericId(groups: readonly CopyGroup[]): PairEvidence[] {
  return uniquePairs(groups, (group) => {
    const ids = group.pages.map((page) => numericId(page.key));
    return [...new Set(ids.filter((id) => id !== undefined))];
  }).map(({ a, b }) => {
    const days = daysApart(
      groups[a]?.chosen.published ?? null,
      groups[b]?.chosen.published ?? null,
    );
    return pair(a, b, days === 0 ? trust.numberAndDate : trust.number, 'number in address');
  });
}

/** Bytes that just one page of each language uses. */
export function byFiles(groups: readonly CopyGroup[]): PairEvidence[] {
  return uniquePairs(groups, (group) => [
    ...new Set(group.pages.flatMap((page) => page.assets)),
  ]).map(({ a, b }) => pair(a, b, trust.files, 'shared files'));
}

/** Pairs of different language among groups that share a mark which one group a language has. */
function uniquePairs(
  groups: readonly CopyGroup[],
  marks: (group: CopyGroup) => readonly string[],
): { a: number; b: number }[] {
  const holders = new Map<string, Map<string, number[]>>();
  for (const [index, group] of groups.entries()) {
    for (const mark of marks(group)) {
      const byLang = holders.get(mark) ?? new Map<string, number[]>();
      holders.set(mark, byLang);
      const name = versionName(group);
      byLang.set(name, [...(byLang.get(name) ?? []), index]);
    }
  }
  return [...holders.values()].flatMap((byLang) => {
    const single = [...byLang.values()].flatMap((all) => (all.length === 1 ? all : []));
    return single.flatMap((a, at) => single.slice(at + 1).map((b) => ({ a, b })));
  });
}

/** Fewest common numbers that say something: one for the only pages of a day, two with the same day, else four. */
const numbersOfOnly = 1;
const numbersWithDate = 2;
const numbersAlone = 4;
/** Groups that may hold a number for it to bring them together; commoner ones (years) still count in the comparison. */
const mostHolders = 12;

interface Score {
  a: number;
  b: number;
  score: number;
  trusted: number;
}

/** Numbers that fit no other page as well, best with the same day. */
export function byNumbers(groups: readonly CopyGroup[]): PairEvidence[] {
  const met = new Map<string, Score>();
  const ofDay = pagesOfDay(groups);
  for (const all of rareHolders(groups)) {
    const pairs = all.flatMap((a, at) => all.slice(at + 1).map((b) => ({ a, b })));
    for (const { a, b } of pairs) {
      const score = met.has(`${a} ${b}`) ? undefined : scoreNumbers(groups, a, b, ofDay);
      if (score) met.set(`${a} ${b}`, score);
    }
  }
  return mutualBest(groups, [...met.values()]).map(({ a, b, trusted }) =>
    pair(a, b, trusted, trusted === trust.numbers ? 'numbers' : 'date and numbers'),
  );
}

/** How many pages of each version and kind each day has. */
function pagesOfDay(groups: readonly CopyGroup[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const name = dayName(group);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function dayName(group: CopyGroup): string | undefined {
  const { published, kind } = group.chosen;
  if (published === null || published.length < 10) return undefined;
  return `${published.slice(0, 10)} ${kind} ${versionName(group)}`;
}

/** Groups that share a number which few have. */
function rareHolders(groups: readonly CopyGroup[]): number[][] {
  const holders = new Map<number, number[]>();
  for (const [index, group] of groups.entries()) {
    for (const hash of group.chosen.numbers) {
      const known = holders.get(hash);
      if (known) known.push(index);
      else holders.set(hash, [index]);
    }
  }
  return [...holders.values()].filter((all) => all.length > 1 && all.length <= mostHolders);
}

function scoreNumbers(
  groups: readonly CopyGroup[],
  a: number,
  b: number,
  ofDay: ReadonlyMap<string, number>,
): Score | undefined {
  const x = groups[a];
  const y = groups[b];
  if (x === undefined || y === undefined || x.chosen.lang === y.chosen.lang) return undefined;
  if (!alike(x.chosen.kind, y.chosen.kind) || daysBetween(x, y) > mostDays) return undefined;
  const sameDay = daysApart(x.chosen.published, y.chosen.published) === 0;
  const { jaccard, shared } = sketchOverlap(x.chosen.numbers, y.chosen.numbers);
  if (jaccard < 0.6) return undefined;
  const isOnly = [x, y].every((group) => ofDay.get(dayName(group) ?? '') === 1);
  if (!sameDay) {
    return shared < numbersAlone ? undefined : { a, b, score: jaccard, trusted: trust.numbers };
  }
  if (shared < (isOnly ? numbersOfOnly : numbersWithDate)) return undefined;
  const trusted = shared < numbersWithDate ? trust.numberOfDay : trust.dateAndNumbers;
  return { a, b, score: jaccard + 1, trusted };
}

/** Whether a text is a page or an article is told by little, and otherwise for each language. */
function alike(a: Kind, b: Kind): boolean {
  return a === b || [a, b].every((kind) => kind === 'page' || kind === 'article');
}

/** Scores that beat every other of both their groups towards the same language; a draw is no evidence. */
function mutualBest(groups: readonly CopyGroup[], scores: readonly Score[]): Score[] {
  const ranks = new Map<string, number[]>();
  const names = ({ a, b }: Score) => [
    `${a} ${groups[b]?.chosen.lang}`,
    `${b} ${groups[a]?.chosen.lang}`,
  ];
  for (const score of scores) {
    for (const name of names(score)) {
      ranks.set(name, [...(ranks.get(name) ?? []), score.score]);
    }
  }
  return scores.filter((score) =>
    names(score).every(
      (name) => (ranks.get(name) ?? []).filter((s) => s >= score.score).length === 1,
    ),
  );
}
