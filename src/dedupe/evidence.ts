import type { CopyGroup } from './dedupe-page.ts';
import { daysApart } from './same-item.ts';

/** A reason to believe that two groups of a site are language versions of one item (or copies, if their language is one). */
export interface PairEvidence {
  /** Indexes into the groups, a < b. */
  a: number;
  b: number;
  /** 0..1 */
  confidence: number;
  /** `hreflang`, `language switch`, `address`, `number in address`, `shared files`, `date and numbers`, `position`. */
  by: string;
}

/** How far each ground is trusted; mutual links more than one-sided ones. */
export const trust = {
  sameAddress: 1,
  hreflang: 0.95,
  hreflangMutual: 0.98,
  switchMutual: 0.95,
  switchOneSided: 0.82,
  address: 0.9,
  lateAddress: 0.8,
  countedAddress: 0.4,
  number: 0.57,
  numberAndDate: 0.7,
  files: 0.75,
  dateAndNumbers: 0.66,
  numbers: 0.58,
  numberOfDay: 0.57,
  dayInSection: 0.56,
  placeInOrder: 0.55,
};
/** Translations follow within days; weak signs join no pages further apart. */
export const mostDays = 3;

/** Days between the dates of two groups, 0 where one is not known to the day. */
export function daysBetween(a: CopyGroup | undefined, b: CopyGroup | undefined): number {
  return daysApart(a?.chosen.published ?? null, b?.chosen.published ?? null) ?? 0;
}

/** Evidence in the order of indexes. */
export function pair(a: number, b: number, confidence: number, by: string): PairEvidence {
  return { a: Math.min(a, b), b: Math.max(a, b), confidence, by };
}

/** Language of a group, and its script where it is Kazakh in other letters: what a site keeps apart as versions. */
export function versionName(group: CopyGroup | undefined): string {
  return `${group?.chosen.lang}${group?.chosen.script ?? ''}`;
}
