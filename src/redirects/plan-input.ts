import type { AddressState } from '../model/address.ts';
import type { Item, SharedItem } from '../model/item.ts';
import type { Language } from '../model/language.ts';
import type { Mapping, MappingRule } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { Settings } from '../model/settings.ts';
import type { KeyRules } from '../text/url-key.ts';

/** An address the crawl knows. `status` and `location` (absolute) are of its newest capture, null without one. */
export interface KnownAddress {
  address: string;
  key: string;
  state: AddressState;
  rule: string;
  reason: string;
  status: number | null;
  location: string | null;
}

/** What planning needs of a chosen page, imported or not. */
export type PlannedPage = Pick<Page, 'key' | 'address' | 'parts' | 'lang' | 'kind' | 'personal'>;

/** Bytes that are carried over, with every address that gave them. */
export interface PlannedAsset {
  sha256: string;
  addresses: readonly string[];
}

/**
 * One row that people gave kosh: by hand, or in a table. `to` is the target of a redirect or the address of an archived
 * copy, else null. `unresolved` makes an address known that nobody has decided. `line` counts from 1 over all.
 */
export interface ImportedRow {
  source: 'hand' | 'import';
  line: number;
  from: string;
  decision: 'redirect' | 'archive' | 'gone' | 'unresolved';
  to: string | null;
  reason: string;
}

/** Everything that decides about the addresses of one agency; no part is read from outside. */
export interface PlanInput {
  mapping: Mapping;
  settings: Settings;
  rules: KeyRules;
  /** Rules of the mapping that cover an address, in the mapping's order. */
  rulesFor: (address: string) => readonly MappingRule[];
  /** Language that the mapping gives an address; undefined when it says nothing. */
  languageOf: (address: string) => Language | undefined;
  addresses: Iterable<KnownAddress>;
  pages: Iterable<PlannedPage>;
  items: Iterable<Item>;
  /** All shared items; those not adopted, and members of other agencies, are passed over. */
  shared: Iterable<SharedItem>;
  assets: Iterable<PlannedAsset>;
  /**
   * The address that the portal named in a language, or for all: of an item id, an asset's SHA-256, `home` or
   * `section:<portal section>`. Null until the portal has answered.
   */
  portalAddress: (id: string, lang: Language | null) => string | null;
  imported: Iterable<ImportedRow>;
}
