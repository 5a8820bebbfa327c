import { z } from 'zod';
import { importedKindSchema } from './kind.ts';
import { languageSchema } from './language.ts';

const phrase = z
  .string()
  .trim()
  .min(2)
  .regex(/[\p{L}\p{N}]/u, 'words of a title')
  .describe('Words that must all stand in a title; each matches the words that begin with it.');

/** A known shared item: what it is called, by which titles a cluster is recognised, and what is decided. Never a text. */
export const knownSharedSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,62}$/, 'lower-case letters, digits and hyphens')
    .describe('Permanent id; the file name without .yaml.'),
  titles: z
    .strictObject({ kk: z.string().min(1), ru: z.string().min(1), en: z.string().min(1) })
    .describe('What people call it.'),
  marks: z
    .strictObject({
      titleWords: z
        .partialRecord(languageSchema, z.array(phrase).min(1))
        .refine((all) => Object.keys(all).length > 0, 'give words of at least one language')
        .describe('Phrases a language; a title has to match one of its language.'),
      without: z
        .partialRecord(languageSchema, z.array(phrase))
        .default({})
        .describe('Phrases that no title may match: news about the item are not the item.'),
      kinds: z
        .array(importedKindSchema)
        .default([])
        .describe('Kinds of page; none given: all that are shared.'),
    })
    .describe('How a detected cluster is recognised, by the titles of its chosen copies.'),
  decision: z
    .enum(['adopt', 'ask', 'refuse'])
    .describe(
      'adopt: one copy for all; ask: a person decides; refuse: every agency keeps its own.',
    ),
  official: z
    .strictObject({
      agency: z.string().optional().describe('Agency whose copy goes before all others.'),
      address: z.url().optional().describe('Address of the official text.'),
    })
    .refine((all) => (all.agency === undefined) !== (all.address === undefined), {
      message: 'give agency or address',
    })
    .optional(),
  reason: z.string().min(3).describe('Why; shown in the catalogue.'),
});

export type KnownShared = z.infer<typeof knownSharedSchema>;
