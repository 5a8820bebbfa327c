import { z } from 'zod';
import { languageSchema } from '../model/language.ts';

const cellSchema = z.object({
  /** Index of the template; -1 for pages of none, -2 for the whole site. */
  template: z.number().int(),
  lang: z.union([languageSchema, z.literal('und')]),
  /** Distinct pages counted. */
  pages: z.number().int(),
});

/** What a site's pages taught: plain JSON. Hashes are 8 hex digits of 32 bits. */
export const siteModelSchema = z.object({
  /** 16 hex digits over everything below. */
  version: z.string(),
  pages: z.number().int(),
  distinctPages: z.number().int(),
  cells: z.array(cellSchema),
  /** Templates: the smallest hashes of the container signatures of their pages. */
  templates: z.array(z.array(z.number().int())),
  /** Block or unit hash → [cell, distinct pages] pairs; only what at least two distinct pages hold. */
  counts: z.record(z.string(), z.array(z.number().int())),
  /** Pieces of `<title>` that most pages share, normalised: the name of the site. */
  siteNames: z.array(z.string()),
  /** Hash of normalised title → hash of the key of the page that bears it; 0 when several do. */
  titles: z.record(z.string(), z.string()),
  /** Hash of key → what links and lists say of the page. */
  hints: z.record(
    z.string(),
    z.object({
      names: z.array(z.string()),
      date: z.string().optional(),
      /** Hashes of lines that announce it elsewhere: its own lead, no furniture on the page itself. */
      leads: z.array(z.string()).optional(),
    }),
  ),
  /** Hashes of keys of pages that list others. */
  lists: z.array(z.string()),
});

export type SiteModel = z.infer<typeof siteModelSchema>;
