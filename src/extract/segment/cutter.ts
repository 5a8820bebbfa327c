import type { Block, SegmentNotice } from '../../model/segment.ts';
import { idsPerList } from '../markdown/compose.ts';
import { inlineMarkdown } from '../markdown/inline.ts';
import { listMarkdown } from '../markdown/list.ts';
import { tableMarkdown } from '../markdown/table.ts';
import { type BlockPlace, lineUnits, makeBlock, type Units } from './block-record.ts';
import { BlockSink, mostBlocks, type Surroundings, surroundings } from './block-sink.ts';
import { readCell, readCellParts } from './cell-content.ts';
import type { ContainerTable } from './container-table.ts';
import {
  codeTags,
  embedTags,
  formattingTags,
  headingTags,
  listTags,
  silentTags,
  transparentTags,
} from './element-kinds.ts';
import { addEmbed } from './embed.ts';
import { hasTable, headingInside, isInlineHeading, oneLine } from './heading.ts';
import { InlineBuffer, linesOf } from './inline-buffer.ts';
import {
  type CollectTarget,
  collectInline,
  contextInside,
  type InlineContext,
  noteElement,
} from './inline-collect.ts';
import { type InlineToken, mark } from './inline-token.ts';
import { isSimpleList, itemUnits, listStart, readList, type SimpleLists } from './list-shape.ts';
import type { LinkContext } from './page-links.ts';
import { kindOf, partsOf } from './paragraphs.ts';
import { fencedCode, preformatted } from './preformatted.ts';
import { tableShape } from './table-grid.ts';
import { isDataTable } from './table-kind.ts';
import { findElement, hidesContent, type TreeElement } from './tree.ts';

/** Most list items and quotes around a block; each is repeated on every line of Markdown. */
const deepestWrappers = 16;

/** What cutting gives. `times` are elements with dates and the number of the block that holds or follows them. */
export interface CutPage {
  blocks: Block[];
  table: ContainerTable;
  times: { element: TreeElement; block: number }[];
  notices: SegmentNotice[];
}

/** Cuts a tree into blocks in reading order. Recursion is safe: the tree is at most deepestNesting deep. */
export function cutPage(
  root: TreeElement,
  body: TreeElement,
  links: LinkContext,
  fragments: ReadonlySet<string>,
): CutPage {
  return new Cutter(links, fragments).cut(root, body);
}

class Cutter {
  private readonly sink = new BlockSink();
  private readonly times: CutPage['times'] = [];
  private readonly buffer = new InlineBuffer();
  private readonly target: CollectTarget;
  private readonly simpleLists: SimpleLists = new Map();
  private hiddenLater: { element: TreeElement; context: InlineContext }[] = [];
  private picturesInPage = 0;
  private wrapperGroups = 0;
  private wrappersLeftOut = 0;

  constructor(links: LinkContext, fragments: ReadonlySet<string>) {
    this.target = {
      buffer: this.buffer,
      links,
      fragments,
      onHidden: (element, context) => this.hiddenLater.push({ element, context }),
      onTime: (element) => this.times.push({ element, block: this.sink.blocks.length }),
      onPictureInPage: () => {
        this.picturesInPage++;
      },
    };
  }

  cut(root: TreeElement, body: TreeElement): CutPage {
    const top = { ...body, tag: 'body' };
    const container = this.sink.table.add(top, -1, false);
    const around: Surroundings = {
      marks: 0,
      link: undefined,
      container,
      owner: top,
      hidden: false,
      wrappers: [],
    };
    this.walkChildren(root, around);
    this.flush(around);
    const notices: SegmentNotice[] = [];
    const { blocks, table, dropped } = this.sink;
    if (dropped > 0) {
      notices.push({ code: 'block-cap', detail: `${dropped} blocks above ${mostBlocks}` });
    }
    if (this.wrappersLeftOut > 0) {
      const detail = `${this.wrappersLeftOut} lists and quotes nested deeper than ${deepestWrappers} levels`;
      notices.push({ code: 'depth-capped', detail });
    }
    if (this.picturesInPage > 0) {
      const detail = `${this.picturesInPage} pictures stand in the page itself (data:)`;
      notices.push({ code: 'picture-in-page', detail });
    }
    return { blocks, table, times: this.times, notices };
  }

  private walkChildren(parent: TreeElement, around: Surroundings): void {
    for (const child of parent.children) {
      if (child.kind === 'text') this.buffer.addText(child.text, around.marks, around.link);
      else if (child.tag === 'select') collectInline(child, around, this.target);
      else if (silentTags.has(child.tag)) this.pictureOfNoscript(child, around);
      else if (child.blockInside && this.isShownFrom(child)) continue;
      else if (child.isBlock || child.blockInside) this.walkElement(child, around);
      else collectInline(child, around, this.target);
    }
  }

