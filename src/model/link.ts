import { z } from 'zod';
import { languageSchema } from './language.ts';

/**
 * Where a link of a body leads: `internal` to an item of the same agency, `other-agency` and `shared` to
 * an item in another bundle, `asset` to bytes in this bag, `portal` to a page of the portal that is no
 * item, `external` to the rest of the web (mail and telephone too), `dead` nowhere, `unsafe` to a
 * scheme the portal does not allow. Of the last two only the text stays in the body.
 */
export const linkClasses = [
  'internal',
  'other-agency',
  'shared',
  'asset',
  'portal',
  'external',
  'dead',
  'unsafe',
] as const;

/** `kosh:item/<id>?lang=<lang>#<fragment>`: the importer puts the portal's address of that item in its place. */
export const itemReferencePattern =
  /^kosh:item\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\?lang=(?:kk|ru|en)(?:#[!-~]*)?$/;

/** An asset as bodies name it, relative to the folder of the item's content file. */
export const assetReferencePattern =
  /^\.\.\/\.\.\/\.\.\/assets\/[0-9a-f]{2}\/[0-9a-f]{64}\.[a-z0-9]{1,8}$/;

/** A line of links.ndjson: one link or picture of a body, in the order in which they stand. */
export const bundleLinkSchema = z.strictObject({
  item: z.uuid().describe('Item whose body holds the link.'),
  lang: languageSchema,
  index: z.number().int().nonnegative().describe('Place among the links of the body, from 0.'),
  as: z.enum(['link', 'image']),
  href: z.string().describe('Address as it stood on the old page, made absolute, with fragment.'),
  text: z.string().describe('Link text, or the alternative text of a picture.'),
  class: z.enum(linkClasses),
  target: z
    .string()
    .nullable()
    .describe(
      'What stands in the body now: kosh:item/<id>?lang=<lang>, a path to an asset relative to ' +
        'the content file, or an absolute address. Null when only the text stayed.',
    ),
  agency: z.string().nullable().describe('Agency of the item it leads to.'),
});

export type LinkClass = (typeof linkClasses)[number];
export type BundleLink = z.infer<typeof bundleLinkSchema>;

/** The reference to a language version of an item that stands in bodies instead of its old address. */
export function itemReference(itemId: string, lang: string, fragment = ''): string {
  const anchor = fragment === '' ? '' : `#${encodeFragment(fragment)}`;
  return `kosh:item/${itemId}?lang=${lang}${anchor}`;
}

/** The item that a reference leads to; undefined when it is none. */
export function itemOfReference(reference: string): string | undefined {
  return itemReferencePattern.test(reference) ? reference.slice(10, 46) : undefined;
}

/** Parentheses would end a Markdown destination; encodeURIComponent throws on half a surrogate pair. */
function encodeFragment(fragment: string): string {
  return encodeURIComponent(fragment.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
