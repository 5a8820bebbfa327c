import { markdownOutline, type OutlinePart } from '../render/markdown-outline.ts';

/** A block of a text to be taken out, or replaced by a line of Markdown. Lines from 0, `end` after the last. */
export interface BlockEdit {
  first: number;
  end: number;
  /** Null takes the block out. */
  line: string | null;
}

/** A text with some of its blocks edited; the other edits would have changed how something else reads. */
export interface EditedText {
  markdown: string;
  /** In the order of lines. */
  made: BlockEdit[];
}

/** The comment that parts neighbouring lists of one kind, which would become one. */
const listSeparator = '<!-- -->';

/** When not all edits can be made together, so many are tried one by one; each costs a reading of the text. */
const mostTried = 20;

/**
 * Edits blocks of a Markdown text (edits in the order of lines, not overlapping) and touches nothing else: lines of
 * edited blocks go, with the empty ones that parted them from what follows, and every other line stays as it is. What
 * stays must read as before, which is checked against the structure of both texts: lists beside a block that went do
 * not become one, numbers do not change, nothing inside becomes something else. Edits that fail this are refused.
 */
export function editBlocks(markdown: string, edits: readonly BlockEdit[]): EditedText {
  const source = { lines: markdown.split('\n'), outline: markdownOutline(markdown) };
  const { fitting } = expectation(source.outline, edits);
  const whole = attempt(source, fitting);
  if (whole !== undefined) return { markdown: whole, made: fitting };
  const made: BlockEdit[] = [];
  let text = markdown;
  for (const edit of fitting.slice(0, mostTried)) {
    const next = attempt(source, [...made, edit]);
    if (next === undefined) continue;
    made.push(edit);
    text = next;
  }
  return { markdown: text, made };
}

interface Source {
  lines: readonly string[];
  outline: readonly OutlinePart[];
}

/** Tries edits with nothing in the place of what goes, then with the comment that parts neighbouring lists. */
function attempt({ lines, outline }: Source, edits: readonly BlockEdit[]): string | undefined {
  const { wanted } = expectation(outline, edits);
  for (const filler of [null, listSeparator]) {
    const text = withEdits(lines, edits, filler);
    if (readsAs(text, wanted)) return text;
  }
  return undefined;
}

function withEdits(
  lines: readonly string[],
  edits: readonly BlockEdit[],
  filler: string | null,
): string {
  const kept: string[] = [];
  let at = 0;
  const copyTo = (end: number): void => {
    for (; at < end; at++) kept.push(lines[at] ?? '');
  };
  for (const { first, end, line } of edits) {
    copyTo(first);
    at = end;
    const put = line ?? filler;
    if (put !== null) kept.push(put);
    else while (at < lines.length && lines[at] === '') at += 1;
  }
  copyTo(lines.length);
  while (kept.at(-1) === '') kept.pop();
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

type Shown = Pick<OutlinePart, 'type' | 'content'>;

/** Structure that has to come out of edits, and those of them that leave a structure at all. */
interface Expectation {
  wanted: Shown[];
  fitting: BlockEdit[];
}

/**
 * What has to come out: all but the parts of edited blocks, and but lists, items and quotes that held nothing else; a
 * paragraph in place of each block that is replaced. An edit does not fit that cuts through a part, that holds none, or
 * whose line would have to stand inside a list or quote: it does not carry their marks.
 */
function expectation(outline: readonly OutlinePart[], edits: readonly BlockEdit[]): Expectation {
  const walk = walkOutline(outline, edits);
  const fitting = edits.filter((edit) => {
    const top = walk.tops.get(edit);
    if (top === undefined || walk.cut.has(edit)) return false;
    return edit.line === null || isGoneTop(outline, walk, edit, top);
  });
  const lines = new Map(fitting.map((edit) => [walk.tops.get(edit), edit.line]));
  const wanted = outline.flatMap((part, index) => {
    const line = lines.get(index);
    if (typeof line === 'string') return paragraphOf(line);
    return walk.gone[index] ? [] : [{ type: part.type, content: part.content }];
  });
  return { wanted, fitting };
}

function isGoneTop(
  outline: readonly OutlinePart[],
  walk: Walk,
  edit: BlockEdit,
  top: number,
): boolean {
  return walk.gone[top] === true && (outline[top]?.firstLine ?? -1) >= edit.first;
}

interface Walk {
  /** By place in the outline. */
  gone: boolean[];
  /** Place of the part at the top that an edit's first leaf stands in. */
  tops: Map<BlockEdit, number>;
  /** Edits that begin or end inside a leaf. */
  cut: Set<BlockEdit>;
}

function walkOutline(outline: readonly OutlinePart[], edits: readonly BlockEdit[]): Walk {
  const walk: Walk = { gone: [], tops: new Map(), cut: new Set() };
  const open: { index: number; stayed: number; went: number }[] = [];
  let stayed = 0;
  let went = 0;
  let top = 0;
  for (const [index, part] of outline.entries()) {
    if (part.level === 0 && part.nesting !== -1) top = index;
    if (part.nesting === 1) open.push({ index, stayed, went });
    else if (part.nesting === -1) {
      const opener = open.pop();
      if (opener === undefined || stayed > opener.stayed || went === opener.went) continue;
      walk.gone[opener.index] = true;
      walk.gone[index] = true;
    } else {
      const edit = editAt(edits, part);
      if (edit === undefined) stayed += 1;
      else {
        went += 1;
        walk.gone[index] = true;
        if (!walk.tops.has(edit)) walk.tops.set(edit, top);
        if (part.firstLine < edit.first || part.endLine > edit.end) walk.cut.add(edit);
      }
    }
  }
  return walk;
}

/** The edit that takes lines of a part, if any: the last one that begins before its end. */
function editAt(edits: readonly BlockEdit[], part: OutlinePart): BlockEdit | undefined {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle]?.first ?? 0) < part.endLine) low = middle + 1;
    else high = middle;
  }
  const edit = edits[low - 1];
  return edit && edit.end > part.firstLine ? edit : undefined;
}

function paragraphOf(line: string): Shown[] {
  return [
    { type: 'paragraph_open', content: 'p' },
    { type: 'inline', content: line },
    { type: 'paragraph_close', content: 'p' },
  ];
}

function readsAs(markdown: string, wanted: readonly Shown[]): boolean {
  const outline = markdownOutline(markdown);
  return (
    outline.length === wanted.length &&
    outline.every(({ type, content }, index) => {
      const one = wanted[index];
      return one?.type === type && one.content === content;
    })
  );
}
