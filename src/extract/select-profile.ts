import { parseSelector, type Selector } from '../text/selector.ts';
import { knownProfiles } from './profiles/known-profiles.ts';
import { furnitureRoles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import { type Novelty, noNovelty, weighBlock } from './select-weights.ts';
import { matchBlocks, matchContainers } from './selectors.ts';

interface ParsedProfile {
  body: Selector[];
  remove: Selector[];
}

const parsed: readonly ParsedProfile[] = knownProfiles.map((profile) => ({
  body: parse(profile.body),
  remove: parse(profile.remove),
}));

function parse(texts: readonly string[]): Selector[] {
  return texts.flatMap((text) => {
    const selector = parseSelector(text);
    return selector ? [selector] : [];
  });
}

/**
 * The blocks of the element that a known CMS keeps its text in, when it stands on the page exactly once:
 * then a lone picture or a line of five words is the whole article. Null when no convention fits.
 */
export function selectByProfile(view: PageView, novelty: readonly Novelty[]): number[] | null {
  for (const profile of parsed) {
    const container = bodyContainer(view, profile.body);
    if (container === null) continue;
    const gone = new Set(profile.remove.flatMap((selector) => matchBlocks(view.segment, selector)));
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
