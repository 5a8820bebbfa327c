import type { AddressPart } from './address-parts.ts';
import type { Frontier, KeptTexts, PartState } from './ports.ts';

/** So many pages that show the same with and without a part of their address make it noise; of languages, so many. */
const sameForNoise = 3;
const sameForLanguage = 8;
/** One page in nine may differ by chance (a quotation of the day); two that differ without that make it content. */
const samePerDifference = 8;
/** When so many were compared without an answer, the part counts as content. */
const patience = 12;
/** Text on more pages than this is furniture: it says nothing about two of them. */
const furniture = 6;
/** The store keeps so many hashes of a page, of each kind. */
const keptHashes = 96;
/** Links that a copy may have of its own. */
const ownLinks = 2;

export type PartVerdict = 'noise' | 'content' | 'open';

/** What is known of a part of an address: by its own place first, then by the whole host. */
export function partVerdict(frontier: Frontier, part: AddressPart): PartVerdict {
  const here = part.place === '' ? undefined : frontier.part(part.part, part.place);
  const own = here === undefined ? 'open' : verdictOf(here, part.isLanguage);
  if (own !== 'open') return own;
  const host = frontier.part(part.part, '');
  const general = verdictOf(host, part.isLanguage);
  if (general !== 'noise') return general;
  // What differs here is content here, whatever it is elsewhere; and months of a calendar are none of an archive's.
  if (here !== undefined && here.differs > 0) return 'content';
  return part.isGeneral ? 'noise' : 'open';
}

/** The verdict over what comparisons showed. */
export function verdictOf(
  state: Pick<PartState, 'tried' | 'same' | 'differs'>,
  isLanguage: boolean,
): PartVerdict {
  // A page that differs in another language was translated, however many others were not.
  const isMostlySame = state.differs * (isLanguage ? 1000 : samePerDifference) <= state.same;
  if (state.same >= (isLanguage ? sameForLanguage : sameForNoise) && isMostlySame) return 'noise';
  if (state.differs >= 2 && !isMostlySame) return 'content';
  return state.tried >= patience * (isLanguage ? 2 : 1) ? 'content' : 'open';
}

/** Notes what comparing an address with its base showed, for its place and for the host. */
export function notePart(
  frontier: Frontier,
  part: AddressPart,
  outcome: 'same' | 'differs' | 'unclear',
): void {
  for (const place of new Set([part.place, ''])) {
    const state = frontier.part(part.part, place);
    frontier.savePart({
      ...state,
      tried: state.tried + 1,
      same: state.same + (outcome === 'same' ? 1 : 0),
      differs: state.differs + (outcome === 'differs' ? 1 : 0),
    });
  }
}

/**
 * Whether page `a` shows nothing that page `base` does not show. Equal text is the same; else texts that stand on few
 * pages decide, of which a print version has all and a menu none. Links decide first: a list is what it links to.
 */
export function comparePages(
  frontier: Pick<Frontier, 'seenTexts'>,
  a: KeptTexts,
  base: KeptTexts,
): 'same' | 'differs' | 'unclear' {
  if (a.whole === base.whole) return 'same';
  if (without(a.links, base.links).length > ownLinks) return 'differs';
  const seen = frontier.seenTexts(a.runs);
  const own = a.runs.filter((_, i) => (seen[i] ?? 0) <= furniture);
  if (own.length === 0) return 'unclear';
  return without(own, base.runs).length * 20 <= own.length ? 'same' : 'differs';
}

/** Hashes of `a` that `b` lacks. Of each page only the smallest hashes are kept: larger ones than b's prove nothing. */
function without(a: readonly number[], b: readonly number[]): number[] {
  const known = new Set(b);
  const largest = b.length < keptHashes ? Number.MAX_SAFE_INTEGER : Math.max(...b);
  return a.filter((hash) => hash <= largest && !known.has(hash));
}
