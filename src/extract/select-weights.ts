import type { EntryKind } from './select-entries.ts';
import { furnitureRoles, roles } from './select-patterns.ts';
import {
  breadcrumb,
  junkLine,
  legalNotice,
  trailerHeadOnly,
  trailerStart,
} from './select-phrases.ts';
import type { BlockView } from './select-view.ts';

/** Why a block counts against the content. */
export interface Objection {
  rule: string;
  reason: string;
}

/** What the site model says of a block: share of its template's pages that hold it, 0..1; `known` when it can tell. */
export interface Novelty {
  known: boolean;
  /** Furniture by frequency. */
  repeated: boolean;
  /** Characters of the block that other pages hold too, per character, 0..1. */
  repeatedShare: number;
  /** The block is the title or lead of another page and links there. */
  teaser: boolean;
}

export const noNovelty: Novelty = {
  known: false,
  repeated: false,
  repeatedShare: 0,
  teaser: false,
};

/** Weight of a block for content (characters, more or less) or against it (below 0), with the objection. */
export interface Weighed {
  weight: number;
  objection: Objection | null;
}

const longestRun = 700;

/** Weighs one block: text with sentences for, links and short scraps against; what the site repeats never counts for. */
export function weighBlock(
  item: BlockView,
  novelty: Novelty,
  entry: EntryKind | null = null,
): Weighed {
  const { block } = item;
  const named = namedObjection(item);
  if (named) return { weight: -Math.max(15, Math.min(200, block.textLength)), objection: named };
  if (novelty.repeated) {
    return {
      weight: -Math.max(10, Math.min(150, block.textLength)),
      objection: { rule: 'site-repeats', reason: 'other pages of the site hold the same block' },
    };
  }
  if (novelty.teaser) {
    return {
      weight: -Math.max(20, Math.min(150, block.textLength)),
      objection: { rule: 'teaser', reason: 'it announces another page of the site' },
    };
  }
  if (entry) {
    return {
      weight: -Math.max(15, Math.min(100, block.textLength)),
      objection: { rule: entry, reason: `one of a run of alike ${entry}` },
    };
  }
  const phrase = phraseObjection(item);
  if (phrase) return { weight: -Math.max(15, Math.min(120, block.textLength)), objection: phrase };
  return { weight: plainWeight(item, novelty), objection: null };
}

/** What each role objects, in the order of the roles. */
const named: readonly (readonly [bit: number, Objection])[] = Object.entries(roles).map(
  ([role, bit]) => [
    bit,
    { rule: `named-${role}`, reason: `it stands in an element named as ${role}` },
  ],
);

function namedObjection(item: BlockView): Objection | null {
  const mask = item.roles & furnitureRoles;
  if (mask !== 0) {
    return named.find(([bit]) => (mask & bit) !== 0)?.[1] ?? null;
  }
  if (item.block.kind === 'form') return { rule: 'form', reason: 'form controls are no content' };
  return null;
}

/** Blocks are weighed for the article and again for the main area; their phrases are read once. */
const readPhrases = new WeakMap<BlockView, Objection | null>();

function phraseObjection(item: BlockView): Objection | null {
  const known = readPhrases.get(item);
  if (known !== undefined) return known;
  const objection = readPhrase(item);
  readPhrases.set(item, objection);
  return objection;
}

function readPhrase(item: BlockView): Objection | null {
  const { text, textLength } = item.block;
  if (item.wordless || textLength === 0 || textLength > 600) return null;
  if (legalNotice.test(text)) return { rule: 'legal-notice', reason: 'it is a legal notice' };
  if (textLength <= 120 && junkLine.test(text.trim())) {
    return { rule: 'junk-line', reason: 'it is a counter, label or button' };
  }
  if (item.block.links.length > 0 && textLength < 300 && breadcrumb.test(text)) {
    return { rule: 'breadcrumb', reason: 'it is the way to the page' };
  }
  if (opensTrailer(item)) {
    return { rule: 'trailer', reason: 'it opens other news, comments or sharing' };
  }
  return null;
}

/** A short block, or the first line of one that goes on with links, says that other things follow. */
export function opensTrailer(item: BlockView): boolean {
  if (item.wordless) return false;
  const { text, textLength, links } = item.block;
  const first = text.trim().split('\n')[0] ?? '';
  if (first.length > trailerHeadOnly || !trailerStart.test(first)) return false;
  return textLength <= trailerHeadOnly || (links.length > 0 && first.length < textLength);
}

function plainWeight(item: BlockView, novelty: Novelty): number {
  const { block, linkDensity } = item;
  const length = Math.min(longestRun, block.textLength);
  if (block.hidden) return -5;
  if (block.kind === 'image') return imageWeight(item);
  if (block.kind === 'embed' || block.kind === 'rule') return 1;
  if (block.kind === 'heading') return linkDensity > 0.6 ? -20 : 6;
  if (block.kind === 'code') return length;
  const fresh = novelty.known && novelty.repeatedShare < 0.3;
  if (linkDensity > 0.5) return fresh ? length * 0.25 : -Math.min(120, 15 + length * 0.6);
  if (block.kind === 'list') return listWeight(item, length, fresh);
  if (block.kind === 'table') return tableWeight(item, length, fresh);
  return paragraphWeight(item, length, fresh);
}

function paragraphWeight(item: BlockView, length: number, fresh: boolean): number {
  const { block, linkDensity } = item;
  const prose = block.sentenceEnds > 0 || block.commas > 1;
  if (length < 25) return fresh ? 2 : -4;
  if (length < 70 && !prose) return fresh ? length * 0.3 : linkDensity > 0.3 ? -15 : 0;
  const worth = prose ? 1 : 0.6;
  return length * worth * (1 - linkDensity * 1.4) + block.commas * 3;
}

function listWeight(item: BlockView, length: number, fresh: boolean): number {
  const lines = Math.max(1, item.block.text.split('\n').length);
  const each = item.block.textLength / lines;
  if (item.linkDensity > 0.25 && !fresh) return -length * 0.3;
  return each < 18 && !fresh ? -10 : length * 0.7;
}

function tableWeight(item: BlockView, length: number, fresh: boolean): number {
  if (item.block.controls > 0) return -40;
  if (item.linkDensity > 0.3 && !fresh) return -length * 0.2;
  return length * 0.6;
}

function imageWeight(item: BlockView): number {
  const image = item.block.images[0];
  if (!image) return 0;
  const small = (image.width > 0 && image.width < 60) || (image.height > 0 && image.height < 40);
  return small ? -5 : 2;
}
