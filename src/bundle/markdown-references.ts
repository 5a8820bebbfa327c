import { markdownParser, markdownRegions } from '../render/markdown-parser.ts';
import { htmlReferences, tagAt } from './html-references.ts';

/** A link or picture in a Markdown text. Offsets are UTF-16 units in that text. */
export interface MarkdownReference {
  as: 'link' | 'image';
  /** Destination as written, escapes and entities resolved. */
  destination: string;
  /** Raw Markdown (or attribute value) of its text. */
  text: string;
  /** Replaces the destination. */
  at: [start: number, end: number];
  /** What to cut so that only the text stays. */
  marks: [start: number, end: number][];
  /** How a new destination is written at `at`. */
  form: 'destination' | 'attribute' | 'autolink';
}

/**
 * Every link and picture of a Markdown text in document order: inline links and pictures (nested too),
 * autolinks, `<a href>` and `<img src>` of embedded HTML. Code is left alone. Linear in the text.
 */
export function markdownReferences(markdown: string): MarkdownReference[] {
  const found: MarkdownReference[] = [];
  const lines = lineStarts(markdown);
  for (const region of markdownRegions(markdown)) {
    const start = lines[region.firstLine] ?? markdown.length;
    const end = lines[region.endLine] ?? markdown.length;
    if (region.kind === 'html') found.push(...htmlReferences(markdown, start, end));
    else scanText(markdown, start, end, region.kind === 'table', found);
  }
  return found.sort((a, b) => firstOffset(a) - firstOffset(b));
}

/** An opening bracket that may begin a link or picture. */
interface Opener {
  start: number;
  textStart: number;
  image: boolean;
}

/** A stretch of text that is being read. */
interface Scan {
  markdown: string;
  end: number;
  openers: Opener[];
  codeEnd(at: number): number;
  found: MarkdownReference[];
}

/** Reads what stands at an offset and gives the offset after it. */
type Step = (scan: Scan, at: number) => number;

const steps: Readonly<Record<string, Step>> = {
  '\\': (_, at) => at + 2,
  '`': (scan, at) => scan.codeEnd(at),
  '<': readAngle,
  '[': openBracket,
  ']': closeBracket,
};

/** In a table row a bracket closes in its own cell or not at all. */
const tableSteps: Readonly<Record<string, Step>> = { ...steps, '|': endCell, '\n': endCell };

function scanText(
  markdown: string,
  start: number,
  end: number,
  table: boolean,
  found: MarkdownReference[],
): void {
  const codeEnd = codeSpans(markdown, start, end);
  const scan: Scan = { markdown, end, openers: [], codeEnd, found };
  const known = table ? tableSteps : steps;
  const interesting = /[\\`<[\]|\n]/g;
  for (let i = start; i < end; ) {
    interesting.lastIndex = i;
    const at = interesting.exec(markdown)?.index ?? end;
    if (at >= end) return;
    i = known[markdown[at] ?? '']?.(scan, at) ?? at + 1;
  }
}

function endCell(scan: Scan, at: number): number {
  scan.openers = [];
  return at + 1;
}

function openBracket(scan: Scan, at: number): number {
  const image = scan.markdown[at - 1] === '!' && scan.markdown[at - 2] !== '\\';
  scan.openers.push({ start: image ? at - 1 : at, textStart: at + 1, image });
  return at + 1;
}

function closeBracket(scan: Scan, at: number): number {
  const opener = scan.openers.pop();
  const link = opener && destinationAfter(scan.markdown, at + 1, scan.end);
  if (!opener || !link) return at + 1;
  scan.found.push(inlineReference(scan.markdown, opener, at, link));
  // A link holds no other link: the brackets around it are text (CommonMark 6.3).
  if (!opener.image) scan.openers = scan.openers.filter((other) => other.image);
  return link.end;
}

function inlineReference(
  markdown: string,
  opener: Opener,
  close: number,
  link: Destination,
): MarkdownReference {
  return {
    as: opener.image ? 'image' : 'link',
    destination: markdownParser.utils.unescapeAll(markdown.slice(link.from, link.to)),
    text: markdown.slice(opener.textStart, close),
    at: [link.start, link.stop],
    marks: [
      [opener.start, opener.textStart],
      [close, link.end],
    ],
    form: 'destination',
  };
}

/** An autolink, an HTML tag, or a bare `<`. */
function readAngle({ markdown, end, found }: Scan, at: number): number {
  autolink.lastIndex = at;
  const web = autolink.exec(markdown)?.[1];
  const stop = at + (web?.length ?? 0) + 2;
  if (web !== undefined && stop <= end) {
    const marks: MarkdownReference['marks'] = [
      [at, at + 1],
      [stop - 1, stop],
    ];
    found.push({
      as: 'link',
      destination: web,
      text: web,
      at: [at, stop],
      marks,
      form: 'autolink',
    });
    return stop;
  }
  const tagEnd = tagAt(markdown, at, end);
  if (tagEnd === undefined) return at + 1;
  found.push(...htmlReferences(markdown, at, tagEnd));
  return tagEnd;
}

const autolink = /<([a-z][a-z0-9+.-]{1,31}:[^<>\x00-\x20]*)>/iy;

/** `from`..`to` the destination itself, `start`..`stop` with its angle brackets, `end` after the `)`. */
interface Destination {
  from: number;
  to: number;
  start: number;
  stop: number;
  end: number;
}

const destination =
  /\(\s*(?:<((?:[^<>\n\\]|\\.)*)>|((?:[^\s()\\<]+|\\[^\s]|\((?:[^\s()\\]|\\[^\s])*\))*))/y;
const titleAndEnd = /(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)/y;

function destinationAfter(markdown: string, at: number, end: number): Destination | undefined {
  destination.lastIndex = at;
  const match = destination.exec(markdown);
  if (match === null) return undefined;
  const [whole, bracketed, bare] = match;
  const stop = at + whole.length;
  const length = bracketed?.length ?? bare?.length ?? 0;
  const start = bracketed === undefined ? stop - length : stop - length - 2;
  const from = bracketed === undefined ? start : start + 1;
  titleAndEnd.lastIndex = stop;
  const close = titleAndEnd.exec(markdown);
  if (close === null || stop + close[0].length > end) return undefined;
  return { from, to: from + length, start, stop, end: stop + close[0].length };
}

/** Tells where a code span that opens at a run of backticks ends: after the next run of the same length. */
function codeSpans(markdown: string, start: number, end: number): (at: number) => number {
  const runs = new Map<number, number[]>();
  for (const run of markdown.slice(start, end).matchAll(/`+/g)) {
    const known = runs.get(run[0].length);
    if (known) known.push(start + run.index);
    else runs.set(run[0].length, [start + run.index]);
  }
  for (const places of runs.values()) places.reverse();
  return (at) => {
    let length = 1;
    while (markdown[at + length] === '`') length += 1;
    const places = runs.get(length) ?? [];
    while ((places.at(-1) ?? end) <= at) places.pop();
    return (places.at(-1) ?? at) + length;
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function firstOffset(reference: MarkdownReference): number {
  return Math.min(reference.at[0], reference.marks[0]?.[0] ?? reference.at[0]);
}
