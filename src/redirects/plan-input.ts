import type { AddressState } from '../model/address.ts';
import type { Finding } from '../model/finding.ts';
import type { Item, SharedItem } from '../model/item.ts';
import type { Language } from '../model/language.ts';
import type { Mapping, MappingRule } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { Redirect } from '../model/redirect.ts';
import type { Settings } from '../model/settings.ts';
import type { KeyRules } from '../text/url-key.ts';
import type { Follower } from './followers.ts';
import type { RecordSorter } from './record-sorter.ts';

/** An address the crawl knows. `status` and `location` (absolute) are of its newest capture, null without one. */
export interface KnownAddress {
  address: string;
  key: string;
  state: AddressState;
  rule: string;
  reason: string;
  status: number | null;
  location: string | null;
  /** SHA-256 of the bytes it gave, when they are carried over; else null. */
  asset: string | null;
}

/** What planning needs of a chosen page, imported or not. */
export type PlannedPage = Pick<Page, 'key' | 'address' | 'parts' | 'lang' | 'kind' | 'personal'>;

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
  /** By key, then address, in the order of `compareKeys`. */
  addresses: Iterable<KnownAddress>;
  pages: Iterable<PlannedPage>;
  items: Iterable<Item>;
  /** All shared items; those not adopted, and members of other agencies, are passed over. */
  shared: Iterable<SharedItem>;
  /**
   * The address that the portal named in a language, or for all: of an item id, an asset's SHA-256, `home` or
   * `section:<portal section>`. Null until the portal has answered.
   */
  portalAddress: (id: string, lang: Language | null) => string | null;
  imported: Iterable<ImportedRow>;
  /** Addresses that people asked for, by access logs, with their keys. */
  logged: Iterable<{ key: string; address: string }>;
  /** The key of an address on the hosts of another agency that moves, else undefined. */
  keyElsewhere: (address: string) => string | undefined;
  /** Sorters for what does not come in order of keys; the caller disposes of them after planning. */
  newSorter: () => RecordSorter;
}

/** A key whose chain leads to an address of another agency: decided when all agencies are. */
export type OpenChain = Follower;

/**
 * Takes a plan. Decisions come in two rounds, each in the order of `compareKeys`: those that need no other key, with
 * word of those that do; then the others.
 */
export interface PlanSink {
  decide(redirect: Redirect): void;
  /** The first round is over. */
  firstRoundDone(): void;
  /** The key will be decided in the second round. */
  postpone(key: string): void;
  /** The key is decided when all agencies are; in the second round. */
  open(chain: OpenChain): void;
  find(finding: Finding): void;
  /** A decision of the first round, asked for in the second. */
  decided(key: string): Redirect | undefined;
  /** All decisions, asked for after both rounds, in any order. */
  all(): Iterable<Redirect>;
}
