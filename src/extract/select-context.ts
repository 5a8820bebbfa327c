import type { Kind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import type { MappingRule } from '../model/mapping.ts';
import type { ConfidenceSignals } from './page-confidence.ts';
import type { PageType } from './page-type.ts';
import type { ParsedProfile } from './profiles/tell-profile.ts';
import type { Selection } from './select-body.ts';
import type { MappedParts } from './select-mapping.ts';
import type { PageView } from './select-view.ts';
import type { SiteModel } from './site-model.ts';

/** What select needs beside the segment. */
export interface SelectContext {
  key: string;
  /** url key of an address of this agency's sites, undefined for others. */
  keyOf(address: string): string | undefined;
  model: SiteModel | null;
  /** The system the mapping names; undefined: it is told by the page. */
  cms?: string | undefined;
  /** Rules of the mapping that match the address, in order; the first that gives a value wins. */
  rules: readonly MappingRule[];
  languagePrior?: Language | undefined;
  /** Keys of the home pages of languages, as the mapping tells them. */
  languageRoots?: readonly string[];
  timeZone: string;
  /** Keep the offsets that pages name themselves; for pages of no agency, whose zone is not known. */
  keepOffset?: boolean;
  /** Milliseconds. */
  capturedAt: number;
  /** The capture's time is not known: `capturedAt` only bounds dates, and relative ones are not read. */
  undated?: boolean;
  /** Addresses known to answer with a file. */
  isDocument(address: string): boolean;
  /** Read no word list: no names of ids and classes, no phrases, no profiles. For measuring. */
  wordless?: boolean;
}

/** Everything select worked out about a capture, for the steps that compose pages of it. */
export interface Choice {
  view: PageView;
  type: PageType;
  selection: Selection;
  mapped: MappedParts;
  names: readonly string[];
  /** What the site is called, normalised: by its other pages and by this one. */
  siteNames: readonly string[];
  listDate: string | undefined;
  template: number;
  /** Conventions of the system that the page was made with. */
  profile: ParsedProfile | null;
  /** What confidence is told by. */
  signals: ConfidenceSignals;
}

/** Kinds of page types that lead to content but are none. */
export function navigationKind(type: PageType): Kind | null {
  if (type === 'listing' || type === 'home' || type === 'search' || type === 'feed') return type;
  return null;
}
