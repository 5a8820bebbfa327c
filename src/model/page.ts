import { z } from 'zod';
import { kindSchema } from './kind.ts';
import { pageLanguageSchema } from './language.ts';
import { knownDateSchema } from './published-date.ts';

/** A link of a page's kept blocks. `address` is absolute; the fragment stands apart. */
const pageLinkSchema = z.object({
  address: z.string(),
  fragment: z.string(),
  text: z.string(),
});

/** Bytes a page uses: a content image or an attached file. `name` is the file name for people, decoded. */
const assetUseSchema = z.object({
  address: z.string(),
  role: z.enum(['image', 'document']),
  text: z.string(),
  name: z.string(),
});

/** A block that select left out, with step and rule, so that a reviewer can ask why. */
const removedBlockSchema = z.object({
  element: z.number(),
  step: z.string(),
  rule: z.string(),
  reason: z.string(),
  text: z.string(),
});

/** Kinds of legal acts. `instruction`: распоряжение, өкім. */
export const actKinds = [
  'constitutional-law',
  'code',
  'law',
  'decree',
  'resolution',
  'order',
  'decision',
  'instruction',
] as const;

/** Requisites of the legal act that a page is, as far as it says them. Dates are `YYYY-MM-DD`. */
const actRequisitesSchema = z.object({
  kind: z.enum(actKinds),
  /** The body or official that issued it, as written. */
  issuer: z.string().nullable(),
  number: z.string().nullable(),
  signedDate: z.string().nullable(),
  /** Name of who signed it, as written. */
  signer: z.string().nullable(),
  /** Number and date in the register of the Ministry of Justice. */
  regNumber: z.string().nullable(),
  regDate: z.string().nullable(),
});

/** Sorts of data about private persons. `iin`: individual identification number. `question`: who asked, by name. */
export const personalSorts = ['iin', 'card', 'phone', 'question'] as const;

/** Data about private persons that stands in a page's text: of what sort, how often, and one of them, veiled. */
const personalDatumSchema = z.object({
  sort: z.enum(personalSorts),
  count: z.number(),
  sample: z.string(),
});

/** What select makes of a capture (or a chain of captures): content, language, kind, dates. */
export const pageSchema = z.object({
  /** url key; with `lang` unique in an agency (a bilingual capture gives one page a language). */
  key: z.string(),
  /** Address of the (first) capture. */
  address: z.string(),
  /** Addresses of all captures joined into it, in order. */
  parts: z.array(z.string()),
  lang: pageLanguageSchema,
  kind: kindSchema,
  kindConfidence: z.number(),
  title: z.string(),
  published: knownDateSchema.nullable(),
  updated: knownDateSchema.nullable(),
  section: z.array(z.string()),
  lead: z.string().nullable(),
  /** Body in GFM, title left out, normalised, ends with one line feed unless empty. Links and images are absolute addresses. */
  markdown: z.string(),
  /** Plain text of the body. */
  text: z.string(),
  /** Masked hashes of the kept blocks, in order. */
  blockHashes: z.array(z.string()),
  /** Lines of `markdown` that each of them takes: the first, from 0, and the one after the last; equal for one without Markdown. */
  blockLines: z.array(z.tuple([z.number(), z.number()])).default([]),
  removed: z.array(removedBlockSchema),
  links: z.array(pageLinkSchema),
  assets: z.array(assetUseSchema),
  /** Language versions as the page itself names them: hreflang first, then switch links. */
  alternates: z.array(
    z.object({ lang: z.string(), address: z.string(), source: z.enum(['hreflang', 'switch']) }),
  ),
  canonical: z.string().nullable(),
  /** Template of the site model it was made with. */
  template: z.string(),
  siteModel: z.string(),
  /** Who wrote it, as the page says. */
  author: z.string().nullable(),
  /** Where the text was taken from, as the page says (`Источник: ...`, `Дереккөз: ...`). */
  credit: z.string().nullable(),
  tags: z.array(z.string()),
  /** Absolute address of the picture that stands for the page. */
  picture: z.string().nullable(),
  act: actRequisitesSchema.nullable(),
  confidence: z.number(),
  /** What it says of private persons; a page that has any is no item until the mapping says that a person allowed it. */
  personal: z.array(personalDatumSchema),
});

export type PageLink = z.infer<typeof pageLinkSchema>;
export type AssetUse = z.infer<typeof assetUseSchema>;
export type ActKind = (typeof actKinds)[number];
export type ActRequisites = z.infer<typeof actRequisitesSchema>;
export type PersonalDatum = z.infer<typeof personalDatumSchema>;
export type RemovedBlock = z.infer<typeof removedBlockSchema>;
export type Page = z.infer<typeof pageSchema>;
