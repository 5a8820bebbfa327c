import type { ContentItem } from '../../fixtures/engine/content.ts';

/** The truth of one site. */
export interface TruthSite {
  id: string;
  /** Its host names, the canonical one first. */
  hosts: string[];
  items: ContentItem[];
}

/** One language version of a migrated item. */
export interface OutputVersion {
  /** Absolute addresses of the version: where it was taken from, and its aliases. */
  addresses: string[];
  lang: string;
  title: string;
  /** `YYYY-MM-DD` or null. */
  date: string | null;
  markdown: string;
}

/** A migrated item of one agency: all its language versions. */
export interface OutputItem {
  id: string;
  kind: string;
  versions: OutputVersion[];
}

/** A migrated item that several agencies share. */
export interface OutputShared {
  /** Absolute addresses of all its members, in all languages. */
  addresses: string[];
  languages: string[];
  title: string;
}

/** What is scored for one site: its truth and the items a migration made of it. */
export interface ScoredSite {
  truth: TruthSite;
  output: OutputItem[];
}

/** How many of a number of things are right. */
export interface Tally {
  right: number;
  of: number;
}
