import type { ImportedKind, Kind } from '../model/kind.ts';
import type { Language, OtherScript, PageLanguage } from '../model/language.ts';

/** A link from a page to its version in another language. */
interface AlternateKey {
  /** As the page names it: `kk`, `kz`, `ru-RU`; may be wrong or empty. */
  lang: string;
  /** url key of the target. */
  key: string;
  source: 'hreflang' | 'switch';
}

/**
 * What dedupe needs of a page: about 1 KB, no text. `key` and `lang` together are unique in an agency.
 * `textHash`, `words`, `signature` come from `textPrint`, `numbers` from `numberSketch`, over the plain text.
 */
export interface DedupePage {
  agency: string;
  key: string;
  address: string;
  lang: PageLanguage;
  kind: Kind;
  /** Letters of a Kazakh text that is not in Cyrillic, by `otherScript`; absent for all other texts. */
  script?: OtherScript;
  /** Language that the mapping says its address has; absent when it says nothing. */
  branch?: Language;
  title: string;
  /** `KnownDate.value`, or null. */
  published: string | null;
  textHash: string;
  words: number;
  signature: Uint32Array;
  numbers: Uint32Array;
  alternates: AlternateKey[];
  /** url key of the page's canonical link, or null. */
  canonical: string | null;
  /** SHA-256 of its content images and documents. */
  assets: string[];
  section: string[];
  /** Template of the site model; empty when unknown. */
  template: string;
  /** Links from the seeds. */
  depth: number;
  /** `hash64` of its text, numbers and all; left out where nothing is kept between runs. */
  exactHash?: string | undefined;
  /** What it says of where its text was taken from; left out when it says nothing. */
  source?: PageSource | undefined;
  /** Of a list or a front page: keys of the pages it leads to, in its order. */
  leadsTo?: string[];
}

/** Where a page says that its text was taken from. */
export interface PageSource {
  /** `credit` of the page (`Дереккөз: ...`), or null. */
  credit: string | null;
  /** Hosts that its canonical link and the links in its last lines lead to, without those of its own agency, sorted. */
  hosts: string[];
}

/** A page that the portal may receive, in the language dedupe settled on. */
export interface SettledPage extends DedupePage {
  lang: Language;
  kind: ImportedKind;
  /** The language under which `TextSource` knows it. */
  storedLang: PageLanguage;
}

/** Plain text of a page, read again when fingerprints are not proof enough. */
export interface TextSource {
  text(agency: string, key: string, lang: PageLanguage): string;
}

/** One agency's part of the input. Entries of `adopt` and `refuse`: id of a shared item, url key, or its path and query. */
export interface DedupeAgency {
  id: string;
  pages: DedupePage[];
  /** `defaultLanguage` of the mapping. */
  fallbackLang?: Language | undefined;
  adopt: string[];
  refuse: string[];
  /** What kind of body it is; left out when nothing is known. */
  body?: AgencyBody | undefined;
}

/** What is known of a state body beside its pages. */
export interface AgencyBody {
  kind: 'ministry' | 'committee' | 'department' | 'akimat' | 'other';
  /** Id of the body above it, or null. */
  parent: string | null;
  /** Its names in all languages. */
  names: string[];
  /** Its host names with their aliases, lower case. */
  hosts: string[];
}

/** Pages of one site and language that show the same content; `aliases` are the keys of all but the chosen page, sorted. */
export interface CopyGroup {
  chosen: SettledPage;
  aliases: string[];
  /** All pages, chosen one first, then by key. */
  pages: SettledPage[];
}

/** One item before it has an id: at most one group a language, in the order kk, ru, en. */
export interface ItemDraft {
  agency: string;
  versions: CopyGroup[];
  /** Confidence and ground of the weakest join, null with one version. */
  pairing: { confidence: number; by: string } | null;
}

/** Orders strings by UTF-16 code unit, as every output of dedupe is. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
