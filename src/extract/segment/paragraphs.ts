import type { BlockKind } from '../../model/segment.ts';
import { paragraphsOf } from './inline-buffer.ts';
import type { InlineToken } from './inline-token.ts';

/** Paragraphs and embeds of what stood between two block edges. */
export function partsOf(tokens: readonly InlineToken[]): InlineToken[][] {
  // Most text stands alone.
  if (tokens.length === 1 && tokens[0]?.kind === 'text') return paragraphsOf(tokens);
  const parts: InlineToken[][] = [];
  let run: InlineToken[] = [];
  for (const token of tokens) {
    if (token.kind === 'embed') {
      parts.push(...paragraphsOf(run), [token]);
      run = [];
    } else run.push(token);
  }
  parts.push(...paragraphsOf(run));
  return parts;
}

/** Longest text of a paragraph with controls that is still a form. */
const longestFormText = 200;

/** What a paragraph is: form with controls and little text, picture without text, embed; undefined when it shows nothing. */
export function kindOf(
  tokens: readonly InlineToken[],
  controls: number,
  choices = 0,
): BlockKind | undefined {
  if (tokens[0]?.kind === 'embed') return 'embed';
  let text = 0;
  let images = 0;
  for (const token of tokens) {
    if (token.kind === 'text') text += token.text.trim().length;
    else if (token.kind === 'image') images++;
  }
  if (controls > 0 && text - choices <= longestFormText) return 'form';
  if (text > 0) return 'paragraph';
  return images > 0 ? 'image' : undefined;
}
