import type { SiteModel } from '../extract/site-model.ts';
import type { Language } from '../model/language.ts';
import type { Mapping, MappingRule } from '../model/mapping.ts';
import type { KeyRules } from '../text/url-key.ts';

/** What all captures of one selection have in common. */
export interface SelectSite {
  mapping: Mapping;
  rules: KeyRules;
  model: SiteModel;
  /** The agency's site.db, read for what is known of the targets of links. */
  dbFile: string;
}

/** A capture whose content is to be selected. */
export interface SelectCapture {
  address: string;
  variant: string;
  fetchedAt: string;
  key: string;
  matched: readonly MappingRule[];
  languagePrior: Language | undefined;
  /** A packed segment. */
  data: Uint8Array;
}

/** What a worker gets: some captures and their site as JSON in memory that all workers see; `site` names it. */
export interface SelectTask {
  site: string;
  siteJson: SharedArrayBuffer;
  captures: readonly SelectCapture[];
}

/** Puts a site where workers read it, once for all tasks. */
export function shareSite(site: SelectSite): SharedArrayBuffer {
  const json = Buffer.from(JSON.stringify(site));
  const shared = new SharedArrayBuffer(json.length);
  json.copy(new Uint8Array(shared));
  return shared;
}
