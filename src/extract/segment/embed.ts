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

/**
 * Adds a frame, film, sound or object as an embed, when it has a web address and a size. False when it
 * has no address, so that browsers show what stands inside.
 */
export function addEmbed(
  element: TreeElement,
  buffer: InlineBuffer,
  context: LinkContext,
): boolean {
  const href = ownAddress(element, context) ?? innerAddress(element, context);
  if (href === undefined) return false;
  if (isUndisplayed(element) || isPoint(element)) return true;
  const title = attribute(element, 'title') ?? attribute(element, 'aria-label') ?? '';
  buffer.addEmbed(href, cleanText(title).trim());
  return true;
}

/** Frames of one or two pixels count visitors. */
function isPoint(element: TreeElement): boolean {
  const sizes = [pixels(element, 'width'), pixels(element, 'height')];
  return sizes.some((size) => size > 0 && size <= 2) || attribute(element, 'width') === '0';
}

/** Lazy loaders put a blank page into `src`. */
function ownAddress(element: TreeElement, context: LinkContext): string | undefined {
  for (const name of addressAttributes[element.tag] ?? []) {
    const address = addressOf(attribute(element, name), context);
    if (address !== undefined) return address;
  }
  return undefined;
}

/** Address from `<source>`, `<embed>` or `<param name=movie>` inside, or from an object for other browsers. */
function innerAddress(element: TreeElement, context: LinkContext): string | undefined {
  const inner = findElement(
    element,
    (child) =>
      ((child.tag === 'source' || child.tag === 'embed') &&
        attribute(child, 'src') !== undefined) ||
      (child.tag === 'object' && attribute(child, 'data') !== undefined) ||
      (child.tag === 'param' && /^(?:movie|src|filename)$/i.test(attribute(child, 'name') ?? '')),
    200,
  );
  if (!inner) return undefined;
  const raw = attribute(inner, 'src') ?? attribute(inner, 'data') ?? attribute(inner, 'value');
  return addressOf(raw, context);
}

function addressOf(raw: string | undefined, context: LinkContext): string | undefined {
  return raw === undefined || raw.trim() === '' ? undefined : webAddress(raw, context);
}
