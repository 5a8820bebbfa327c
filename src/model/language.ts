import { z } from 'zod';

/** Languages of the portal, in the order in which an item's anchor is chosen. */
export const languages = ['kk', 'ru', 'en'] as const;

export const languageSchema = z.enum(languages);

export type Language = z.infer<typeof languageSchema>;

/** Language of a page: `mul` is bilingual and could not be split, `und` could not be told. */
export const pageLanguageSchema = z.enum([...languages, 'mul', 'und']);

export type PageLanguage = z.infer<typeof pageLanguageSchema>;
