import type { BlockImage } from '../../model/segment.ts';
import {
  type Delimiters,
  embedText,
  firstCharacter,
  lastCharacter,
  literalText,
  markDelimiters,
} from './delimiters.ts';
import { anchorHtml, escapeLineStart, escapeText, linkDestination } from './escape.ts';
import type { InlineNode, MarkName } from './inline-tree.ts';

/** Where inline Markdown goes: a paragraph or list item, one line (heading), a cell of a GFM table. */
export type InlinePlace = 'block' | 'heading' | 'cell';

/** An inline node whose Markdown is decided: what a serialiser puts out for it, with all that depends on neighbours. */
export type SettledNode =
  | { kind: 'leaf'; as: 'text' | 'br' | 'img'; markdown: string }
  | ({ kind: 'wrap'; as: MarkName | 'link'; children: SettledNode[] } & Delimiters);

interface Context {
  place: InlinePlace;
  before: string;
  after: string;
  /** The first node begins a line of the block. */
  lineStart: boolean;
  /** A `*` delimiter run is open that a run here could close by mistake. */
  starOpen: boolean;
  /** The nodes stand right inside `*` delimiters: a run at their start joins those. */
  joinsRun?: boolean;
}

/** Decides escapes and delimiters of a paragraph's nodes. */
export function settleInline(nodes: readonly InlineNode[], place: InlinePlace): SettledNode[] {
  return settle(nodes, {
    place,
    before: '',
    after: '',
    lineStart: place === 'block',
    starOpen: false,
  });
}

function settle(nodes: readonly InlineNode[], context: Context): SettledNode[] {
  const settled: SettledNode[] = [];
  nodes.forEach((node, index) => {
    const previous = nodes[index - 1];
    const next = nodes[index + 1];
    const neighbours = {
      place: context.place,
      before: previous ? lastCharacter(previous, false) : context.before,
      after: next ? firstCharacter(next, false) : context.after,
      lineStart:
        context.place === 'block' &&
        (previous === undefined ? context.lineStart : previous.kind === 'break'),
      starOpen: context.starOpen && !(context.joinsRun && previous === undefined),
    };
    const last = settled.at(-1);
    const afterStar = last?.kind === 'wrap' && last.close.endsWith('*');
    settled.push(settleOne(node, neighbours, next, afterStar));
  });
  return settled;
}

function settleOne(
  node: InlineNode,
  context: Context,
  next: InlineNode | undefined,
  afterStar: boolean,
): SettledNode {
  if (node.kind === 'text') {
    return { kind: 'leaf', as: 'text', markdown: settleText(node.text, context, next) };
  }
  if (node.kind === 'break') return { kind: 'leaf', as: 'br', markdown: breaks[context.place] };
  if (node.kind === 'image') {
    return { kind: 'leaf', as: 'img', markdown: imageMarkdown(node.image) };
  }
  if (node.kind === 'anchor') return { kind: 'leaf', as: 'text', markdown: anchorHtml(node.name) };
  if (node.kind === 'embed') {
    const children: SettledNode[] = [
      { kind: 'leaf', as: 'text', markdown: escapeText(embedText(node)) },
    ];
    return { kind: 'wrap', as: 'link', children, ...linkDelimiters(node.href) };
  }
  if (node.kind === 'link') {
    const inner = {
      place: context.place,
      before: '[',
      after: ']',
      lineStart: false,
      starOpen: false,
    };
    const children = settle(node.children, inner);
    return { kind: 'wrap', as: 'link', children, ...linkDelimiters(node.href) };
  }
  return settleMark(node, context, afterStar);
}

function settleMark(
  node: Extract<InlineNode, { kind: 'mark' }>,
  context: Context,
  afterStar: boolean,
): SettledNode {
  const delimiters = markDelimiters(node, { ...context, afterStar });
  if (node.mark === 'code') {
    const markdown = literalText(node.children);
    return {
      kind: 'wrap',
      as: 'code',
      children: [{ kind: 'leaf', as: 'text', markdown }],
      ...delimiters,
    };
  }
  const stars = delimiters.open.startsWith('*');
  const inner = {
    place: context.place,
    before: stars ? context.before : delimiters.open.slice(-1),
    after: stars ? context.after : delimiters.close.charAt(0),
    lineStart: false,
    starOpen: context.starOpen || stars,
    joinsRun: stars,
  };
  return { kind: 'wrap', as: node.mark, children: settle(node.children, inner), ...delimiters };
}

/**
 * A picture. Its text keeps no mark that would need an escape: markdown-it 14 drops escaped characters of
 * alternative texts (measured), and an HTML element alone on a line would begin an HTML block.
 */
function imageMarkdown({ alt, src }: BlockImage): string {
  const round = alt.replace(/\[/g, '(').replace(/\]/g, ')');
  const plain = escapeText(round) === round ? round : round.replace(/[\\`*_<&~]/g, ' ');
  return `![${plain.replace(/ +/g, ' ').trim()}](${linkDestination(src)})`;
}

const breaks: Record<InlinePlace, string> = { block: '\\\n', heading: ' ', cell: '<br>' };

function linkDelimiters(href: string): Delimiters {
  return { open: '[', close: `](${linkDestination(href)})` };
}

function settleText(text: string, context: Context, next: InlineNode | undefined): string {
  let escaped = escapeText(text);
  // `!` before a link would make it a picture.
  if (escaped.endsWith('!') && (next?.kind === 'link' || next?.kind === 'embed')) {
    escaped = `${escaped.slice(0, -1)}\\!`;
  }
  return context.lineStart ? escapeLineStart(escaped) : escaped;
}
