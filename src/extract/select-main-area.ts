import { roles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import { type Novelty, noNovelty, weighBlock } from './select-weights.ts';

/** Objections that hold in any page; other ones speak of articles only. */
const alwaysOut = new Set([
  'named-navigation',
  'named-footer',
  'named-share',
  'named-advert',
  'named-dialog',
  'site-repeats',
  'form',
  'legal-notice',
  'junk-line',
]);

/**
 * Everything in the main area that is no furniture: the choice for lists, cards, discussions and pages of
 * many parts, where no single container gathers the text. Indexes in order.
 */
export function selectMainArea(view: PageView, novelty: readonly Novelty[]): number[] {
  const area = mainContainer(view);
  const end = view.subtreeEnd[area] ?? view.segment.containers.length;
  const inArea = view.blocks.filter(
    (item) => item.block.container >= area && item.block.container < end && !item.block.hidden,
  );
  const known = novelty.some((each) => each.known);
  const outside =
    (area === 0 ? roles.header : 0) |
    (known ? roles.aside | roles.related : area === 0 ? roles.aside : 0);
  const replies = areaReplies(inArea);
  return inArea
    .filter((item) => {
      if (replies.has(item.index)) return false;
      const { objection } = weighBlock(item, novelty[item.index] ?? noNovelty);
      if (objection && (alwaysOut.has(objection.rule) || (known && objection.rule === 'teaser'))) {
        return false;
      }
      return (item.roles & (alwaysFurniture | outside)) === 0;
    })
    .map((item) => item.index);
}

/** So many comments in sentences make a discussion, where they are the content. */
const fewestComments = 3;

/** Blocks of readers' comments and their form, unless the page is a discussion. */
function areaReplies(blocks: readonly BlockView[]): Set<number> {
  const comments = blocks.filter((item) => (item.roles & roles.comments) !== 0);
  const spoken = comments.filter(
    ({ block }) => block.textLength >= 80 && block.sentenceEnds > 0 && block.controls === 0,
  );
  return new Set(spoken.length < fewestComments ? comments.map((item) => item.index) : []);
}

const alwaysFurniture = roles.navigation | roles.footer | roles.share | roles.advert | roles.dialog;

/** `main` or an element named as content that holds most of the text, else the whole page. */
function mainContainer(view: PageView): number {
  const total = view.textLength[0] ?? 0;
  let best = 0;
  for (const [index, mask] of view.containerRoles.entries()) {
    const own = view.segment.containers[index];
    if (!own || (mask & roles.content) === 0) continue;
    const isMain =
      own.tag === 'main' ||
      own.attributes.some(([name, value]) => name === 'role' && value === 'main');
    if (isMain && (view.textLength[index] ?? 0) > total * 0.2) return index;
    if (best === 0 && (view.textLength[index] ?? 0) > total * 0.6) best = index;
  }
  return best;
}
