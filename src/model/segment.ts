import type { PageLanguage } from './language.ts';

/** What a block is to a reader. */
export type BlockKind =
  | 'heading'
  | 'paragraph'
  | 'list'
  | 'table'
  | 'image'
  | 'code'
  | 'form'
  | 'embed'
  | 'rule';

/** One link inside a block; `href` is an absolute address (fragment kept after `#`), or the raw value when it is no web address. */
export interface BlockLink {
  href: string;
  text: string;
}

/** One picture inside a block. Sizes in CSS pixels from the attributes, 0 when not given. */
export interface BlockImage {
  src: string;
  alt: string;
  width: number;
  height: number;
}

/**
 * A piece of a page as a reader sees it, cut once and never re-parsed (measured design: a block carries
 * all that select needs). `[mark, id]` wrappers are the list items, quotes and definitions around it.
 */
export interface Block {
  kind: BlockKind;
  /** Heading level 1-6, else 0. */
  level: number;
  /** Own Markdown without wrappers' marks; composed with them by compose. */
  markdown: string;
  /** Plain text, white space collapsed; lines, items, cells separated by `\n`. */
  text: string;
  /** 16 hex digits over the normalised text with digits masked; images and embeds hash their address. */
  hash: string;
  /** The same per list item, table row or `<br>` line; empty when the block has just one unit. */
  unitHashes: string[];
  /** Index into `Segment.containers`. */
  container: number;
  /** Index into `Segment.signatures`: the element that is the block. */
  owner: number;
  /** Number of that element in the segment's own parse, in document order. */
  element: number;
  textLength: number;
  linkTextLength: number;
  commas: number;
  sentenceEnds: number;
  links: BlockLink[];
  images: BlockImage[];
  /** Form controls inside the block. */
  controls: number;
  /** Inside `display:none`, `hidden` or `aria-hidden`: a feature, not a deletion. */
  hidden: boolean;
  /**
   * From outside in: `['-', id]` list item, `['4.', id]` numbered item, `['>', id]` quote, `[':', id]` definition.
   * Items of one list share `Math.floor(id / 1e6)`.
   */
  wrappers: [mark: string, id: number][];
  lang: PageLanguage;
}

/** A container element; `containers[i].parent < i` (document order), the root is its own parent -1. */
export interface Container {
  parent: number;
  /** Index into `Segment.signatures`. tbody, html and body are left out of the table. */
  signature: number;
  tag: string;
  /** Raw attributes, for mapping selectors: `['id', 'post-123']`. Only id, class, role, itemprop and those with short values. */
  attributes: [name: string, value: string][];
  /** Position among element siblings, from 1, for `:nth-child`. */
  position: number;
  /** Element number in the segment's own parse. */
  element: number;
  /** Visible form controls anywhere inside. */
  controls: number;
  hidden: boolean;
}

/** What segment keeps of a page beside its blocks. All addresses absolute. */
export interface HeadFacts {
  title: string;
  htmlLang: string;
  /** name, property or itemprop in lower case → contents in document order. */
  meta: Record<string, string[]>;
  canonical: string | null;
  /** `<link rel=alternate hreflang>` */
  hreflang: { lang: string; href: string }[];
  prev: string | null;
  next: string | null;
  feeds: string[];
  /** Parsed JSON-LD objects, at most 20, each at most 64 KiB. */
  jsonLd: unknown[];
  /**
   * `<time>`, microdata and microformat dates: machine value and visible text, with the number of the
   * block that follows or holds it. `property` is what the markup says the date is; `other` for events.
   */
  times: {
    datetime: string;
    text: string;
    block: number;
    property: 'published' | 'updated' | 'other' | null;
  }[];
  /** Links that switch the language: anchor or image text looks like a language name. */
  languageLinks: { lang: string; href: string }[];
  /** Breadcrumb texts from the outermost, from markup or schema.org. */
  breadcrumbs: { text: string; href: string | null }[];
  generator: string;
  /** Page parts: pager links of an article or list, by their number texts. */
  pagerLinks: { text: string; href: string }[];
}

/** A fact about cutting itself; becomes a finding. */
export interface SegmentNotice {
  code:
    | 'depth-capped'
    | 'size-capped'
    | 'script-shell'
    | 'empty-page'
    | 'block-cap'
    | 'gave-up'
    | 'picture-in-page';
  detail: string;
}

/** A capture cut into blocks: the currency of every later stage. Plain JSON, no string keeps the page alive. */
export interface Segment {
  address: string;
  parser: 'htmlparser2' | 'parse5';
  signatures: string[];
  containers: Container[];
  blocks: Block[];
  head: HeadFacts;
  notices: SegmentNotice[];
}
