import { z } from 'zod';
import { importedKindSchema } from './kind.ts';
import { languageSchema, scriptSchema } from './language.ts';

/** One language version of an item: which page it is, and which addresses showed the same content. */
const itemVersionSchema = z.object({
  lang: languageSchema,
  agency: z.string(),
  /** url key of the chosen page. */
  key: z.string(),
  /** url keys of its copies inside the site. */
  aliases: z.array(z.string()),
  /**
   * Kazakh pages by script, the chosen one first, the others by key, which are aliases too. Absent where all of the
   * version is in Cyrillic.
   */
  scripts: z.array(z.object({ script: scriptSchema, key: z.string() })).optional(),
});

/** What the portal receives: one page or document with all its language versions. */
export const itemSchema = z.object({
  /** UUIDv5(agency, anchor key); stable once registered. */
  id: z.uuid(),
  agency: z.string(),
  kind: importedKindSchema,
  anchor: z.string(),
  /** At most one version a language, in the order kk, ru, en. */
  versions: z.array(itemVersionSchema),
  /** Confidence and ground of the weakest language pairing, null with one version. */
  pairing: z.object({ confidence: z.number(), by: z.string() }).nullable(),
});

/** A page of some agency that a shared item replaces. */
const sharedMemberSchema = z.object({
  agency: z.string(),
  lang: languageSchema,
  key: z.string(),
  aliases: z.array(z.string()),
  /** Jaccard similarity of its shingles with the chosen copy of its language, 0..1. */
  similarity: z.number(),
});

/** One place where a member's text differs from the chosen copy: words of the member, and of the copy. */
const copyChangeSchema = z.object({
  change: z.enum(['added', 'removed', 'changed']),
  /** Empty when removed. */
  here: z.string(),
  /** Empty when added. */
  there: z.string(),
});

/** How a member's text differs from the chosen copy of its language. */
const copyDiffSchema = z.object({
  /** Share of the words of both texts that both have, in the same order, 0..1. */
  common: z.number(),
  /** Words of the member that the copy lacks, and the other way round. */
  added: z.number(),
  removed: z.number(),
  /** The first differences, cut to a readable length. */
  changes: z.array(copyChangeSchema),
  /** Differences beyond those. */
  more: z.number(),
  /** False when a text was too long to be compared to its end. */
  whole: z.boolean(),
});

/** Parts that copies play. Only of news it is told who wrote it first; copies are all of which that is not known. */
const copyRoles = ['original', 'repost', 'copy'] as const;

/** A member as the catalogue shows it. */
const catalogueMemberSchema = sharedMemberSchema.extend({
  address: z.string(),
  title: z.string(),
  /** As far as known: `2019`, `2019-03`, `2019-03-01` or an ISO instant. */
  published: z.string().nullable(),
  role: z.enum(copyRoles),
  /** How sure the role is, 0..1, and by what; 1 and empty for copies. */
  roleConfidence: z.number(),
  roleReason: z.string(),
  diff: copyDiffSchema,
});

/** Who decided about a shared item, weakest first: people beat mappings of agencies, those the known items, those detection. */
const decidedBy = ['detection', 'known', 'mapping', 'person'] as const;

/** An item that many agencies hold; `item` lives in the pseudo-agency `shared`. */
export const sharedItemSchema = z.object({
  item: itemSchema,
  /** Title of the chosen copy of each language. */
  titles: z.partialRecord(languageSchema, z.string()),
  members: z.array(catalogueMemberSchema),
  /** Why each language's copy was chosen. */
  copies: z.array(z.object({ lang: languageSchema, reason: z.string() })),
  /** Earliest date on a member, and where; null when no member has a date. */
  since: z.object({ date: z.string(), agency: z.string(), key: z.string() }).nullable(),
  /** Share of the words of the chosen copies that every member has, 0..1. */
  common: z.number(),
  decision: z.enum(['adopt', 'apart', 'ask']),
  decidedBy: z.enum(decidedBy),
  /** Id of the entry of mappings/shared that names it, or null. */
  known: z.string().nullable(),
  reason: z.string(),
});

export type ItemVersion = z.infer<typeof itemVersionSchema>;
export type Item = z.infer<typeof itemSchema>;
export type SharedMember = z.infer<typeof sharedMemberSchema>;
export type CopyDiff = z.infer<typeof copyDiffSchema>;
export type CatalogueMember = z.infer<typeof catalogueMemberSchema>;
export type SharedItem = z.infer<typeof sharedItemSchema>;

/** The pseudo-agency that owns shared items. */
export const sharedAgency = 'shared';
