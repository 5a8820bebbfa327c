import { type Overlap, overlapOf } from './bench-dedupe-overlap.ts';
import type { CorpusPlan, Family, FamilyKind, Place } from './bench-dedupe-plan.ts';
import type { CorpusTexts } from './bench-dedupe-texts.ts';

/** What is true of two planted pages: copies, pages that only share something, or too near the line to be held to either. */
export type Expected = 'copy' | 'apart' | 'either';

/** Two pages of one family and what they have in common. */
export interface TruePair extends Overlap {
  family: number;
  kind: FamilyKind;
  grade: number;
  one: Place;
  other: Place;
  expected: Expected;
}

/** Families whose pages share a quotation, a notice, a menu, a form or a title, and are no copies. */
export const apartKinds: ReadonlySet<FamilyKind> = new Set([
  'quotation',
  'notice',
  'menu',
  'announcement',
  'same-title',
]);

/** Every member of every family with the family's first, and of families that are no copies with the one before it too. */
export function* truePairs(plan: CorpusPlan, texts: CorpusTexts): Generator<TruePair> {
  for (const family of plan.families) {
    const first = texts.text({ family, member: 0 });
    let before = first;
    for (let member = 1; member < family.size; member++) {
      const text = texts.text({ family, member });
      yield pairOf(plan, family, 0, member, overlapOf(first, text));
      if (member > 1 && apartKinds.has(family.kind)) {
        yield pairOf(plan, family, member - 1, member, overlapOf(before, text));
      }
      before = text;
    }
  }
}

function pairOf(
  plan: CorpusPlan,
  family: Family,
  one: number,
  other: number,
  overlap: Overlap,
): TruePair {
  const places = plan.placesOf(family);
  return {
    family: family.number,
    kind: family.kind,
    grade: family.grade,
    one: places[one] as Place,
    other: places[other] as Place,
    ...rounded(overlap),
    // Forms filled in may be as near as copies are; what has to tell those apart is what they say, not how much.
    expected:
      apartKinds.has(family.kind) && family.kind !== 'announcement' ? 'apart' : expectedOf(overlap),
  };
}

/** Words that a preface to a short text may have. */
const shortPreface = 20;

/**
 * Copies by the rules of the house: Jaccard of 0.8 and more must be found, under 0.6 never; a text that a longer one holds
 * nearly whole must be found too, if what was added is a preface: a quarter of the page, or a sentence or two. A page that
 * adds more may be a copy or a page around a quotation, so there, and between those lines, either is right.
 */
export function expectedOf({ jaccard, containment, shorter, longer }: Overlap): Expected {
  if (jaccard >= 0.8) return 'copy';
  const added = longer - shorter;
  const isPreface = added <= longer / 4 || (added <= shortPreface && longer <= 1.9 * shorter);
  if (containment >= 0.9 && isPreface) return 'copy';
  return jaccard < 0.6 && containment < 0.8 ? 'apart' : 'either';
}

function rounded(overlap: Overlap): Overlap {
  const { jaccard, containment } = overlap;
  return {
    ...overlap,
    jaccard: Math.round(jaccard * 10_000) / 10_000,
    containment: Math.round(containment * 10_000) / 10_000,
  };
}
