import type { Block, BlockImage, BlockKind, BlockLink } from '../../model/segment.ts';
import { hash64, unitHash } from '../../text/hash.ts';
import { linesOf } from './inline-buffer.ts';
import type { InlineLink, InlineToken } from './inline-token.ts';
import { textFacts } from './text-facts.ts';

/** Where a block stands. */
export interface BlockPlace {
  container: number;
  owner: number;
  element: number;
  hidden: boolean;
  wrappers: [mark: string, id: number][];
}

/** Contents of a block: units (lines of a paragraph, items of a list, rows of a table), each of lines. */
export type Units = readonly (readonly InlineToken[])[][];

/** Longest raw value kept of a link that is no web address, in characters. */
export const longestRawHref = 2048;

/** Makes the record of a block from its units; counts what select needs and Markdown no longer tells. */
export function makeBlock(
  kind: BlockKind,
  level: number,
  markdown: string,
  units: Units,
  controls: number,
  place: BlockPlace,
): Block {
  const gathered = gather(units);
  const { unitTexts } = gathered;
  const many = unitTexts.length > 1;
  const text = many ? unitTexts.filter((unit) => unit !== '').join('\n') : (unitTexts[0] ?? '');
  const facts = textFacts(text);
  return {
    kind,
    level,
    markdown,
    text,
    hash: text !== '' && kind !== 'embed' ? facts.hash : addressesHash(kind, gathered),
    unitHashes: many ? unitTexts.map(unitHash) : [],
    container: place.container,
    owner: place.owner,
    element: place.element,
    textLength: text.length,
    linkTextLength: gathered.linkTextLength,
    commas: facts.commas,
    sentenceEnds: facts.sentenceEnds,
    links: gathered.links,
    images: gathered.images,
    controls,
    hidden: place.hidden,
    wrappers: place.wrappers,
    lang: facts.lang,
  };
}

interface Gathered {
  unitTexts: string[];
  linkTextLength: number;
  links: BlockLink[];
  images: BlockImage[];
  embeds: string[];
}

function gather(units: Units): Gathered {
  const gathered: Gathered = {
    unitTexts: [],
    linkTextLength: 0,
    links: [],
    images: [],
    embeds: [],
  };
  const known = new Map<InlineLink, BlockLink>();
  for (const unit of units) {
    let text = '';
    for (const tokens of unit) {
      const line = textOfLine(tokens, known, gathered);
      if (line !== '') text = text === '' ? line : `${text}\n${line}`;
    }
    gathered.unitTexts.push(text);
  }
  for (const link of gathered.links) link.text = singleSpaced(link.text);
  return gathered;
}

function textOfLine(
  tokens: readonly InlineToken[],
  known: Map<InlineLink, BlockLink>,
  gathered: Gathered,
): string {
  let text = '';
  for (const token of tokens) {
    noteLink(token, known, gathered);
    if (token.kind === 'text') text += token.text;
    else if (token.kind === 'image') gathered.images.push(token.image);
    else if (token.kind === 'embed') text += token.title;
  }
  return singleSpaced(text);
}

function singleSpaced(text: string): string {
  return (text.includes('  ') ? text.replace(/ {2,}/g, ' ') : text).trim();
}

function noteLink(token: InlineToken, known: Map<InlineLink, BlockLink>, gathered: Gathered): void {
  if (token.kind === 'embed') {
    gathered.links.push({ href: token.href, text: token.title });
    gathered.embeds.push(token.href);
  }
  if ((token.kind !== 'text' && token.kind !== 'image') || token.link === undefined) return;
  let link = known.get(token.link);
  if (!link) {
    link = { href: token.link.href, text: '' };
    known.set(token.link, link);
    gathered.links.push(link);
  }
  if (token.kind === 'text') {
    link.text += token.text;
    gathered.linkTextLength += token.text.length;
  } else if (token.image.alt !== '') link.text += ` ${token.image.alt} `;
}

/** Pictures and embeds without text are told apart by their addresses, digits kept. */
function addressesHash(kind: BlockKind, gathered: Gathered): string {
  const addresses = [...gathered.images.map((image) => image.src), ...gathered.embeds];
  return hash64(`${kind} ${addresses.join(' ')}`);
}

/** The lines of a paragraph as units. */
export function lineUnits(tokens: readonly InlineToken[]): InlineToken[][][] {
  return linesOf(tokens).map((line) => [line]);
}
