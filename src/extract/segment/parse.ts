import { type Handler, Parser } from 'htmlparser2';
import type { SegmentNotice } from '../../model/segment.ts';
import { formattingTags, tableTags } from './element-kinds.ts';
import { parseAsBrowser } from './parse-as-browser.ts';
import { deepestNesting, TreeBuilder, type TreeElement } from './tree.ts';

/** A parsed page. `noted` holds the elements that carry head facts, by tag. */
export interface ParsedPage {
  root: TreeElement;
  noted: ReadonlyMap<string, TreeElement[]>;
  parser: 'htmlparser2' | 'parse5';
  notices: SegmentNotice[];
}

/** Longest page that is parsed, in characters. */
const longestPage = 20 * 1024 * 1024;

/** parse5 takes 24 s for 50,000 nested elements (measured), so it gets no page that is deep or very long. */
const longestForBrowserParser = 4 * 1024 * 1024;

/**
 * Open elements above which parsing goes on with a fresh parser: htmlparser2 12 takes time in proportion
 * to them for every tag (measured: 2 s for 50,000, quadratic). What was open stays open in the tree.
 */
const mostOpen = 5000;
const pieceLength = 64 * 1024;

/** Elements gathered while parsing, so that head facts need no walk of their own. */
const notedTags = [
  'title',
  'meta',
  'link',
  'base',
  'script',
  'time',
  'a',
  'area',
  'option',
  'noscript',
  'body',
  'html',
] as const;

/**
 * Parses a page once. htmlparser2 (5 to 13 times faster than parse5, measured) unless a closing tag
 * crosses an open table cell, a comment ends in `--!>` or CDATA stands in the text: there it loses
 * content or structure that browsers keep.
 */
export function parsePage(source: string): ParsedPage {
  const notices: SegmentNotice[] = [];
  // Browsers drop the zero character from text (HTML standard 13.2.6.4.7).
  let html = source.includes('\0') ? source.replaceAll('\0', '') : source;
  if (html.length > longestPage) {
    html = html.slice(0, longestPage);
    const cut = source.length - longestPage;
    notices.push({ code: 'size-capped', detail: `${cut} of ${source.length} characters left out` });
  }
  const fast = parseFast(html);
  let { builder } = fast;
  let parser: ParsedPage['parser'] = 'htmlparser2';
  const doubtful = fast.doubtful || html.includes('--!>');
  if (doubtful && builder.flattened === 0 && html.length <= longestForBrowserParser) {
    builder = parseAsBrowser(html, notedTags);
    parser = 'parse5';
  }
  if (builder.flattened > 0) {
    const detail = `${builder.flattened} elements nested deeper than ${deepestNesting} levels`;
    notices.push({ code: 'depth-capped', detail });
  }
  return { root: builder.root, noted: builder.noted, parser, notices };
}

function parseFast(html: string): { builder: TreeBuilder; doubtful: boolean } {
  const builder = new TreeBuilder(notedTags);
  const stack: TreeElement[] = [];
  let crossesCell = false;
  let cellJustClosed = false;
  let cdata = false;
  const handler: Partial<Handler> = {
    onopentag(tag, attributes) {
      cellJustClosed = false;
      if (tag === 'a') {
        const open = openAnchor(builder.open);
        if (open) builder.closeElement(open);
      }
      stack.push(builder.openElement(tag, attributes));
    },
    ontext(text) {
      cellJustClosed = false;
      builder.addText(text);
    },
    onclosetag(tag, implied) {
      if (implied) cellJustClosed ||= tag === 'td' || tag === 'th';
      else {
        crossesCell ||= cellJustClosed && !tableTags.has(tag);
        cellJustClosed = false;
      }
      const element = stack.pop();
      if (element) builder.closeElement(element);
    },
    oncomment(text) {
      // Ends at the first `>` in browsers, at `]]>` or never in htmlparser2.
      cdata ||= text.startsWith('[CDATA[');
    },
  };
  let parser = new Parser(handler);
  for (const piece of piecesOf(html)) {
    if (stack.length > mostOpen) {
      stack.length = 0;
      parser = new Parser(handler);
    }
    parser.write(piece);
  }
  // Elements still open at the end are no crossing: nothing follows them.
  const crossing = crossesCell;
  parser.end();
  return { builder, doubtful: crossing || cdata };
}

/** Pieces of about 64 Ki characters, each but the first beginning with `<`. */
function* piecesOf(html: string): Generator<string> {
  for (let start = 0; start < html.length; ) {
    const next = html.indexOf('<', start + pieceLength);
    const end = next < 0 ? html.length : next;
    yield html.slice(start, end);
    start = end;
  }
}

/** An `<a>` that a new `<a>` ends, as in browsers; undefined when a block stands between. */
function openAnchor(from: TreeElement): TreeElement | undefined {
  let element: TreeElement | undefined = from;
  while (element && formattingTags.has(element.tag)) element = element.parent;
  return element?.tag === 'a' ? element : undefined;
}
