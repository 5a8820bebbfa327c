import type { Selector } from '../text/selector.ts';
import { type ParsedProfile, profiles } from './profiles/tell-profile.ts';
import type { Selection } from './select-body.ts';
import { furnitureRoles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import { type Novelty, noNovelty, weighBlock } from './select-weights.ts';
import { matchBlocks, matchContainers } from './selectors.ts';

/**
 * The blocks of the element that a CMS keeps its text in, when it stands on the page exactly once: then a lone
 * picture or a line of five words is the whole article. The system that was told is asked first, then the others, since
 * templates are carried from one to the next. Null when no convention fits.
 */
export function selectByProfile(
  view: PageView,
  novelty: readonly Novelty[],
  told: ParsedProfile | null = null,
): number[] | null {
  const others = profiles.filter((profile) => profile !== told);
  for (const profile of told ? [told, ...others] : others) {
    const container = bodyContainer(view, profile.body);
    if (container === null) continue;
    const gone = partsOf(view, profile.remove);
    const outer = view.containerRoles[container] ?? 0;
    const end = view.subtreeEnd[container] ?? container + 1;
    return view.blocks
      .filter((item) => item.block.container >= container && item.block.container < end)
      .filter((item) => !gone.has(item.index) && (item.roles & furnitureRoles & ~outer) === 0)
      .filter((item) => !isObjected(item, novelty[item.index] ?? noNovelty))
      .map((item) => item.index);
  }
  return null;
}

function partsOf(view: PageView, selectors: readonly Selector[]): Set<number> {
  return new Set(selectors.flatMap((selector) => matchBlocks(view.segment, selector)));
}

/** Parts that the told system puts into its text go, unless hardly anything would be left: then the site uses the name otherwise. */
export function withoutParts(
  view: PageView,
  selection: Selection,
  profile: ParsedProfile | null,
): Selection {
  if (!profile || profile.remove.length === 0) return selection;
  const gone = partsOf(view, profile.remove);
  const kept = selection.kept.filter((index) => !gone.has(index));
  if (kept.length === selection.kept.length) return selection;
  const length = (indexes: readonly number[]) =>
    indexes.reduce((sum, index) => sum + (view.blocks[index]?.block.textLength ?? 0), 0);
  if (length(kept) < length(selection.kept) / 2) return selection;
  const removed = new Map(selection.removed);
  for (const index of selection.kept) {
    if (!gone.has(index)) continue;
    removed.set(index, {
      step: 'profile',
      rule: profile.id,
      reason: 'the system puts it beside its texts',
    });
  }
  return { ...selection, kept, removed };
}

/** The one block that a profile's selectors for a headline or date find first; undefined when several match. */
export function profileBlock(
  view: PageView,
  selectors: readonly Selector[],
): BlockView | undefined {
  for (const selector of selectors) {
    const [only, ...more] = matchBlocks(view.segment, selector);
    if (only !== undefined && more.length === 0) return view.blocks[only];
  }
  return undefined;
}

/** Objections other than names of elements around it: those were read above. */
function isObjected(item: BlockView, novelty: Novelty): boolean {
  const rule = weighBlock(item, novelty).objection?.rule ?? '';
  return rule !== '' && !rule.startsWith('named-');
}

/** The one container that a selector finds; several are a list of excerpts. */
function bodyContainer(view: PageView, selectors: readonly Selector[]): number | null {
  for (const selector of selectors) {
    const found = matchContainers(view.segment, selector);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    if (found.length > 1) return null;
  }
  return null;
}
