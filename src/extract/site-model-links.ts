import type { Block, Segment } from '../model/segment.ts';
import { readDate } from '../text/dates.ts';
import { copy, shortHash } from './site-model-record.ts';
import { normaliseLine } from './title-text.ts';

/** What links and list entries say of the page they lead to. */
export interface LinkFact {
  key: string;
  name: string;
  /** Date that stands beside the link, else null. */
  date: string | null;
  /** Hashes of the lines that announce it below the link. */
  leads: number[];
}

export interface LinkContext {
  key: string;
  keyOf(address: string): string | undefined;
  timeZone: string;
  /** Milliseconds. */
  capturedAt: number;
  undated: boolean;
}

const genericName =
  /^(?:подробнее|далее|читать|ещё|еще|more|read|здесь|тут|толығырақ|толық|әрі|көбірек|осында|here|next|назад|вперёд|\d+|»|›|>)/i;

/** A block with more links announces none of them: each would be looked for in all of its lines. */
const mostAnnounced = 1_000;

/** Names and dates that a page's links give to others; one list entry is a link with what stands in the same container. */
export function linkFacts(segment: Segment, context: LinkContext): LinkFact[] {
  const facts: LinkFact[] = [];
  const perContainer = linkBlocksPerContainer(segment);
  for (const [index, block] of segment.blocks.entries()) {
    for (const link of block.links) {
      const name = link.text.replace(/\s+/g, ' ').trim();
      if (name.length < 4 || name.length > 250 || genericName.test(name)) continue;
      const key = context.keyOf(link.href.replace(/#.*$/, ''));
      if (key === undefined || key === context.key) continue;
      const isList = block.links.length <= mostAnnounced;
      facts.push({
        key: copy(key),
        name: copy(name),
        date: isList ? dateBeside(segment, index, name, perContainer, context) : null,
        leads: isList ? leadsBelow(block, name) : [],
      });
    }
  }
  return facts;
}

/**
 * A date in the link's own line (or, in a table, the cells beside it), or in a short neighbour that
 * shares a container with this link alone.
 */
function dateBeside(
  segment: Segment,
  index: number,
  name: string,
  perContainer: readonly number[],
  context: LinkContext,
): string | null {
  const block = segment.blocks[index];
  if (!block) return null;
  const { capturedAt: now, timeZone, undated } = context;
  const options = { now, timeZone, undated };
  for (const around of besideInBlock(block, name)) {
    const own = readDate(around, options);
    if (own) return own.value;
  }
  if (block.links.length > 1 || (perContainer[block.container] ?? 0) > 2) return null;
  for (const neighbour of [segment.blocks[index - 1], segment.blocks[index + 1]]) {
    if (neighbour?.container !== block.container || neighbour.textLength > 60) continue;
    const date = readDate(neighbour.text, options);
    if (date) return date.value;
  }
  return null;
}

const shortestLead = 30;

/** Lines of the block behind the link's line, up to the next link. */
function leadsBelow(block: Block, name: string): number[] {
  const lines = block.text.split('\n');
  const at = lines.findIndex((line) => line.includes(name));
  const leads: number[] = [];
  for (const line of at < 0 ? [] : lines.slice(at + 1, at + 4)) {
    if (block.links.some((link) => link.text.length > 3 && line.includes(link.text))) break;
    if (line.length >= shortestLead) leads.push(shortHash(normaliseLine(line)));
  }
  return leads;
}

function besideInBlock(block: Block, name: string): string[] {
  const lines = block.text.split('\n');
  const at = lines.findIndex((line) => line.includes(name));
  if (at < 0) return [];
  const own = lines[at]?.replace(name, ' ').trim() ?? '';
  const cells = block.kind === 'table' ? [lines[at - 1] ?? '', lines[at + 1] ?? ''] : [];
  return [own, ...cells].filter((text) => text.length >= 5 && text.length < 60);
}

/** Blocks with links in each container: an entry of a list has its own, a flat list shares one. */
function linkBlocksPerContainer(segment: Segment): number[] {
  const counts = new Array<number>(segment.containers.length).fill(0);
  for (const block of segment.blocks) {
    if (block.links.length > 0) counts[block.container] = (counts[block.container] ?? 0) + 1;
  }
  return counts;
}
