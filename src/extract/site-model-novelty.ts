import type { Language } from '../model/language.ts';
import type { Segment } from '../model/segment.ts';
import type { PageView } from './select-view.ts';
import { type Novelty, noNovelty } from './select-weights.ts';
import type { SiteModel } from './site-model.ts';
import { blockHash, hex, shortHash, templateSketch } from './site-model-record.ts';
import { nearest } from './site-model-templates.ts';
import { normaliseLine } from './title-text.ts';

/** The site model as seen from one page. */
export interface ModelView {
  template: number;
  novelty: Novelty[];
}

export interface NoveltyContext {
  key: string;
  lang: Language | 'und';
  keyOf(address: string): string | undefined;
}

interface Cell {
  index: number;
  pages: number;
}

/** Repeated text needs this share of the template's pages; long text more, since copies exist. */
const shareShort = 0.2;
const shareLong = 0.3;
const longText = 150;

/** Judges every block of a page: furniture by frequency, teaser of another page, or new. */
export function judgeBlocks(view: PageView, model: SiteModel, context: NoveltyContext): ModelView {
  const { segment } = view;
  const template = nearest(templateSketch(segment), model.templates);
  const cells = pickCells(model, template, context.lang);
  if (cells.length === 0) return { template, novelty: segment.blocks.map(() => noNovelty) };
  const own = hex(shortHash(context.key));
  const leads = new Set(model.hints[own]?.leads ?? []);
  const novelty = view.blocks.map((item): Novelty => {
    const { block } = item;
    const isOwnLead =
      leads.size > 0 &&
      block.links.length === 0 &&
      leads.has(hex(shortHash(normaliseLine(block.text))));
    const repeated = !isOwnLead && isRepeated(model, block.hash, block.textLength, cells);
    return {
      known: cells.some((cell) => cell.pages >= 10),
      repeated,
      repeatedShare: repeated ? 1 : unitShare(model, block.unitHashes, cells),
      teaser: !repeated && isTeaser(segment, item.index, item.line, model, own, context),
    };
  });
  return { template, novelty };
}

/** The template's pages of the language when there are enough, and the whole site's. */
function pickCells(model: SiteModel, template: number, lang: Language | 'und'): Cell[] {
  return model.cells
    .map((cell, index) => ({ ...cell, index }))
    .filter((cell) => cell.lang === lang && (cell.template === -2 || cell.template === template))
    .filter((cell) => (cell.template === -2 ? cell.pages >= 3 : cell.pages >= 5))
    .map(({ index, pages }) => ({ index, pages }));
}

function isRepeated(model: SiteModel, hash: string, length: number, cells: Cell[]): boolean {
  const counts = model.counts[hex(blockHash(hash))];
  if (!counts) return false;
  return cells.some((cell) => {
    const at = counts.findIndex((value, index) => index % 2 === 0 && value === cell.index);
    const pages = at < 0 ? 0 : (counts[at + 1] ?? 0);
    const least = cell.pages <= 5 ? 2 : 3;
    return pages >= Math.max(least, cell.pages * (length >= longText ? shareLong : shareShort));
  });
}

function unitShare(model: SiteModel, units: readonly string[], cells: Cell[]): number {
  if (units.length === 0) return 0;
  return units.filter((unit) => isRepeated(model, unit, 0, cells)).length / units.length;
}

/** From here on the text behind a linked line announces the page it leads to. */
const leadLength = 40;

/**
 * A block whose first line is a link to another page of the site, and which says no more than that page's
 * title, or announces it with a lead. Bare lines of links are left to other rules: they may be content.
 */
function isTeaser(
  segment: Segment,
  index: number,
  line: string,
  model: SiteModel,
  own: string,
  context: NoveltyContext,
): boolean {
  const block = segment.blocks[index];
  if (!block || block.links.length === 0 || block.kind === 'list' || block.kind === 'table')
    return false;
  const target = block.links.find((link) => {
    const key = context.keyOf(link.href.replace(/#.*$/, ''));
    return key !== undefined && key !== context.key;
  });
  if (!target) return false;
  const firstLine = normaliseLine(block.text.split('\n')[0] ?? '');
  const name = normaliseLine(target.text);
  const bare = (text: string) => text.replace(/[\d ]+/g, '');
  const rest = block.textLength - (block.text.split('\n')[0]?.length ?? 0);
  if (
    name.length >= 12 &&
    bare(firstLine) === bare(name) &&
    rest >= leadLength &&
    block.textLength < 700
  )
    return true;
  const owner = line.length < 12 ? undefined : model.titles[hex(shortHash(line))];
  return owner !== undefined && owner !== own;
}
