import type { BlockImage } from '../../model/segment.ts';
import { resolveAddress } from '../../text/address.ts';
import { longestRawHref } from './block-record.ts';
import { cleanText } from './clean-text.ts';
import type { InlineLink } from './inline-token.ts';
import { attribute, type TreeElement } from './tree.ts';

/** Resolves what a page links to, against its address or its `<base>`, in its charset. */
export interface LinkContext {
  base: string;
  encoding: string;
}

/** The address of a link with its fragment after `#`, percent-encoded where it would break a link; undefined when it is no web address. */
export function webAddress(raw: string, context: LinkContext): string | undefined {
  const resolved = resolveAddress(raw, context.base, context.encoding);
  if (!resolved) return undefined;
  if (resolved.fragment === '') return resolved.address;
  return `${resolved.address}#${encodeFragment(resolved.fragment)}`;
}

/** A link of an element's `href`; undefined when it has none. */
export function linkOf(element: TreeElement, context: LinkContext): InlineLink | undefined {
  const raw = attribute(element, 'href');
  if (raw === undefined) return undefined;
  const href = webAddress(raw, context);
  if (href !== undefined) return { href, followable: true };
  const trimmedRaw = raw.trim().slice(0, longestRawHref);
  return { href: trimmedRaw, followable: /^(?:mailto|tel):[^\s]/i.test(trimmedRaw) };
}

/** Attributes where lazy loaders keep the address of a picture, in order of trust. */
const sourceAttributes = [
  'data-src',
  'data-original',
  'data-lazy-src',
  'data-lazy',
  'src',
] as const;

/** A picture; `in-page` when it stands in the page itself (data:), undefined without an address or of no size. */
export function imageOf(
  element: TreeElement,
  context: LinkContext,
): BlockImage | 'in-page' | undefined {
  const sources = sourceAttributes.flatMap((name) => attribute(element, name) ?? []);
  const set = attribute(element, 'srcset') ?? attribute(element, 'data-srcset');
  if (set !== undefined) sources.push(set.trim().split(/[\s,]/, 1)[0] ?? '');
  let inPage = false;
  for (const raw of sources) {
    // Placeholders of lazy loaders are shorter.
    if (isDataAddress(raw)) inPage ||= raw.length > 1024;
    const src = raw.trim() === '' ? undefined : webAddress(raw, context);
    if (src !== undefined) return describeImage(element, src);
  }
  return inPage ? 'in-page' : undefined;
}

function isDataAddress(raw: string): boolean {
  return /^\s*data:/i.test(raw);
}

function describeImage(element: TreeElement, src: string): BlockImage | undefined {
  const width = pixels(element, 'width');
  const height = pixels(element, 'height');
  // Spacers and counters of one or two pixels show nothing.
  if ((width > 0 && width <= 2) || (height > 0 && height <= 2)) return undefined;
  const alt = cleanText(attribute(element, 'alt') ?? '').trim();
  return { src, alt, width, height };
}

/** A size attribute in CSS pixels, 0 when absent or relative. */
export function pixels(element: TreeElement, name: 'width' | 'height'): number {
  const match = /^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$/.exec(attribute(element, name) ?? '');
  return match ? Number(match[1]) : 0;
}

function encodeFragment(fragment: string): string {
  return fragment.replace(/[\s\u0000-\u001f%"<>\\^`{|}\u007f]/g, (character) =>
    encodeURIComponent(character),
  );
}
