import type { BlockImage } from '../../model/segment.ts';

/** Marks of inline text, as bits. */
export const mark = { strong: 1, em: 2, del: 4, sup: 8, sub: 16, code: 32 } as const;

/** A link that runs of text belong to; compared by identity. */
export interface InlineLink {
  /** Absolute address with its fragment, or the raw value when it is no web address. */
  href: string;
  /** May stand in Markdown: http, https, mailto or tel. */
  followable: boolean;
}

/** A target of links, which shows nothing. */
export interface InlineAnchor {
  kind: 'anchor';
  name: string;
}

/** A piece of a line. Text is clean (see cleanText), with at most one space between pieces. */
export type InlineToken =
  | { kind: 'text'; text: string; marks: number; link: InlineLink | undefined }
  | { kind: 'break' }
  | { kind: 'image'; image: BlockImage; link: InlineLink | undefined }
  | { kind: 'embed'; href: string; title: string }
  | InlineAnchor;
