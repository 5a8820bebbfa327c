import { z } from 'zod';
import { bundleItemSchema } from './bundle-item.ts';
import { findingSchema } from './finding.ts';
import { severities } from './finding-codes.ts';
import { importedKindSchema } from './kind.ts';
import { languageSchema } from './language.ts';
import { bundleLinkSchema, linkClasses } from './link.ts';
import { redirectDecisions, redirectSources } from './redirect.ts';

/** Version of the bundle's layout and schemas; the first number changes when an importer must. */
export const bundleFormat = '1.0';

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bundleId = z.string().regex(/^[0-9a-f]{16}$/);

/** data/bundle.json: what the bundle is and how much it holds. */
export const bundleManifestSchema = z.strictObject({
  format: z.literal('kosh-bundle'),
  format_version: z.literal(bundleFormat),
  id: bundleId.describe(
    'Digest of all content but provenance: the same id means the same content.',
  ),
  agency: z.string(),
  entity: z.string(),
  names: z.strictObject({ kk: z.string(), ru: z.string(), en: z.string().nullable() }),
  kosh_version: z.string(),
  previous: bundleId.nullable().describe('Bundle that the tombstones refer to.'),
  counts: z.strictObject({
    items: count,
    kinds: z.partialRecord(importedKindSchema, count),
    versions: z.partialRecord(languageSchema, count),
    assets: count,
    asset_bytes: count,
    links: z.partialRecord(z.enum(linkClasses), count),
    redirects: z.partialRecord(z.enum(redirectDecisions), count),
    shared: count,
    tombstones: count,
    messages: z.partialRecord(z.enum(severities), count),
  }),
});

/** A line of assets.ndjson: bytes in the bag. Sorted by sha256. */
const bundleAssetSchema = z.strictObject({
  sha256,
  path: z
    .string()
    .regex(/^data\/assets\/[0-9a-f]{2}\/[0-9a-f]{64}\.[a-z0-9]{1,8}$/)
    .describe('Path in the bag; the extension follows the bytes, never the old name.'),
  bytes: count,
  media_type: z.string().describe('Told from the bytes.'),
  declared_type: z.string().nullable().describe('Content-Type of the old server.'),
  name: z.string().describe('File name for people. Never a path.'),
  addresses: z.array(z.string()).describe('Old addresses that gave these bytes.'),
});

/** A line of redirects.ndjson: the decision for one url key. */
const bundleRedirectSchema = z.strictObject({
  key: z.string(),
  spellings: z.array(z.string()),
  more_spellings: count,
  decision: z.enum(redirectDecisions),
  target: z.string().nullable().describe('Absolute address; null for gone and unresolved.'),
  item: z.uuid().nullable().describe('Item that the target stands for.'),
  asset: sha256.nullable().describe('Asset that the target stands for.'),
  lang: languageSchema.nullable(),
  provisional: z.boolean().describe('The portal has not named the address yet.'),
  source: z.enum(redirectSources),
  reason: z.string(),
});

/** A line of tombstones.ndjson: an item, or language versions of one, that the previous bundle held. */
const tombstoneSchema = z.strictObject({
  id: z.uuid(),
  kind: importedKindSchema,
  langs: z.array(languageSchema).min(1).describe('Versions that are gone.'),
  whole: z.boolean().describe('No version of the item is left.'),
  replaced_by: z.uuid().nullable().describe('Item that took its place, by merging or as shared.'),
});

/** A line of shared.ndjson: a shared item, with the pages of this agency (or, for `shared`, of all) it replaces. */
const bundleSharedSchema = z.strictObject({
  item: z.uuid().describe('Item of the bundle `shared`; import that bundle first.'),
  members: z
    .array(
      z.strictObject({
        agency: z.string(),
        lang: languageSchema,
        key: z.string(),
        aliases: z.array(z.string()),
        similarity: z.number(),
      }),
    )
    .describe('Empty when bodies only link to the item.'),
});

/** A line of provenance.ndjson: the capture behind an address of a version. The only file with times. */
const provenanceSchema = z.strictObject({
  item: z.uuid(),
  lang: languageSchema,
  address: z.string(),
  fetched_at: z.iso.datetime(),
  status: z.number().int(),
  declared_type: z.string().nullable(),
  encoding: z.string(),
  digest: z.string(),
  site_model: z.string(),
  template: z.string(),
});

/** The line schema of every NDJSON file of a bundle, by path in the bag. */
export const bundleLineSchemas = {
  'data/items.ndjson': bundleItemSchema,
  'data/assets.ndjson': bundleAssetSchema,
  'data/links.ndjson': bundleLinkSchema,
  'data/redirects.ndjson': bundleRedirectSchema,
  'data/shared.ndjson': bundleSharedSchema,
  'data/tombstones.ndjson': tombstoneSchema,
  'data/messages.ndjson': findingSchema,
  'data/provenance.ndjson': provenanceSchema,
} as const;

export type BundleLineFile = keyof typeof bundleLineSchemas;
export type BundleLine<File extends BundleLineFile> = z.infer<(typeof bundleLineSchemas)[File]>;
export type BundleManifest = z.infer<typeof bundleManifestSchema>;
export type BundleAsset = z.infer<typeof bundleAssetSchema>;
export type BundleRedirect = z.infer<typeof bundleRedirectSchema>;
export type BundleShared = z.infer<typeof bundleSharedSchema>;
export type Tombstone = z.infer<typeof tombstoneSchema>;
export type Provenance = z.infer<typeof provenanceSchema>;
