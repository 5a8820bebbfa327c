import { cleanText } from './clean-text.ts';
import type { InlineBuffer } from './inline-buffer.ts';
import { type LinkContext, pixels, webAddress } from './page-links.ts';
import { attribute, findElement, isUndisplayed, type TreeElement } from './tree.ts';

/** Attributes that hold the address of what is shown, by element. */
const addressAttributes: Readonly<Record<string, readonly string[]>> = {
  iframe: ['src', 'data-src', 'data-lazy-src'],
  frame: ['src'],
  video: ['src', 'data-src'],
  audio: ['src', 'data-src'],
  object: ['data'],
  embed: ['src'],
};

/** Adds a frame, film, sound or object as an embed, when it has a web address and a size. */
export function addEmbed(element: TreeElement, buffer: InlineBuffer, context: LinkContext): void {
  if (isUndisplayed(element) || isPoint(element)) return;
  const raw = ownAddress(element) ?? innerAddress(element);
  const href = raw === undefined ? undefined : webAddress(raw, context);
  if (href === undefined) return;
  const title = attribute(element, 'title') ?? attribute(element, 'aria-label') ?? '';
  buffer.addEmbed(href, cleanText(title).trim());
}

/** Frames of one or two pixels count visitors. */
function isPoint(element: TreeElement): boolean {
  const sizes = [pixels(element, 'width'), pixels(element, 'height')];
  return sizes.some((size) => size > 0 && size <= 2) || attribute(element, 'width') === '0';
}

function ownAddress(element: TreeElement): string | undefined {
  for (const name of addressAttributes[element.tag] ?? []) {
    const value = attribute(element, name);
    if (value !== undefined && value.trim() !== '') return value;
  }
  return undefined;
}

/** Address from `<source>`, `<embed>` or `<param name=movie>` inside. */
function innerAddress(element: TreeElement): string | undefined {
  const inner = findElement(
    element,
    (child) =>
      ((child.tag === 'source' || child.tag === 'embed') &&
        attribute(child, 'src') !== undefined) ||
      (child.tag === 'param' && /^(?:movie|src|filename)$/i.test(attribute(child, 'name') ?? '')),
    200,
  );
  return inner && (attribute(inner, 'src') ?? attribute(inner, 'value'));
}
