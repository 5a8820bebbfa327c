import type { EntryKind } from './select-entries.ts';
import { roles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';

/** Text outside of links from here on is the page's own, in front of what readers say; in characters. */
const ownText = 60;
/** So many contributions make a discussion. */
const fewestSpoken = 2;

/**
 * Tells a discussion, where what readers say is the content, from a page that readers comment on: behind the
 * headline the first contribution comes at once, no text of the page's own before it.
 */
export function isDiscussion(
  view: PageView,
  headline: number | null,
  entries: readonly (EntryKind | null)[],
): boolean {
  if (headline === null) return false;
  const isSaid = (item: BlockView) =>
    entries[item.index] === 'comments' || (item.roles & roles.comments) !== 0;
  let spoken = 0;
  for (const item of view.blocks.slice(headline + 1)) {
    const { block } = item;
    const isText = block.textLength >= ownText && item.linkDensity < 0.4 && block.controls === 0;
    if (!isText || block.hidden) continue;
    if (isSaid(item)) spoken += 1;
    else if (spoken === 0 && entries[item.index] === null) return false;
    if (spoken >= fewestSpoken) return true;
  }
  return false;
}

/** The page as it reads when contributions are its content: none counts as a comment. */
export function asDiscussion(view: PageView): PageView {
  const blocks = view.blocks.map((item) => ({ ...item, roles: item.roles & ~roles.comments }));
  return {
    ...view,
    blocks,
    containerRoles: view.containerRoles.map((mask) => mask & ~roles.comments),
  };
}
