import type { Language } from './language.ts';
import type { VariantCookie } from './variant.ts';

/** Something found out about a site, and what it was concluded from. */
export interface Told<T> {
  value: T;
  reason: string;
}

/** How the site tells a language: by a part of its addresses, or by a cookie. */
export type LanguageMark =
  | { by: 'path'; glob: string }
  | { by: 'parameter'; name: string; value: string }
  | { by: 'cookie'; cookie: VariantCookie };

/** A mark and the language of the pages that carry it. */
export interface LanguageFact {
  lang: Language;
  mark: LanguageMark;
  reason: string;
}

/** A query parameter: `noise` shows the same page whatever its value, `significant` another one. */
export interface ParameterFact {
  name: string;
  verdict: 'significant' | 'noise' | 'known-noise' | 'language' | 'untested';
  reason: string;
}

/** How large a site is: `low` is known to be there, `high` what the figures allow. */
export interface SiteEstimate {
  basis: 'sitemap' | 'pagers' | 'capture-recapture' | 'complete';
  reason: string;
  pages: { low: number; likely: number; high: number };
  /** Pictures and files that pages name, at the share of the pages seen; their bytes are not known. */
  files: number;
  /** Hours at the pace of the draft, files and copies for printing included. */
  hours: { likely: number; high: number };
  secondsBetweenRequests: number;
  /** Bytes of the pages alone. */
  bytes: number;
}

/** What a few pages of a site tell about it. */
export interface SiteFacts {
  /** The host that was asked. */
  asked: string;
  /** Canonical host and the scheme it is served on. */
  host: string;
  origin: string;
  aliases: Told<string>[];
  /** Requests made, and pages (HTML, status 200) read. */
  requests: number;
  pages: number;
  languages: LanguageFact[];
  /** Language of the addresses without a mark. */
  defaultLanguage: Told<Language> | null;
  cms: Told<string> | null;
  /** Charset of most pages, and whether links are percent-encoded in it. */
  charset: Told<string> | null;
  caseInsensitive: Told<boolean> | null;
  parameters: ParameterFact[];
  sitemap: Told<number> | null;
  crawlDelay: number | null;
  names: Partial<Record<Language, Told<string>>>;
  estimate: SiteEstimate;
  /** What a person should look at: hosts of the same agency, languages that could not be told. */
  notes: string[];
}
