import { z } from 'zod';

/** Languages of the portal, in the order in which an item's anchor is chosen. */
export const languages = ['kk', 'ru', 'en'] as const;

export const languageSchema = z.enum(languages);

export type Language = z.infer<typeof languageSchema>;

/** Language of a page: `mul` is bilingual and could not be split, `und` could not be told. */
export const pageLanguageSchema = z.enum([...languages, 'mul', 'und']);

export type PageLanguage = z.infer<typeof pageLanguageSchema>;

/** Scripts in which Kazakh is written, by ISO 15924; the first that is there stands for the text. */
export const scripts = ['Cyrl', 'Latn', 'Arab'] as const;

export const scriptSchema = z.enum(scripts);

export type Script = z.infer<typeof scriptSchema>;

/** Scripts beside that of the portal's Kazakh pages. */
export type OtherScript = Exclude<Script, 'Cyrl'>;
