import type { BlockImage } from '../../model/segment.ts';
import { cleanText } from './clean-text.ts';
import type { InlineLink, InlineToken } from './inline-token.ts';

type TextToken = Extract<InlineToken, { kind: 'text' }>;

/** Most anchors before one piece of text. */
const mostAnchors = 20;

/** Gathers the inline content of one block; white space collapses across elements as browsers do (CSS Text 4.1). */
export class InlineBuffer {
  tokens: InlineToken[] = [];
  controls = 0;
  /** Characters of the choices of form menus among the text. */
  choices = 0;
  private afterSpace = true;
  /** Names of anchors that go before the next text or picture, in this block or one below. */
  private anchors: string[] = [];

  addText(raw: string, marks: number, link: InlineLink | undefined): void {
    let text = cleanText(raw);
    if (this.afterSpace && text.startsWith(' ')) text = text.slice(1);
    if (text === '') return;
    if (this.anchors.length > 0 && text !== ' ') this.placeAnchors();
    this.partLinks(text, link);
    this.afterSpace = text.endsWith(' ');
    const last = this.tokens.at(-1);
    if (last?.kind === 'text' && last.marks === marks && last.link === link) last.text += text;
    else this.tokens.push({ kind: 'text', text, marks, link });
  }

  /** Menus put links side by side and part them by style alone; one link cut in two by an editor stays whole. */
  private partLinks(text: string, link: InlineLink | undefined): void {
    const last = this.tokens.at(-1);
    if (last?.kind !== 'text' || last.link === undefined || link === undefined) return;
    if (last.link.href === link.href || this.afterSpace || text.startsWith(' ')) return;
    this.tokens.push({ kind: 'text', text: ' ', marks: 0, link: undefined });
  }

  addBreak(): void {
    this.tokens.push({ kind: 'break' });
    this.afterSpace = true;
  }

  /** Parts words where an element's edge parts them for a reader, within a line. */
  addSpace(): void {
    if (!this.afterSpace) this.addText(' ', 0, undefined);
  }

  /** A new line, unless one was just begun. */
  addLineEdge(): void {
    const last = this.tokens.at(-1);
    if (last !== undefined && last.kind !== 'break') this.addBreak();
  }

  /** Adds a target of links; it stands where the next text or picture does. */
  addAnchor(name: string): void {
    if (this.anchors.length < mostAnchors && !this.anchors.includes(name)) this.anchors.push(name);
  }

  private placeAnchors(): void {
    for (const name of this.anchors) this.tokens.push({ kind: 'anchor', name });
    this.anchors = [];
  }

  /** Takes over the anchors that another buffer has not placed. */
  takeAnchors(other: InlineBuffer): void {
    for (const name of other.anchors) this.addAnchor(name);
    other.anchors = [];
  }

  addImage(image: BlockImage, link: InlineLink | undefined): void {
    this.placeAnchors();
    this.tokens.push({ kind: 'image', image, link });
    this.afterSpace = false;
  }

  addEmbed(href: string, title: string): void {
    this.tokens.push({ kind: 'embed', href, title });
    this.afterSpace = true;
  }

  get isEmpty(): boolean {
    return this.tokens.length === 0 && this.controls === 0;
  }

  /** Gives what was gathered and begins anew. */
  take(): { tokens: InlineToken[]; controls: number; choices: number } {
    const taken = { tokens: this.tokens, controls: this.controls, choices: this.choices };
    this.tokens = [];
    this.controls = 0;
    this.choices = 0;
    this.afterSpace = true;
    return taken;
  }
}

/** Lines between `<br>`, an embed on a line of its own; space at the ends of lines is gone, empty lines stay as empty arrays. */
export function linesOf(tokens: readonly InlineToken[]): InlineToken[][] {
  const lines: InlineToken[][] = [];
  let line: InlineToken[] = [];
  const end = () => {
    lines.push(trimmed(line));
    line = [];
  };
  for (const token of tokens) {
    if (token.kind === 'embed') {
      if (line.length > 0) end();
      lines.push([token]);
    } else if (token.kind === 'break') end();
    else line.push(token);
  }
  if (line.length > 0 || lines.length === 0) end();
  return lines;
}

/** Tokens without white space at either end. */
function trimmed(tokens: readonly InlineToken[]): InlineToken[] {
  let start = 0;
  let end = tokens.length;
  while (start < end && isSpace(tokens[start])) start++;
  while (end > start && isSpace(tokens[end - 1])) end--;
  const kept = tokens.slice(start, end);
  const first = kept[0];
  if (first?.kind === 'text') kept[0] = withText(first, first.text.trimStart());
  const last = kept.at(-1);
  if (last?.kind === 'text') kept[kept.length - 1] = withText(last, last.text.trimEnd());
  return kept;
}

function withText(token: TextToken, text: string): TextToken {
  if (text.length === token.text.length) return token;
  return { kind: 'text', text, marks: token.marks, link: token.link };
}

/** Tokens cut where two or more breaks part paragraphs, each part without breaks at its ends; a link is never cut. */
export function paragraphsOf(tokens: readonly InlineToken[]): InlineToken[][] {
  const paragraphs: InlineToken[][] = [];
  let current: InlineToken[][] = [];
  let blank = false;
  for (const line of linesOf(tokens)) {
    if (line.length === 0) {
      blank = current.length > 0;
      continue;
    }
    const sameLink = linkAt(current.at(-1)?.at(-1)) === linkAt(line[0]) && linkAt(line[0]);
    if (blank && !sameLink) {
      paragraphs.push(joinLines(current));
      current = [];
    }
    blank = false;
    current.push(line);
  }
  if (current.length > 0) paragraphs.push(joinLines(current));
  return paragraphs;
}

/** Lines joined by single breaks; empty lines are left out. */
export function joinLines(lines: readonly InlineToken[][]): InlineToken[] {
  const tokens: InlineToken[] = [];
  for (const line of lines) {
    if (line.length === 0) continue;
    if (tokens.length > 0) tokens.push({ kind: 'break' });
    for (const token of line) tokens.push(token);
  }
  return tokens;
}

function linkAt(token: InlineToken | undefined): InlineLink | undefined {
  return token?.kind === 'text' || token?.kind === 'image' ? token.link : undefined;
}

function isSpace(token: InlineToken | undefined): boolean {
  return token?.kind === 'text' && token.text.trim() === '';
}
