import type { CopyGroup } from './dedupe-page.ts';
import type { Verdicts } from './verdicts.ts';

/** Verdicts on language versions. */
export type PairingVerdicts = Pick<Verdicts, 'pair' | 'unpair'>;

/** What people said of the groups of one agency. */
export interface GroupVerdicts {
  /** Groups that are one item, by index, a < b, ascending, each pair once. */
  joined: { a: number; b: number }[];
  /** Tells whether two groups may not stand in one item. */
  apart(a: number, b: number): boolean;
}

/**
 * Finds the groups that verdicts name by any of their pages. A page that got another language since, or that stands in
 * one group only, is found by its key alone; verdicts on pages that are gone say nothing.
 */
export function groupVerdicts(
  groups: readonly CopyGroup[],
  verdicts: PairingVerdicts,
): GroupVerdicts {
  const find = groupFinder(groups);
  const pairs = (all: PairingVerdicts['pair']) => {
    const found = new Map<string, { a: number; b: number }>();
    for (const one of all) {
      const x = find(one.a);
      const y = find(one.b);
      if (x === undefined || y === undefined || x === y) continue;
      found.set(pairName(x, y), { a: Math.min(x, y), b: Math.max(x, y) });
    }
    return found;
  };
  const apart = pairs(verdicts.unpair);
  return {
    joined: [...pairs(verdicts.pair).values()].sort((x, y) => x.a - y.a || x.b - y.b),
    apart: (a, b) => apart.has(pairName(a, b)),
  };
}

/** One name for two groups, whatever their order. */
function pairName(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}

type PageRef = PairingVerdicts['pair'][number]['a'];

function groupFinder(groups: readonly CopyGroup[]): (page: PageRef) => number | undefined {
  const byKey = new Map<string, number[]>();
  for (const [index, { pages }] of groups.entries()) {
    for (const name of new Set(pages.map(({ agency, key }) => `${agency}\n${key}`))) {
      byKey.set(name, [...(byKey.get(name) ?? []), index]);
    }
  }
  return ({ agency, key, lang }) => {
    const held = byKey.get(`${agency}\n${key}`) ?? [];
    const exact = held.find((index) =>
      groups[index]?.pages.some(
        (page) => page.key === key && (page.lang === lang || page.storedLang === lang),
      ),
    );
    return exact ?? (held.length === 1 ? held[0] : undefined);
  };
}
