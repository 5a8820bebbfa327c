import type { Block, Container, Segment } from '../model/segment.ts';
import { elementRoles, furnitureRoles, nameRoles, roles } from './select-patterns.ts';
import { normaliseLine, titlePieces } from './title-text.ts';

/** A block with what select asks of it again and again. */
export interface BlockView {
  block: Block;
  index: number;
  /** Role bits of its element and of all containers around it. */
  roles: number;
  /** Characters of links per character, 0..1. */
  linkDensity: number;
  /** Text as titles are compared. */
  line: string;
  /** Its phrases are not read: structure and the site model alone decide. */
  wordless: boolean;
}

/** A segment prepared for select: roles and tree sums, computed once. */
export interface PageView {
  segment: Segment;
  blocks: BlockView[];
  /** Role bits per container, inherited from outside in. */
  containerRoles: number[];
  /** First and one past the last container of the subtree, by preorder. */
  subtreeEnd: number[];
  /** Smallest index of a block in the container's subtree; the number of blocks when it has none. */
  firstBlock: number[];
  /** Characters of text per container, subtree included. */
  textLength: number[];
}

/** An element that holds this share of the page's running text is no furniture, whatever its name. */
const mainShare = 0.4;

/**
 * Prepares a segment; cost is linear in containers and blocks. `wordless` leaves out every word list: names of
 * ids and classes, phrases, profiles. So it can be measured what structure and the site alone tell.
 */
export function viewPage(segment: Segment, wordless = false): PageView {
  const { containers, blocks, signatures } = segment;
  const subtreeEnd = containers.map((_, index) => index + 1);
  const textLength = new Array<number>(containers.length).fill(0);
  const prose = new Array<number>(containers.length).fill(0);
  const titles = new Array<number>(containers.length).fill(0);
  const titleLines = titleLineSet(segment);
  const firstBlock = new Array<number>(containers.length).fill(blocks.length);
  const lines = blocks.map((block) => normaliseLine(block.text.slice(0, 300)));
  for (const [index, block] of blocks.entries()) {
    firstBlock[block.container] = Math.min(firstBlock[block.container] ?? index, index);
    add(textLength, block.container, block.textLength);
    add(prose, block.container, proseLength(block));
    add(titles, block.container, Number(isTitleBlock(block, lines[index] ?? '', titleLines)));
  }
  for (let index = containers.length - 1; index > 0; index -= 1) {
    const parent = containers[index]?.parent ?? -1;
    if (parent < 0) continue;
    subtreeEnd[parent] = Math.max(subtreeEnd[parent] ?? 0, subtreeEnd[index] ?? 0);
    firstBlock[parent] = Math.min(firstBlock[parent] ?? 0, firstBlock[index] ?? 0);
    for (const sums of [textLength, prose, titles]) add(sums, parent, sums[index] ?? 0);
  }
  const containerRoles = inheritRoles(segment, prose, titles, wordless);
  const views = blocks.map((block, index) => ({
    block,
    index,
    roles:
      (containerRoles[block.container] ?? 0) |
      (wordless ? 0 : ownerRoles(signatures[block.owner] ?? '')),
    linkDensity: linkDensity(block),
    line: lines[index] ?? '',
    wordless,
  }));
  return { segment, blocks: views, containerRoles, subtreeEnd, firstBlock, textLength };
}

/** Share of a block's text that is link text, 0..1; 0 without text. */
function linkDensity({ textLength, linkTextLength }: Block): number {
  return textLength > 0 ? Math.min(1, linkTextLength / textLength) : 0;
}

function titleLineSet(segment: Segment): Set<string> {
  const { title, meta } = segment.head;
  const pieces = [title, ...(meta['og:title'] ?? [])].flatMap((text) => [
    text,
    ...titlePieces(text),
  ]);
  return new Set(pieces.map(normaliseLine).filter((line) => line.length >= 10));
}

/** A heading or line that says the page's title and is no link: where it stands is no furniture. */
function isTitleBlock(block: Block, line: string, titles: ReadonlySet<string>): boolean {
  if (block.textLength > 300 || block.linkTextLength > block.textLength / 2) return false;
  return block.textLength >= 10 && titles.has(line);
}

/** Characters of running text: sentences that are no links. */
function proseLength(block: Block): number {
  const isProse = block.textLength >= 80 && block.linkTextLength < block.textLength * 0.4;
  return isProse && (block.sentenceEnds > 0 || block.commas > 1) ? block.textLength : 0;
}

function inheritRoles(
  segment: Segment,
  prose: number[],
  titles: number[],
  wordless: boolean,
): number[] {
  const masks: number[] = [];
  const total = prose[0] ?? 0;
  for (const [index, container] of segment.containers.entries()) {
    let own = ownRoles(container, wordless);
    if ((titles[index] ?? 0) > 0) own &= roles.content | roles.meta | roles.header;
    else if (total > 400 && (prose[index] ?? 0) > total * mainShare)
      own &= roles.content | roles.comments;
    if ((own & furnitureRoles) !== 0) own &= ~roles.content;
    if (container.hidden) own |= roles.hidden;
    masks.push(own | (masks[container.parent] ?? 0));
  }
  return masks;
}

/** Without words of ids and classes when `wordless`: tags and ARIA roles are no word lists. */
function ownRoles({ tag, attributes }: Container, wordless: boolean): number {
  if (!wordless) return elementRoles(tag, attributes);
  const stated = attributes.filter(([name]) => name === 'role' || name === 'itemprop');
  return elementRoles(tag, stated);
}

const ownerCache = new Map<string, number>();

/** Roles of the element that is the block, by its signature `tag#id.class`. */
function ownerRoles(signature: string): number {
  const known = ownerCache.get(signature);
  if (known !== undefined) return known;
  const cut = signature.search(/[#.]/);
  const mask =
    cut < 0 ? 0 : nameRoles(signature.slice(cut + 1).replace(/[#.]/g, ' ')) & ~roles.content;
  if (ownerCache.size > 20_000) ownerCache.clear();
  ownerCache.set(signature, mask);
  return mask;
}

/** Tells whether a block stands in furniture by the names of the elements around it. */
export function isFurniture(view: BlockView): boolean {
  return (view.roles & furnitureRoles) !== 0;
}

function add(sums: number[], index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}
