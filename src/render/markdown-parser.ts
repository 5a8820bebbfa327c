import MarkdownIt, { type Token } from 'markdown-it';

/**
 * The one Markdown dialect of kosh: CommonMark with tables, strikethrough and HTML. Reference
 * definitions are off: kosh writes every destination where it is used, so that rewriting a link
 * never depends on text elsewhere. Nesting is bounded by markdown-it's own limit.
 */
export const markdownParser = new MarkdownIt({ html: true, linkify: false, typographer: false })
  .disable('reference')
  .use((parser) => {
    parser.validateLink = () => true;
    parser.core.ruler.push('portal-marks', (state) => {
      for (const token of state.tokens) {
        alignByAttribute(token);
        // The name of a code block's language would become a class.
        if (token.type === 'fence') token.info = '';
      }
    });
  });

/**
 * Parses Markdown; undefined when quotes and lists nest to markdown-it's limit, where it would drop
 * the rest of the text without a word.
 */
export function parseMarkdown(markdown: string): Token[] | undefined {
  const tokens = markdownParser.parse(markdown, {});
  return tokens.some((token) => token.level >= nestingLimit) ? undefined : tokens;
}

/** markdown-it stops at `maxNesting` 100; a list item is two levels. */
const nestingLimit = 98;

/** Part of a Markdown text in which links may stand, by lines (first, and the one after the last). */
export interface MarkdownRegion {
  kind: 'text' | 'table' | 'html';
  firstLine: number;
  endLine: number;
}

/** Where links may stand, in document order; code and what is no text is left out. */
export function markdownRegions(markdown: string): MarkdownRegion[] {
  const regions: MarkdownRegion[] = [];
  let tableEnd = 0;
  for (const token of blockTokens(markdown)) {
    const kind = regionKind(token.type);
    if (kind === undefined || token.map === null || token.map[0] < tableEnd) continue;
    const [firstLine, endLine] = token.map;
    if (kind === 'table') tableEnd = endLine;
    regions.push({ kind, firstLine, endLine });
  }
  return regions;
}

/** Text of inline Markdown without its marks; a picture gives its alternative text. */
export function inlineText(markdown: string): string {
  if (!/[\\`*_~[\]<>&!]/.test(markdown)) return markdown;
  const [inline] = markdownParser.parseInline(markdown, {});
  return tokensText(inline?.children ?? [])
    .replace(/\s+/g, ' ')
    .trim();
}

function blockTokens(markdown: string): Token[] {
  const tokens: Token[] = [];
  markdownParser.block.parse(markdown, markdownParser, {}, tokens);
  return tokens;
}

function regionKind(type: string): MarkdownRegion['kind'] | undefined {
  if (type === 'inline') return 'text';
  if (type === 'table_open') return 'table';
  return type === 'html_block' ? 'html' : undefined;
}

function tokensText(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (token.type === 'text' || token.type === 'code_inline') text += token.content;
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += ' ';
    else if (token.type === 'image') text += tokensText(token.children ?? []);
  }
  return text;
}

/** markdown-it aligns cells by a style, which the portal does not allow. */
function alignByAttribute(token: Token): void {
  const style = token.attrGet('style');
  if (style === null || (token.type !== 'th_open' && token.type !== 'td_open')) return;
  token.attrs = [['align', style.replace('text-align:', '')]];
}
