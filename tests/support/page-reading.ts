import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** What a reader finds in HTML, read with parse5 and by no part of kosh. Text has no white space, for it is compared across spellings of it. */
export interface PageReading {
  /** All letters in order. */
  text: string;
  /** Words, parted where white space, a break or the edge of a block parts them. */
  words: string[];
  /** `h2 text` of each heading with text. */
  headings: string[];
  /** `depth text` of each list item with text of its own, lists below it left out. */
  items: string[];
  /** Cells with text of each row, joined by ` | `. */
  rows: string[];
  /** Rows of tables that call themselves data: header cells or a caption, and regular rows. */
  dataRows: string[];
  /** Letters of all links to a target, in order. */
  links: Map<string, string>;
  /** Names that elements have as targets of links. */
  anchors: Set<string>;
  /** Addresses of pictures. */
  pictures: Set<string>;
  /** Addresses of frames, films and sounds: Markdown shows each as a link. */
  embeds: Set<string>;
}

/** How HTML is to be read. */
export interface ReadingOptions {
  /** Address that links are relative to. */
  base: string;
  /** Targets that are links here for lack of anything better: their text is none of the page's. */
  embeds?: ReadonlySet<string>;
}

const blockEdge = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption ' +
    'figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol optgroup ' +
    'option p pre search section summary table caption tbody td tfoot th thead tr ul xmp br select'
  ).split(' '),
);
/** Elements whose content is no text of the page. */
const silent = new Set(
  (
    'applet button canvas datalist head math noembed noframes noscript script style svg template ' +
    'textarea title audio video iframe object embed'
  ).split(' '),
);
const embedded = new Set(['iframe', 'frame', 'video', 'audio', 'object', 'embed', 'source']);
const lists = new Set(['ul', 'ol', 'menu', 'dir']);
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** Reads HTML as a person would: what is hidden by style is read too, since tabs and accordions hide so. */
export function readPage(html: string, options: ReadingOptions): PageReading {
  const reading: PageReading = {
    text: '',
    words: [],
    headings: [],
    items: [],
    rows: [],
    dataRows: [],
    links: new Map(),
    anchors: new Set(),
    pictures: new Set(),
    embeds: new Set(),
  };
  const document = parse(html, { scriptingEnabled: false });
  const reader = new Reader(reading, options);
  const whole = reader.textOf(document.childNodes);
  reading.text = letters(whole);
  reading.words = spaced(whole).split(' ').filter(Boolean);
  reader.visit(document.childNodes, 0);
  return reading;
}

class Reader {
  private readonly reading: PageReading;
  private readonly options: ReadingOptions;
  private base: string;

  constructor(reading: PageReading, options: ReadingOptions) {
    this.reading = reading;
    this.options = options;
    this.base = options.base;
  }

  visit(nodes: readonly Node[], depth: number): void {
    for (const node of nodes) {
      if (!('tagName' in node)) continue;
      if (node.tagName === 'base') this.base = this.resolve(attributeOf(node, 'href')) ?? this.base;
      if (embedded.has(node.tagName)) this.readEmbed(node);
      if (silent.has(node.tagName) && node.tagName !== 'head' && !isTitleButton(node)) {
        this.readPictures(node);
        if (embedded.has(node.tagName)) this.readInner(node);
        continue;
      }
      this.readElement(node, depth);
      this.visit(node.childNodes, lists.has(node.tagName) ? depth + 1 : depth);
    }
  }

  private readPictures(node: Element): void {
    const pictures: Element[] = [];
    gather(node, 'img', pictures);
    for (const picture of pictures) this.readPicture(picture);
  }

  private readElement(node: Element, depth: number): void {
    this.readAnchor(node);
    const level = /^h[1-6]$/.test(node.tagName) ? node.tagName : undefined;
    if (level) this.note(this.reading.headings, `${level} `, node);
    else if (node.tagName === 'li') this.readItem(node, depth);
    else if (node.tagName === 'a' || node.tagName === 'area') this.readLink(node);
    else if (node.tagName === 'img') this.readPicture(node);
    else if (node.tagName === 'table') this.readTable(node);
  }

  private readAnchor(node: Element): void {
    for (const { name, value } of node.attrs) {
      const isAnchor = name === 'id' || (name === 'name' && node.tagName === 'a');
      if (isAnchor) this.reading.anchors.add(value);
    }
  }

  private note(list: string[], prefix: string, node: Element): void {
    const text = letters(this.textOf(node.childNodes, isUndisplayed));
    if (text !== '') list.push(prefix + text);
  }

  private readItem(node: Element, depth: number): void {
    const without = (child: Element) => lists.has(child.tagName) || isUndisplayed(child);
    const own = letters(this.textOf(node.childNodes, without));
    if (own !== '') this.reading.items.push(`${Math.max(depth, 1)} ${own}`);
  }

  /** Lazy loaders keep the address of a picture in attributes of many names. */
  private readPicture(node: Element): void {
    for (const { name, value } of node.attrs) {
      if (!/src|^data-/.test(name)) continue;
      for (const one of name.endsWith('srcset') ? value.split(/[\s,]+/) : [value]) {
        const src = this.resolve(one);
        if (src) this.reading.pictures.add(src);
      }
    }
  }

  private readLink(node: Element): void {
    const href = this.resolve(attributeOf(node, 'href'), true);
    if (href === undefined || !/^(?:https?|mailto|tel):/.test(href)) return;
    const inside = node.tagName === 'area' ? this.areaText(node) : this.textOf(node.childNodes);
    const text = letters(inside);
    if (text === '' && !hasPicture(node)) return;
    this.reading.links.set(href, (this.reading.links.get(href) ?? '') + text);
  }