  /** Tells whether an object or film is shown: then what stands in it for other browsers is not. */
  private isShownFrom(element: TreeElement): boolean {
    return embedTags.has(element.tag) && addEmbed(element, this.buffer, this.target.links);
  }

  /** Lazy loaders keep the real picture in a noscript; its text says only that scripts are off. */
  private pictureOfNoscript(element: TreeElement, around: Surroundings): void {
    if (element.tag !== 'noscript') return;
    const picture = findElement(element, (child) => child.tag === 'img', 20);
    if (!picture) return;
    const last = this.buffer.tokens.at(-1);
    const beforeIt = this.buffer.tokens.length;
    collectInline(picture, around, this.target);
    const added = this.buffer.tokens.at(-1);
    const twice =
      last?.kind === 'image' && added?.kind === 'image' && added.image.src === last.image.src;
    if (twice) this.buffer.tokens.length = beforeIt;
  }

  private walkElement(element: TreeElement, around: Surroundings): void {
    const inline = contextInside(element, around, this.target.links);
    if (formattingTags.has(element.tag) && !element.isBlock) {
      // Formatting around blocks is handed down into them; it is no container.
      this.walkChildren(element, surroundings(inline, around, around.hidden));
      return;
    }
    this.flush(around);
    noteElement(element, this.target);
    const hidden = around.hidden || hidesContent(element);
    this.walkBlock(element, surroundings(inline, around, hidden));
  }

  private walkBlock(element: TreeElement, around: Surroundings): void {
    const { tag } = element;
    if (transparentTags.has(tag)) {
      this.walkChildren(element, around);
      this.flush(around);
    } else if (tag === 'hr') {
      this.sink.emit('rule', 0, '***', [], 0, this.sink.place(element, around));
    } else if (codeTags.has(tag) && !hasTable(element)) this.cutCode(element, around);
    else if (headingTags.has(tag) && isInlineHeading(element)) this.cutHeading(element, around);
    else if (listTags.has(tag)) this.cutList(element, around);
    else if (tag === 'table') this.cutTable(element, around);
    else this.cutContainer(element, this.wrapped(element, around));
  }

  /** Wrappers that an element itself puts around its blocks. */
  private wrapped(element: TreeElement, around: Surroundings): Surroundings {
    const { tag } = element;
    if (tag === 'blockquote') return this.wrap(around, '>', this.newGroup());
    if (tag === 'dd') return this.wrap(around, ':', this.newGroup());
    if (tag === 'dt' && !headingInside(element))
      return { ...around, marks: around.marks | mark.strong };
    // An item outside of any list; those of lists are wrapped by cutItems.
    if (tag === 'li') return this.wrap(around, '-', this.newGroup());
    return around;
  }

  private wrap(around: Surroundings, sign: string, id: number): Surroundings {
    if (around.wrappers.length >= deepestWrappers) {
      this.wrappersLeftOut++;
      return around;
    }
    return { ...around, wrappers: [...around.wrappers, [sign, id]] };
  }

  private newGroup(): number {
    return ++this.wrapperGroups * idsPerList;
  }

  private cutContainer(element: TreeElement, around: Surroundings): void {
    if (!element.blockInside) {
      const place = { container: around.container, owner: element, wrappers: around.wrappers };
      const inside = surroundings(around, place, around.hidden);
      for (const child of element.children) collectInline(child, inside, this.target);
      this.flush(inside);
      return;
    }
    const container = this.sink.table.add(element, around.container, around.hidden);
    const place = { container, owner: element, wrappers: around.wrappers };
    const inside = surroundings(around, place, around.hidden);
    this.walkChildren(element, inside);
    this.flush(inside);
  }

  private cutHeading(element: TreeElement, around: Surroundings): void {
    for (const child of element.children) collectInline(child, around, this.target);
    const { tokens, controls } = this.buffer.take();
    const line = oneLine(linesOf(tokens));
    const place = this.sink.place(element, around);
    if (line.some((token) => token.kind === 'text')) {
      const level = Number(element.tag.slice(1));
      const markdown = `${'#'.repeat(level)} ${inlineMarkdown(line, 'heading')}`;
      this.sink.emit('heading', level, markdown, [[line]], controls, place);
    } else if (line.length > 0) {
      // A heading that is a picture: the site's logo, mostly.
      this.sink.emit('image', 0, inlineMarkdown(line, 'block'), [[line]], controls, place);
    }
    this.afterBlock(around);
  }

