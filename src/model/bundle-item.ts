import { z } from 'zod';
import type { findingCodes } from './finding-codes.ts';
import { importedKindSchema } from './kind.ts';
import { languageSchema, scriptSchema } from './language.ts';
import { assetReferencePattern } from './link.ts';
import { actKinds } from './page.ts';
import { knownDateSchema } from './published-date.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const reference = z
  .string()
  .regex(assetReferencePattern)
  .describe('As bodies name the asset: relative to the folder of the content file.');

/** What kosh doubts about a version; each is also a finding. */
const itemFlags = [
  'asset-missing',
  'date-missing',
  'empty-page',
  'html-removed',
  'language-mixed',
  'language-unsure',
  'link-dead',
  'low-confidence',
  'pairing-unsure',
  'title-missing',
] as const satisfies readonly (keyof typeof findingCodes)[];

const pictureSchema = z.strictObject({ asset: sha256, reference, alt: z.string() });

const fileSchema = z.strictObject({
  asset: sha256,
  reference,
  title: z.string().describe('Text of the link to it, or the file name.'),
  name: z.string().describe('File name for people. Never a path.'),
});

const sourceSchema = z.strictObject({
  agency: z.string().describe('Agency whose page it is; differs from the item only when shared.'),
  address: z.string(),
  key: z.string().describe('url key, unique in the agency with the language.'),
  parts: z.array(z.string()).describe('Addresses joined into it, in order.'),
  aliases: z.array(z.string()).describe('url keys that showed the same content.'),
  scripts: z
    .array(
      z.strictObject({
        script: scriptSchema.describe('ISO 15924: Cyrl, Latn or Arab.'),
        key: z.string(),
      }),
    )
    .optional()
    .describe(
      'Of a Kazakh version: its pages by script, the one that was taken first, the others among the aliases. Absent where all are in Cyrillic.',
    ),
  capture: z.string().nullable().describe('Digest of the captured bytes: sha256:<hex>.'),
});

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);

const docSchema = z
  .strictObject({
    kind: z.enum(actKinds),
    issuer: z.string().nullable().describe('Body or official that issued it, as written.'),
    number: z.string().nullable(),
    signed_date: day.nullable(),
    signer: z.string().nullable().describe('Name of who signed it, as written.'),
    reg_number: z
      .string()
      .nullable()
      .describe('Number in the register of the Ministry of Justice.'),
    reg_date: day.nullable(),
  })
  .describe('Requisites of a legal act.');

/** One language version of an item as the portal imports it. */
const bundleVersionSchema = z.strictObject({
  lang: languageSchema,
  title: z.string().min(1),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    .describe('Title in ASCII, for reading. Not unique: items are told apart by id.'),
  short_description: z.string(),
  body_md: z.string().describe('GitHub Flavored Markdown; the same text as in `content`.'),
  body_html: z.string().describe('The same body as sanitised HTML.'),
  published: knownDateSchema.nullable(),
  updated: knownDateSchema.nullable(),
  section: z
    .array(z.string())
    .describe('Headings above the page on the old site, outermost first.'),
  portal_section: z.string().nullable().describe('Path on the portal below the entity.'),
  content: z
    .string()
    .regex(/^data\/content\/[a-z]+\/[a-z]+\/[0-9a-f-]{36}\.md$/)
    .describe('Path of the content file in the bag.'),
  source: sourceSchema,
  author: z.string().nullable().describe('As the page says.'),
  credit: z.string().nullable().describe('Where the text was taken from, as the page says.'),
  tags: z.array(z.string()),
  picture: pictureSchema.nullable().describe('The picture that stands for the item.'),
  doc: docSchema.nullable(),
  images: z.array(pictureSchema),
  files: z.array(fileSchema),
  confidence: z.number().describe('How sure kosh is to have found the content, 0..1.'),
  flags: z.array(z.enum(itemFlags)),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('Of all that the portal shows of the version: unchanged means nothing to import.'),
});

/** A line of items.ndjson: one item with all its language versions. Sorted by id. */
export const bundleItemSchema = z.strictObject({
  id: z.uuid().describe('Permanent.'),
  agency: z.string(),
  entity: z.string().describe('Entity code on the portal.'),
  kind: importedKindSchema,
  anchor: z.string().describe('url key that the id was made from.'),
  pairing: z
    .strictObject({ confidence: z.number(), by: z.string() })
    .nullable()
    .describe('The weakest ground on which the language versions were joined.'),
  versions: z.array(bundleVersionSchema).min(1).describe('At most one a language: kk, ru, en.'),
});

export type ItemFlag = (typeof itemFlags)[number];
export type BundleVersion = z.infer<typeof bundleVersionSchema>;
export type BundleItem = z.infer<typeof bundleItemSchema>;
