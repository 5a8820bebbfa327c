import { markdownParser } from './markdown-parser.ts';

/** A part of a Markdown text's structure: a block, its end, or what stands in a leaf. Lines from 0, `endLine` after the last. */
export interface OutlinePart {
  type: string;
  /** What a leaf holds, or the number that an item of a numbered list shows; empty for the rest. */
  content: string;
  firstLine: number;
  endLine: number;
  /** 0 at the top; parts inside others lie deeper. */
  level: number;
  /** 1 opens, 0 stands alone, -1 closes. */
  nesting: number;
}

/** A comment that parts two lists: it shows nothing. */
const separator = '<!-- -->';

/**
 * The structure of a Markdown text in document order, as a reader of the rendered text would see it: separators between
 * lists are left out, items of numbered lists carry the number they show.
 */
export function markdownOutline(markdown: string): OutlinePart[] {
  const tokens: ReturnType<typeof markdownParser.parse> = [];
  markdownParser.block.parse(markdown, markdownParser, {}, tokens);
  const numbers: (number | undefined)[] = [];
  const outline: OutlinePart[] = [];
  // Cells of tables do not say where they stand: their row does.
  let place: [number, number] = [0, 0];
  for (const token of tokens) {
    if (token.type === 'html_block' && token.content.trim() === separator) continue;
    if (token.map !== null) place = token.map;
    const [firstLine, endLine] = place;
    let content = token.nesting === 0 ? token.content : token.tag;
    if (token.type === 'ordered_list_open') numbers.push(Number(token.attrGet('start') ?? 1));
    else if (token.type === 'bullet_list_open') numbers.push(undefined);
    else if (/_list_close$/.test(token.type)) numbers.pop();
    else if (token.type === 'list_item_open') {
      const number = numbers.at(-1);
      content = number === undefined ? '' : String(number);
      if (number !== undefined) numbers[numbers.length - 1] = number + 1;
    }
    outline.push({
      type: token.type,
      content,
      firstLine,
      endLine,
      level: token.level,
      nesting: token.nesting,
    });
  }
  return outline;
}
