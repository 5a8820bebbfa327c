import { z } from 'zod';
import { pageLanguageSchema } from './language.ts';

/**
 * What a block is that many agencies hold. `boilerplate`: proven notice, counter or banner; `repeated`: it looks like one;
 * `shared-item`: it stands in an adopted shared item too; `text`: a quotation, or text that pages have in common.
 */
export const blockNatures = ['boilerplate', 'repeated', 'shared-item', 'text'] as const;

/** What becomes of a block in pages of agencies' own. `ask` changes nothing until a person says. */
export const blockDecisions = ['keep', 'remove', 'reference', 'ask'] as const;

/** What people and mappings can say of a block. */
export const blockVerdicts = ['keep', 'remove', 'reference'] as const;

/** Masked hash of a block. */
export const blockHashSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'a block is named by 16 hex digits');

/** A block that many agencies hold inside pages of their own. */
export const sharedBlockSchema = z.object({
  hash: blockHashSchema,
  /** Agencies that hold it in pages of their own, and those pages; pages that a shared item replaces do not count. */
  agencies: z.number(),
  pages: z.number(),
  words: z.number(),
  langs: z.array(pageLanguageSchema),
  /** Share of the text of those pages that it makes up on average, 0..1. */
  share: z.number(),
  nature: z.enum(blockNatures),
  /** Adopted shared item that it stands in, or that a person named. */
  item: z.string().nullable(),
  decision: z.enum(blockDecisions),
  decidedBy: z.enum(['detection', 'person']),
  reason: z.string(),
  /** Its text on one page, and where that is. */
  sample: z.string(),
  sampleAgency: z.string(),
  sampleAddress: z.string(),
});

export type BlockNature = (typeof blockNatures)[number];
export type SharedBlock = z.infer<typeof sharedBlockSchema>;
export type BlockVerdictName = (typeof blockVerdicts)[number];
