import MarkdownIt from 'markdown-it';
import { composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { type PageReading, readPage } from './page-reading.ts';

/** Something that a page and its rendered Markdown do not say alike: `lost` from the page, or `added` by the Markdown. */
export interface Unfaithful {
  what: 'text' | 'glued words' | 'heading' | 'item' | 'row' | 'link' | 'anchor' | 'picture';
  how: 'lost' | 'added';
  value: string;
}

const renderer = new MarkdownIt({ html: true }).disable('reference');

/**
 * Compares all blocks of a page with its HTML: the Markdown is rendered by markdown-it, both are read with
 * parse5. Empty when text, headings, depths of lists, cells of tables and targets of links are the same.
 */
export function unfaithful(html: string, address: string): Unfaithful[] {
  const markdown = composeMarkdown(segmentPage(html, address).blocks);
  const page = readPage(html, { base: address });
  const embeds = new Set([...page.embeds].filter((target) => !page.links.has(target)));
  const rendered = readPage(renderer.render(markdown), { base: address, embeds });
  return [
    ...textDifferences(page, rendered),
    ...listDifferences('heading', page.headings, rendered.headings),
    ...listDifferences('item', page.items, rendered.items),
    ...rowDifferences(page, rendered),
    ...linkDifferences(page, rendered, embeds),
    ...anchorDifferences(page, rendered, address),
  ];
}

function textDifferences(page: PageReading, rendered: PageReading): Unfaithful[] {
  const lost = leftOver(page.words, rendered.words);
  const added = leftOver(rendered.words, page.words);
  // Links side by side are parted by kosh, as style alone parted them; words may never be joined.
  withoutParted(lost, added);
  const joined = withoutParted(added, lost);
  return [
    ...joined.map((value) => ({ what: 'glued words', how: 'added', value }) as const),
    ...lost.map((value) => ({ what: 'text', how: 'lost', value }) as const),
    ...added.map((value) => ({ what: 'text', how: 'added', value }) as const),
  ];
}

/** Takes out of both lists each word of the first that is several of the second in a row; gives those words. */
function withoutParted(whole: string[], parts: string[]): string[] {
  const found: string[] = [];
  for (const word of [...whole]) {
    const start = parts.findIndex((_, index) => runLength(word, parts, index) > 0);
    if (start < 0) continue;
    parts.splice(start, runLength(word, parts, start));
    whole.splice(whole.indexOf(word), 1);
    found.push(word);
  }
  return found;
}

/** How many words from `start` make up `word`; 0 when they do not. */
function runLength(word: string, parts: readonly string[], start: number): number {
  let joined = '';
  for (let end = start; end < parts.length && joined.length < word.length; end++) {
    joined += parts[end];
    if (joined === word) return end - start + 1;
    if (!word.startsWith(joined)) return 0;
  }
  return 0;
}

function listDifferences(
  what: Unfaithful['what'],
  page: readonly string[],
  rendered: readonly string[],
): Unfaithful[] {
  return [
    ...leftOver(page, rendered).map((value) => ({ what, how: 'lost', value }) as const),
    ...leftOver(rendered, page).map((value) => ({ what, how: 'added', value }) as const),
  ];
}

/** Every row of the Markdown is one of the page, and every row that calls itself data is in the Markdown. */
function rowDifferences(page: PageReading, rendered: PageReading): Unfaithful[] {
  return [
    ...leftOver(page.dataRows, rendered.rows).map(
      (value) => ({ what: 'row', how: 'lost', value }) as const,
    ),
    ...leftOver(rendered.rows, page.rows).map(
      (value) => ({ what: 'row', how: 'added', value }) as const,
    ),
  ];
}

function linkDifferences(
  page: PageReading,
  rendered: PageReading,
  embeds: ReadonlySet<string>,
): Unfaithful[] {
  const differences: Unfaithful[] = [];
  for (const [href, text] of page.links) {
    if (rendered.links.get(href) === text) continue;
    differences.push({ what: 'link', how: 'lost', value: `${href} ${text}` });
  }
  for (const [href, text] of rendered.links) {
    if (page.links.get(href) === text || embeds.has(href)) continue;
    differences.push({ what: 'link', how: 'added', value: `${href} ${text}` });
  }
  for (const src of rendered.pictures) {
    if (!page.pictures.has(src)) differences.push({ what: 'picture', how: 'added', value: src });
  }
  return differences;
}

/** Targets of links within the page. */
function anchorDifferences(
  page: PageReading,
  rendered: PageReading,
  address: string,
): Unfaithful[] {
  const start = `${decodeURI(address)}#`;
  return [...rendered.links.keys()]
    .filter((href) => href.startsWith(start))
    .map((href) => href.slice(start.length))
    .filter((name) => page.anchors.has(name) && !rendered.anchors.has(name))
    .map((value) => ({ what: 'anchor', how: 'lost', value }));
}

/** What `all` has more often than `taken`. */
function leftOver(all: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of taken) left.set(one, (left.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
