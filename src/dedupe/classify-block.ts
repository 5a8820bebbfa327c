import type { BlockNature } from '../model/shared-block.ts';
import { contactsOf } from '../text/numbers.ts';

/** An agency that holds a block. */
export interface HoldingAgency {
  /** Its pages that hold it. */
  pages: number;
  /** Of them those that no adopted shared item replaces. */
  ownPages: number;
  /** All its pages in the languages of those. */
  ofPages: number;
  /** Sum over its pages of the share of their text that the block makes up. */
  shares: number;
}

/** What a block is, and why, in words. */
export interface ClassifiedBlock {
  nature: BlockNature;
  reason: string;
}

/** Agencies on each of which a block must stand on many pages, to be proven boilerplate. */
const fewestWide = 3;
/** Pages that are many, */
const manyPages = 5;
/** and the share of an agency's pages in the language. */
const widePart = 0.5;
/** Part of all holding agencies that must be such. */
const wideAgencies = 2 / 3;
/**
 * Proof of boilerplate, but for `hasOwnContacts`: in each of at least three agencies, and of two thirds of all that hold
 * it, it stands on at least five pages and on half of those in its language. Nobody writes that text for the page it stands
 * on. Shared items play no part in it, so that it depends on the pages alone.
 */
export function isWide(holders: readonly HoldingAgency[]): boolean {
  if (holders.length < fewestWide) return false;
  const wide = holders.filter(
    ({ pages, ofPages }) => pages >= manyPages && pages >= ofPages * widePart,
  ).length;
  return wide >= fewestWide && wide >= holders.length * wideAgencies;
}

/**
 * Whether a block is each agency's own although its masked text is the same: texts of some agencies name different
 * telephones or mail addresses. Such a line is no notice, however often it stands there.
 */
export function hasOwnContacts(texts: readonly string[]): boolean {
  const all = new Set(texts.map((text) => [...new Set(contactsOf(text))].sort().join(' ')));
  return all.size > 1;
}

/**
 * Tells what a block is that many agencies hold: `isProven` boilerplate, or something else; `items` are the adopted shared
 * items it stands in.
 */
export function classifyBlock(
  holders: readonly HoldingAgency[],
  items: readonly string[],
  isProven: boolean,
): ClassifiedBlock {
  const pages = sum(holders, 'pages');
  const agencies = holders.length;
  if (isProven) {
    const part = Math.round((100 * pages) / Math.max(1, sum(holders, 'ofPages')));
    return {
      nature: 'boilerplate',
      reason: `on ${part} % of the pages of ${agencies} agencies: a notice, counter or banner`,
    };
  }
  if (items.length > 0) {
    const own = holders.filter(({ ownPages }) => ownPages > 0).length;
    return {
      nature: 'shared-item',
      reason: `a part of a shared item that ${own} agencies also have inside pages of their own`,
    };
  }
  const repeating = holders.filter((one) => one.pages >= manyPages).length;
  if (repeating >= 2 && repeating >= agencies * wideAgencies) {
    return {
      nature: 'repeated',
      reason: `on ${pages} pages of ${agencies} agencies: it may be a notice, but that is not proven`,
    };
  }
  return {
    nature: 'text',
    reason: `on ${pages} pages of ${agencies} agencies: a quotation, or text that few pages of each have in common`,
  };
}

/** Share of the text of its pages that a block makes up on average, 0..1. */
export function meanShare(holders: readonly HoldingAgency[]): number {
  return Math.min(1, sum(holders, 'shares') / Math.max(1, sum(holders, 'pages')));
}

function sum(holders: readonly HoldingAgency[], name: keyof HoldingAgency): number {
  return holders.reduce((total, one) => total + one[name], 0);
}
