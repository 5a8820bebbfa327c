import type { InlineNode, MarkName } from './inline-tree.ts';

/** What stands before and after the content of a mark or link. */
export interface Delimiters {
  open: string;
  close: string;
}

type MarkNode = Extract<InlineNode, { kind: 'mark' }>;

const markdownDelimiters: Partial<Record<MarkName, string>> = {
  strong: '**',
  em: '*',
  del: '~~',
};

/** Characters next to a piece of content, for the flanking rules; '' is the edge of a line. */
export interface Surroundings {
  before: string;
  after: string;
  /** The neighbour before ends in `*` of another mark, which would join the delimiter run. */
  afterStar: boolean;
  /** A `*` delimiter run is open around, not joined with this one. */
  starOpen: boolean;
}

/**
 * Delimiters that render as the mark: `**`, `*`, `~~` where the flanking rules of CommonMark 0.31 (6.2)
 * let them open and close, else the HTML element, as in `слово**«так»**слово`.
 */
export function markDelimiters(node: MarkNode, around: Surroundings): Delimiters {
  if (node.mark === 'code') return codeDelimiters(node);
  const run = markdownDelimiters[node.mark];
  const through = node.mark !== 'del';
  const usable =
    run !== undefined &&
    !(through && (around.afterStar || (around.starOpen && mayClose(around.before, node)))) &&
    flanks(around.before, firstCharacter(node.children[0], through)) &&
    flanks(around.after, lastCharacter(node.children.at(-1), through));
  if (usable) return { open: run, close: run };
  return { open: `<${node.mark}>`, close: `</${node.mark}>` };
}

/** Tells whether the opening run could be read as the end of what is open: it flanks the text before it too. */
function mayClose(before: string, node: MarkNode): boolean {
  if (before === '' || /\s/.test(before)) return false;
  const punctuated = /[\p{P}\p{S}\ud800-\udfff]/u;
  return !punctuated.test(before) || punctuated.test(firstCharacter(node.children[0], true));
}

/** Tells whether a delimiter run between `outer` and `inner` belongs to `inner`. */
function flanks(outer: string, inner: string): boolean {
  if (inner === '' || /\s/.test(inner)) return false;
  if (!/[\p{P}\p{S}\ud800-\udfff]/u.test(inner)) return true;
  return outer === '' || /[\s\p{P}]/u.test(outer);
}

/** First character of a node's Markdown; `through` looks behind `*` delimiters, which join the run outside. */
export function firstCharacter(node: InlineNode | undefined, through: boolean): string {
  if (node === undefined) return '';
  if (node.kind === 'text') return node.text.charAt(0);
  if (node.kind === 'break') return ' ';
  if (node.kind === 'image') return '!';
  if (node.kind === 'anchor') return '<';
  if (node.kind !== 'mark') return '[';
  if (node.mark === 'strong' || node.mark === 'em') {
    return through ? firstCharacter(node.children[0], true) : '*';
  }
  return node.mark === 'del' ? '~' : '<';
}

/** Last character of a node's Markdown; see firstCharacter. */
export function lastCharacter(node: InlineNode | undefined, through: boolean): string {
  if (node === undefined) return '';
  if (node.kind === 'text') return node.text.charAt(node.text.length - 1);
  if (node.kind === 'break') return ' ';
  if (node.kind === 'anchor') return '>';
  if (node.kind !== 'mark') return ')';
  if (node.mark === 'strong' || node.mark === 'em') {
    return through ? lastCharacter(node.children.at(-1), true) : '*';
  }
  return node.mark === 'del' ? '~' : '>';
}

/** A fence longer than any run of backticks inside (CommonMark 6.1). */
function codeDelimiters(node: MarkNode): Delimiters {
  const text = literalText(node.children);
  const runs = text.match(/`+/g) ?? [];
  let length = 1;
  while (runs.some((run) => run.length === length)) length++;
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  const fence = '`'.repeat(length);
  return { open: fence + pad, close: pad + fence };
}

/** Text of nodes without any mark. */
export function literalText(nodes: readonly InlineNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'anchor') return '';
      return node.kind === 'mark' || node.kind === 'link' ? literalText(node.children) : ' ';
    })
    .join('');
}

/** Text of a link that stands for something shown from another address: its title, else the file's name, else the host. */
export function embedText(node: { href: string; title: string }): string {
  if (node.title !== '') return node.title;
  const [, , host = node.href, ...path] = node.href.replace(/[?#].*$/, '').split('/');
  const name = path.at(-1) ?? '';
  return /[^.]\.\w{1,5}$/.test(name) ? name : host;
}
