import { z } from 'zod';

/** Kinds that the portal imports. */
export const importedKinds = [
  'news',
  'article',
  'event',
  'document',
  'page',
  'person',
  'service',
  'vacancy',
  'contact',
  'faq',
] as const;

/** Kinds that lead to content but are none themselves: never imported, always decided as addresses. */
const navigationKinds = ['listing', 'home', 'search', 'feed'] as const;

export const importedKindSchema = z.enum(importedKinds);
export const kindSchema = z.enum([...importedKinds, ...navigationKinds]);

export type ImportedKind = z.infer<typeof importedKindSchema>;
export type Kind = z.infer<typeof kindSchema>;

/** Tells whether the portal receives pages of this kind. */
export function isImported(kind: Kind): kind is ImportedKind {
  return importedKinds.some((imported) => imported === kind);
}