  private cutCode(element: TreeElement, around: Surroundings): void {
    const inner = new InlineBuffer();
    collectInline({ ...element, isBlock: false }, around, { ...this.target, buffer: inner });
    const code = preformatted(element);
    if (code.trim() === '') return;
    const units: Units = code.split('\n').map((line) => [[plain(line)]]);
    const block = makeBlock(
      'code',
      0,
      fencedCode(code),
      units,
      0,
      this.sink.place(element, around),
    );
    const links = makeBlock(
      'code',
      0,
      '',
      [[inner.take().tokens]],
      0,
      this.sink.place(element, around),
    );
    this.sink.add({ ...block, links: links.links, linkTextLength: links.linkTextLength });
  }

  private cutList(element: TreeElement, around: Surroundings): void {
    if (!isSimpleList(element, this.simpleLists)) {
      this.cutItems(element, around);
      return;
    }
    const list = readList(element, around, this.target);
    const { controls } = this.buffer.take();
    if (list.items.length > 0) {
      const place = this.sink.place(element, around);
      this.sink.emit('list', 0, listMarkdown(list), itemUnits(list), controls, place);
    }
    this.afterBlock(around);
  }

  /** A list of more than lines: its items become wrappers around their blocks. */
  private cutItems(list: TreeElement, around: Surroundings): void {
    const container = this.sink.table.add(list, around.container, around.hidden);
    const inside = { ...around, container, owner: list };
    const group = this.newGroup();
    const start = listStart(list);
    let index = 0;
    for (const child of list.children) {
      if (child.kind === 'element' && child.tag === 'li') {
        this.flush(inside);
        const sign = start === undefined ? '-' : `${start + index}.`;
        index++;
        const hidden = inside.hidden || hidesContent(child);
        const context = contextInside(child, inside, this.target.links);
        noteElement(child, this.target);
        const item = surroundings(context, inside, hidden);
        this.cutContainer(child, this.wrap(item, sign, group + index));
      } else if (child.kind === 'text') {
        this.buffer.addText(child.text, around.marks, around.link);
      } else if (child.isBlock || child.blockInside) this.walkElement(child, inside);
      else collectInline(child, inside, this.target);
    }
    this.flush(inside);
  }

  private cutTable(element: TreeElement, around: Surroundings): void {
    const shape = tableShape(element);
    if (!isDataTable(element, shape)) {
      this.cutContainer(element, around);
      return;
    }
    for (const caption of shape.captions) {
      for (const child of caption.children) collectInline(child, around, this.target);
      this.flush({ ...around, owner: caption });
    }
    const rows = shape.rows.map((row) =>
      row.cells.map((cell) => ({
        ...cell,
        tokens: readCell(cell.element, around, this.target),
        parts: readCellParts(cell.element, around, this.target),
      })),
    );
    const { controls } = this.buffer.take();
    const filled = rows.filter((row) =>
      row.some((cell) => cell.tokens.length > 0 || cell.rows > 1),
    );
    const units = filled.map((row) => row.flatMap((cell) => linesOf(cell.tokens)));
    if (filled.length > 0) {
      const markdown = tableMarkdown(filled, shape.columns);
      this.sink.emit('table', 0, markdown, units, controls, this.sink.place(element, around));
    }
    this.afterBlock(around);
  }

  /** Ends the paragraph at hand: cuts it at empty lines and embeds, and tells pictures and forms from text. */
  private flush(around: Surroundings): void {
    if (!this.buffer.isEmpty) {
      const { tokens, controls, choices } = this.buffer.take();
      const place = this.sink.place(around.owner, around);
      let left = controls;
      for (const part of partsOf(tokens)) {
        left = this.emitPart(part, left, choices, place);
      }
      if (left > 0) this.sink.emit('form', 0, '', [], left, place);
    }
    this.afterBlock(around);
  }

  /** Emits a paragraph; gives the controls it did not take. */
  private emitPart(
    tokens: InlineToken[],
    controls: number,
    choices: number,
    place: BlockPlace,
  ): number {
    const kind = kindOf(tokens, controls, choices);
    if (kind === undefined) return controls;
    this.sink.emit(kind, 0, inlineMarkdown(tokens, 'block'), lineUnits(tokens), controls, place);
    return 0;
  }

  /** What the style hides inside a line follows as blocks of its own. */
  private afterBlock(around: Surroundings): void {
    const later = this.hiddenLater;
    if (later.length === 0) return;
    this.hiddenLater = [];
    for (const { element, context } of later) {
      this.walkElement({ ...element, isBlock: true }, surroundings(context, around, true));
    }
  }
}

function plain(text: string): InlineToken {
  return { kind: 'text', text, marks: 0, link: undefined };
}
