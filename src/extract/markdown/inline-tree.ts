import type { BlockImage } from '../../model/segment.ts';
import {
  type InlineAnchor,
  type InlineLink,
  type InlineToken,
  mark,
} from '../segment/inline-token.ts';

export type MarkName = keyof typeof mark;

/** Inline content in its canonical nesting: equal marks joined, space outside of them, no mark within itself. */
export type InlineNode =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'image'; image: BlockImage }
  | { kind: 'embed'; href: string; title: string }
  | InlineAnchor
  | { kind: 'mark'; mark: MarkName; children: InlineNode[] }
  | { kind: 'link'; href: string; children: InlineNode[] };

/** Order in which marks nest when they cover the same text. */
const markNames = ['del', 'strong', 'em', 'sup', 'sub', 'code'] as const satisfies MarkName[];

interface Piece {
  node: InlineNode;
  /** A space or break: no mark or link begins or ends with it. */
  gap: boolean;
  marks: number;
  link: InlineLink | undefined;
}

/** Makes the tree of a paragraph's tokens. Links that cannot be followed leave their text. */
export function inlineTree(tokens: readonly InlineToken[]): InlineNode[] {
  const pieces = settleSpaces(tokens.flatMap(piecesOf));
  return nest(pieces, 0, pieces.length, 0, undefined);
}

/** A text's outer spaces become pieces of their own: Markdown has no mark that begins or ends in space. */
function piecesOf(token: InlineToken): Piece[] {
  if (token.kind === 'break') return [neutral({ kind: 'break' })];
  if (token.kind === 'embed' || token.kind === 'anchor') return [neutral(token)];
  const link = token.link?.followable ? token.link : undefined;
  if (token.kind === 'image')
    return [{ node: { kind: 'image', image: token.image }, gap: false, marks: 0, link }];
  const core = token.text.trim();
  if (core === '') return [neutral({ kind: 'text', text: ' ' })];
  const plain = token.marks === 0 && link === undefined;
  if (plain) return [{ node: { kind: 'text', text: token.text }, gap: false, marks: 0, link }];
  const pieces: Piece[] = [];
  if (token.text.startsWith(' ')) pieces.push(neutral({ kind: 'text', text: ' ' }));
  pieces.push({ node: { kind: 'text', text: core }, gap: false, marks: token.marks, link });
  if (token.text.endsWith(' ')) pieces.push(neutral({ kind: 'text', text: ' ' }));
  return pieces;
}

function neutral(node: InlineNode): Piece {
  return { node, gap: true, marks: 0, link: undefined };
}

/** Spaces and breaks take the marks that both neighbours have, and their common link. */
function settleSpaces(pieces: Piece[]): Piece[] {
  const after: (Piece | undefined)[] = new Array(pieces.length);
  let next: Piece | undefined;
  for (let i = pieces.length - 1; i >= 0; i--) {
    after[i] = next;
    if (!pieces[i]?.gap) next = pieces[i];
  }
  let before: Piece | undefined;
  return pieces.map((piece, i) => {
    if (!piece.gap) {
      before = piece;
      return piece;
    }
    const follower = after[i];
    if (piece.node.kind === 'embed' || !before || !follower) return piece;
    // No anchor stands within a link.
    const link =
      before.link === follower.link && piece.node.kind !== 'anchor' ? before.link : undefined;
    const code = piece.node.kind === 'text' ? 0 : mark.code;
    return { ...piece, marks: before.marks & follower.marks & ~code, link };
  });
}

function nest(
  pieces: readonly Piece[],
  from: number,
  to: number,
  open: number,
  link: InlineLink | undefined,
): InlineNode[] {
  const nodes: InlineNode[] = [];
  for (let i = from; i < to; ) {
    const piece = pieces[i];
    if (!piece) break;
    if (piece.gap) {
      pushLeaf(nodes, piece.node);
      i++;
      continue;
    }
    const linkEnd = piece.link && piece.link !== link ? extent(pieces, i, to, piece.link) : i;
    const best = longestMark(pieces, i, to, open);
    if (piece.link && linkEnd > i && linkEnd >= best.end) {
      const children = nest(pieces, i, linkEnd, open, piece.link);
      nodes.push({ kind: 'link', href: piece.link.href, children });
      i = linkEnd;
    } else if (best.name !== undefined) {
      const end = withWholeLinks(pieces, i, best.end, to, link);
      const children = nest(pieces, i, end, open | mark[best.name], link);
      nodes.push({ kind: 'mark', mark: best.name, children });
      i = end;
    } else {
      pushLeaf(nodes, piece.node);
      i++;
    }
  }
  return nodes;
}

function pushLeaf(nodes: InlineNode[], node: InlineNode): void {
  const last = nodes.at(-1);
  if (node.kind === 'text' && last?.kind === 'text') {
    nodes[nodes.length - 1] = { kind: 'text', text: last.text + node.text };
  } else nodes.push(node);
}

/** End of the run from `i` that belongs to the link. */
function extent(pieces: readonly Piece[], i: number, to: number, link: InlineLink): number {
  let end = i;
  while (end < to && pieces[end]?.link === link) end++;
  return withoutGaps(pieces, end);
}

function withoutGaps(pieces: readonly Piece[], end: number): number {
  let last = end;
  while (pieces[last - 1]?.gap) last--;
  return last;
}

/** The mark not yet open that reaches farthest from piece `i`; on equal reach the first of markNames. */
function longestMark(
  pieces: readonly Piece[],
  i: number,
  to: number,
  open: number,
): { name: MarkName | undefined; end: number } {
  const own = (pieces[i]?.marks ?? 0) & ~open;
  let best: { name: MarkName | undefined; end: number } = { name: undefined, end: i };
  if (own === 0) return best;
  for (const name of markNames) {
    const bit = mark[name];
    if ((own & bit) === 0) continue;
    let end = i;
    while (end < to && ((pieces[end]?.marks ?? 0) & bit) !== 0) end++;
    end = withoutGaps(pieces, end);
    if (end > best.end) best = { name, end };
  }
  return best;
}

/** Draws the end of a mark back to the start of a link that it would cut. */
function withWholeLinks(
  pieces: readonly Piece[],
  from: number,
  end: number,
  to: number,
  open: InlineLink | undefined,
): number {
  const last = pieces[end - 1]?.link;
  if (last === undefined || last === open || end >= to || pieces[end]?.link !== last) return end;
  let start = end - 1;
  while (start > from && pieces[start - 1]?.link === last) start--;
  return start > from ? withoutGaps(pieces, start) : end;
}
