import type { CopyGroup } from './dedupe-page.ts';
import { versionName } from './evidence.ts';
import { keyParts } from './key-shape.ts';
import type { Anchors } from './position-evidence.ts';

/** Pages of one version that stand together: a section by its breadcrumbs, a folder, or a list in its order. */
export interface Shelf {
  name: string;
  /** See `versionName`. */
  version: string;
  /** Indexes of groups; of a list in its order, else ascending. */
  members: number[];
  ordered: boolean;
}

/** Shelves with fewer members say nothing about each other. */
const fewest = 2;

/** All shelves of the groups. A list is the keys a list page leads to, in its order; its version is that of most of them. */
export function shelvesOf(
  groups: readonly CopyGroup[],
  lists: readonly (readonly string[])[],
): Shelf[] {
  const shelves = new Map<string, Shelf>();
  for (const [index, group] of groups.entries()) {
    const version = versionName(group);
    for (const place of placesOf(group)) {
      const name = `${version} ${place}`;
      const shelf = shelves.get(name) ?? { name, version, members: [], ordered: false };
      shelf.members.push(index);
      shelves.set(name, shelf);
    }
  }
  return [...shelves.values(), ...listShelves(groups, lists)].filter(
    ({ members, ordered }) => !ordered || members.length >= fewest,
  );
}

/** The section that the page names, and the folder of its address: sites name one or the other. */
function placesOf({ chosen }: CopyGroup): string[] {
  const { host, segments, parameters } = keyParts(chosen.key);
  const names = parameters.map((one) => one.split('=', 1)[0]).sort();
  const folder = `${[host, ...segments.slice(0, -1)].join('/')}?${names.join('&')}`;
  const kind = chosen.kind;
  return chosen.section.length === 0
    ? [`folder ${kind} ${folder}`]
    : [`section ${kind} ${chosen.section.join('\n')}`, `folder ${kind} ${folder}`];
}

