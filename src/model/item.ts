import { z } from 'zod';
import { importedKindSchema } from './kind.ts';
import { languageSchema } from './language.ts';

/** One language version of an item: which page it is, and which addresses showed the same content. */
const itemVersionSchema = z.object({
  lang: languageSchema,
  agency: z.string(),
  /** url key of the chosen page. */
  key: z.string(),
  /** url keys of its copies inside the site. */
  aliases: z.array(z.string()),
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
export const sharedMemberSchema = z.object({
  agency: z.string(),
  lang: languageSchema,
  key: z.string(),
  aliases: z.array(z.string()),
  /** Jaccard similarity of its shingles with the chosen copy of its language, 0..1. */
  similarity: z.number(),
});

/** An item that many agencies hold; `item` lives in the pseudo-agency `shared`. */
export const sharedItemSchema = z.object({
  item: itemSchema,
  members: z.array(sharedMemberSchema),
  decision: z.enum(['adopt', 'apart', 'ask']),
  reason: z.string(),
});

export type ItemVersion = z.infer<typeof itemVersionSchema>;
export type Item = z.infer<typeof itemSchema>;
export type SharedMember = z.infer<typeof sharedMemberSchema>;
export type SharedItem = z.infer<typeof sharedItemSchema>;

/** The pseudo-agency that owns shared items. */
export const sharedAgency = 'shared';
