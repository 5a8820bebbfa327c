import { z } from 'zod';
import { languageSchema } from './language.ts';

/** Where a decision comes from, strongest first; see compareRedirects. */
export const redirectSources = [
  'hand',
  'import',
  'item',
  'shared',
  'alias',
  'rule',
  'host',
  'crawl',
  'log',
] as const;
export const redirectDecisions = ['redirect', 'shared', 'archive', 'gone', 'unresolved'] as const;

/** The decision for one url key of an agency. */
export const redirectSchema = z.object({
  agency: z.string(),
  key: z.string(),
  /** Raw addresses seen for the key, at most 50, sorted. */
  spellings: z.array(z.string()),
  moreSpellings: z.number().int().nonnegative(),
  decision: z.enum(redirectDecisions),
  /** Absolute target; null for gone and unresolved. */
  target: z.string().nullable(),
  /** Item or asset the target stands for; null for targets by hand. */
  itemId: z.string().nullable(),
  lang: languageSchema.nullable(),
  /** The portal has not yet named the target's address. */
  provisional: z.boolean(),
  source: z.enum(redirectSources),
  reason: z.string(),
  /** The key whose decision it takes over, one step on; absent when it has its own. */
  follows: z.string().optional(),
});

export type Redirect = z.infer<typeof redirectSchema>;