function listShelves(groups: readonly CopyGroup[], lists: readonly (readonly string[])[]): Shelf[] {
  const byKey = new Map<string, number[]>();
  for (const [index, { pages }] of groups.entries()) {
    for (const { key } of pages) byKey.set(key, [...(byKey.get(key) ?? []), index]);
  }
  return lists.flatMap((keys, at) => {
    const held = keys.flatMap((key) => {
      const found = byKey.get(key) ?? [];
      return found.length === 1 ? found : [];
    });
    const counts = new Map<string, number>();
    for (const index of held) {
      const version = versionName(groups[index]);
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (best === undefined) return [];
    const [version] = best;
    const members = [...new Set(held)].filter((index) => versionName(groups[index]) === version);
    return [{ name: `${version} list ${at}`, version, members, ordered: true }];
  });
}

/** Pairs and days in common that make two shelves one section; one pair is enough for shelves of a few pages. */
const fewestPairs = 2;
const fewestDays = 3;
const dayShare = 0.6;
const smallShelf = 3;

interface Vote {
  a: number;
  b: number;
  pairs: number;
  days: number;
}

/**
 * Shelves of two versions that are one section: most of the pairs known elsewhere lead from one to the other, and
 * back; where no pair is known, pages of both came on the same days. Names of sections need no dictionary. `pairs`
 * counts those that say so.
 */
export function pairShelves(
  groups: readonly CopyGroup[],
  shelves: readonly Shelf[],
  anchors: Anchors,
): { x: Shelf; y: Shelf; pairs: number }[] {
  const votes = [...countVotes(groups, shelves, anchors).values()].filter((vote) =>
    isTelling(groups, shelves, vote),
  );
  const best = new Map<string, Vote>();
  for (const vote of votes) {
    for (const name of rivalNames(shelves, vote)) {
      const before = best.get(name);
      if (before === undefined || weight(vote) > weight(before)) best.set(name, vote);
    }
  }
  const ties = new Set<string>();
  for (const vote of votes) {
    for (const name of rivalNames(shelves, vote)) {
      const first = best.get(name);
      if (first !== vote && first !== undefined && weight(first) === weight(vote)) ties.add(name);
    }
  }
  return votes.flatMap((vote) => {
    const names = rivalNames(shelves, vote);
    if (!names.every((name) => best.get(name) === vote && !ties.has(name))) return [];
    const x = shelves[vote.a];
    const y = shelves[vote.b];
    return x === undefined || y === undefined ? [] : [{ x, y, pairs: vote.pairs }];
  });
}

function weight({ pairs, days }: Vote): number {
  return pairs * 1000 + days;
}

/** Under which a vote is the best of its shelf: sections, folders and lists each have a partner of their own kind. */
function rivalNames(shelves: readonly Shelf[], { a, b }: Vote): string[] {
  return [`${a} ${shelves[b]?.version}`, `${b} ${shelves[a]?.version}`];
}

function sortOf({ name, version }: Shelf): string {
  return name.slice(version.length + 1).split(' ', 1)[0] ?? '';
}

/** Shelves on which pages of one day stand; more than that many say nothing about any two. */
const mostShelves = 24;

function countVotes(
  groups: readonly CopyGroup[],
  shelves: readonly Shelf[],
  anchors: Anchors,
): Map<string, Vote> {
  const votes = new Map<string, Vote>();
  const vote = (x: number, y: number): Vote => {
    const a = Math.min(x, y);
    const b = Math.max(x, y);
    const one = votes.get(`${a} ${b}`) ?? { a, b, pairs: 0, days: 0 };
    votes.set(`${a} ${b}`, one);
    return one;
  };
  const canPair = (x: number, y: number) => {
    const one = shelves[x];
    const two = shelves[y];
    if (one === undefined || two === undefined) return false;
    return one.version !== two.version && sortOf(one) === sortOf(two);
  };
  const holding = new Map<number, number[]>();
  for (const [at, { members }] of shelves.entries()) {
    for (const index of members) holding.set(index, [...(holding.get(index) ?? []), at]);
  }
  for (const [name, to] of anchors) {
    const from = Number(name.split(' ', 1)[0]);
    if (from > to) continue;
    for (const x of holding.get(from) ?? []) {
      for (const y of holding.get(to) ?? []) if (canPair(x, y)) vote(x, y).pairs += 1;
    }
  }
  for (const held of shelvesByDay(groups, shelves).values()) {
    if (held.length > mostShelves) continue;
    for (const [at, x] of held.entries()) {
      for (const y of held.slice(at + 1)) if (canPair(x, y)) vote(x, y).days += 1;
    }
  }
  return votes;
}

/** Shelves by the days on which just one of their pages came. */
function shelvesByDay(
  groups: readonly CopyGroup[],
  shelves: readonly Shelf[],
): Map<string, number[]> {
  const days = new Map<string, number[]>();
  for (const [at, shelf] of shelves.entries()) {
    for (const [day, count] of daysOf(groups, shelf)) {
      if (count === 1) days.set(day, [...(days.get(day) ?? []), at]);
    }
  }
  return days;
}

function daysOf(groups: readonly CopyGroup[], { members }: Shelf): Map<string, number> {
  const counts = new Map<string, number>();
  for (const index of members) {
    const day = groups[index]?.chosen.published?.slice(0, 10) ?? '';
    if (day.length === 10) counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return counts;
}

function isTelling(
  groups: readonly CopyGroup[],
  shelves: readonly Shelf[],
  { a, b, pairs, days }: Vote,
): boolean {
  const x = shelves[a];
  const y = shelves[b];
  if (x === undefined || y === undefined) return false;
  if (pairs >= fewestPairs) return true;
  if (pairs === 1 && Math.min(x.members.length, y.members.length) <= smallShelf) return true;
  const single = (shelf: Shelf) => [...daysOf(groups, shelf).values()].filter((one) => one === 1);
  return days >= fewestDays && days >= dayShare * Math.min(single(x).length, single(y).length);
}