  private readTable(table: Element): void {
    const rows: Element[] = [];
    gather(table, 'tr', rows, 'table');
    const cells = rows.map((row) => row.childNodes.filter(isCell));
    const marked = below(table, (child) => child.tagName === 'th' || child.tagName === 'caption');
    const width = Math.max(0, ...cells.map((row) => row.length));
    const data = marked && cells.length > 1 && width > 1 && !below(table, isForeign);
    for (const row of cells) {
      const texts = row
        .map((cell) => letters(this.textOf(cell.childNodes, isUndisplayed)))
        .filter(Boolean);
      if (texts.length === 0) continue;
      this.reading.rows.push(texts.join(' | '));
      if (data) this.reading.dataRows.push(texts.join(' | '));
    }
  }

  private readEmbed(node: Element): void {
    for (const name of ['src', 'data', 'data-src', 'data-lazy-src']) {
      const address = this.resolve(attributeOf(node, name));
      if (address) this.reading.embeds.add(address);
    }
  }

  private readInner(node: Element): void {
    for (const tag of embedded) {
      const inner: Element[] = [];
      gather(node, tag, inner);
      for (const one of inner) this.readEmbed(one);
    }
  }

  private resolve(raw: string | undefined, mayBeEmpty = false): string | undefined {
    if (raw === undefined || (raw.trim() === '' && !mayBeEmpty)) return undefined;
    try {
      return spelledAlike(new URL(raw.trim(), this.base).href);
    } catch {
      return undefined;
    }
  }

  /** Text of nodes with white space where a reader sees some. */
  textOf(nodes: readonly Node[], without?: (element: Element) => boolean): string {
    const parts: string[] = [];
    this.gatherText(nodes, parts, without);
    return parts.join('');
  }

  private gatherText(
    nodes: readonly Node[],
    parts: string[],
    without: ((element: Element) => boolean) | undefined,
  ): void {
    for (const node of nodes) {
      if (node.nodeName === '#text' && 'value' in node) parts.push(node.value);
      if (!('tagName' in node) || without?.(node) || this.isStandIn(node)) continue;
      if (silent.has(node.tagName) && !isTitleButton(node)) {
        parts.push(node.tagName === 'button' ? ' ' : '');
        continue;
      }
      const edge =
        blockEdge.has(node.tagName) || node.tagName.includes('-') || isBlockByStyle(node);
      if (edge) parts.push('\n');
      if (node.tagName === 'q') parts.push('«');
      this.gatherText(node.childNodes, parts, without);
      if (node.tagName === 'q') parts.push('»');
      if (node.tagName === 'area') parts.push(` ${this.areaText(node)} `);
      if (edge) parts.push('\n');
    }
  }

  /** Regions of an image map are read by their alternative texts. */
  private areaText(node: Element): string {
    return attributeOf(node, 'href') === undefined
      ? ''
      : (attributeOf(node, 'alt') ?? attributeOf(node, 'title') ?? '');
  }

  private isStandIn(node: Element): boolean {
    const { embeds } = this.options;
    if (!embeds || node.tagName !== 'a') return false;
    const href = this.resolve(attributeOf(node, 'href'));
    return href !== undefined && embeds.has(href);
  }
}

const foreign = new Set(
  'table h1 blockquote hr dl form fieldset nav pre iframe object embed video audio input select textarea button'.split(
    ' ',
  ),
);

function isForeign(element: Element): boolean {
  return foreign.has(element.tagName);
}

function isBlockByStyle(node: Element): boolean {
  return /display\s*:\s*(?:block|flex|grid|table|list-item)/i.test(
    attributeOf(node, 'style') ?? '',
  );
}

/** A button that is a heading or opens a part of the page. */
function isTitleButton(node: Element): boolean {
  if (node.tagName !== 'button') return false;
  const parent = node.parentNode;
  if (parent && 'tagName' in parent && /^h[1-6]$/.test(parent.tagName)) return true;
  return ['aria-expanded', 'data-toggle', 'data-bs-toggle'].some(
    (name) => attributeOf(node, name) !== undefined,
  );
}

/** Hidden by its own style: it is no part of the line it stands in. */
function isUndisplayed(node: Element): boolean {
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributeOf(node, 'style') ?? '');
}

function isCell(node: Node): node is Element {
  return 'tagName' in node && (node.tagName === 'td' || node.tagName === 'th');
}

function attributeOf(node: Element, name: string): string | undefined {
  return node.attrs.find((attribute) => attribute.name === name)?.value;
}

function hasPicture(node: Element): boolean {
  return below(node, (child) => child.tagName === 'img');
}

function below(node: Element, test: (element: Element) => boolean): boolean {
  return node.childNodes.some((child) => 'tagName' in child && (test(child) || below(child, test)));
}

/** Elements with the tag below a node, not those below `edge`. */
function gather(node: Element, tag: string, found: Element[], edge = ''): void {
  for (const child of node.childNodes) {
    if (!('tagName' in child) || child.tagName === edge) continue;
    if (child.tagName === tag) found.push(child);
    gather(child, tag, found, edge);
  }
}

/** One spelling of an address however it was escaped. */
function spelledAlike(href: string): string {
  try {
    return decodeURI(href.replace(/#$/, ''))
      .normalize('NFC')
      .replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
  } catch {
    return href.replace(/#$/, '');
  }
}

function spaced(text: string): string {
  return text
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .normalize('NFC')
    .trim();
}

function letters(text: string): string {
  return spaced(text).replaceAll(' ', '');
}
