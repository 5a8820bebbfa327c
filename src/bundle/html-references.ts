import { markdownParser } from '../render/markdown-parser.ts';
import type { MarkdownReference } from './markdown-references.ts';

const tag = /<(\/?)([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/giy;
const attribute = /\s([a-z][a-z0-9:_-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/gi;

/** The offset after the HTML tag at `at`, undefined when there is none. */
export function tagAt(markdown: string, at: number, end: number): number | undefined {
  const length = tagMatch(markdown, at)?.[0].length;
  return length === undefined || at + length > end ? undefined : at + length;
}

/** `<a href>` and `<img src>` between two offsets of a Markdown text, in document order. */
export function htmlReferences(markdown: string, start: number, end: number): MarkdownReference[] {
  const found: MarkdownReference[] = [];
  let i = markdown.indexOf('<', start);
  while (i >= 0 && i < end) {
    const match = tagMatch(markdown, i);
    if (match === null || i + match[0].length > end) {
      i = markdown.indexOf('<', i + 1);
      continue;
    }
    const reference = tagReference(markdown, i, match);
    if (reference) found.push(reference);
    i = markdown.indexOf('<', i + match[0].length);
  }
  return found;
}

function tagMatch(markdown: string, at: number): RegExpExecArray | null {
  // A tag with more attributes than this is none of kosh's own; the bound keeps scanning linear.
  const near = markdown.slice(at, at + 8192);
  tag.lastIndex = 0;
  return tag.exec(near);
}

function tagReference(
  markdown: string,
  at: number,
  match: RegExpExecArray,
): MarkdownReference | undefined {
  const [whole, slash, name = '', attributes = ''] = match;
  const wanted = wantedAttribute[name.toLowerCase()];
  if (slash === '/' || wanted === undefined) return undefined;
  const attributesStart = at + 1 + name.length;
  for (const one of attributes.matchAll(attribute)) {
    if (one[1]?.toLowerCase() !== wanted) continue;
    const value = one[2] ?? one[3] ?? one[4] ?? '';
    const quotes = one[4] === undefined ? 2 : 0;
    const stop = attributesStart + one.index + one[0].length;
    return {
      as: wanted === 'href' ? 'link' : 'image',
      destination: markdownParser.utils.unescapeAll(value.replace(/\\/g, '\\\\')),
      text: wanted === 'href' ? htmlText(markdown, at + whole.length) : altText(attributes),
      at: [stop - value.length - quotes, stop],
      marks: [[at, at + whole.length], ...(wanted === 'href' ? closingTag(markdown, at) : [])],
      form: 'attribute',
    };
  }
  return undefined;
}

const wantedAttribute: Readonly<Record<string, 'href' | 'src' | undefined>> = Object.assign(
  Object.create(null),
  { a: 'href', img: 'src' },
);

/** The `</a>` that ends the link at `at`, if it comes near enough to be its own. */
function closingTag(markdown: string, at: number): [start: number, end: number][] {
  const match = /<\/a\s*>/i.exec(markdown.slice(at, at + 10_000));
  return match ? [[at + match.index, at + match.index + match[0].length]] : [];
}

/** Text up to the end of the link, tags left out. */
function htmlText(markdown: string, start: number): string {
  const near = markdown.slice(start, start + 2000);
  const end = near.search(/<\/a\s*>/i);
  return near.slice(0, Math.max(end, 0)).replace(/<[^<>]*>/g, '');
}

function altText(attributes: string): string {
  for (const one of attributes.matchAll(attribute)) {
    if (one[1]?.toLowerCase() === 'alt') return one[2] ?? one[3] ?? one[4] ?? '';
  }
  return '';
}
