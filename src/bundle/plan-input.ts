import type { Asset } from '../model/asset.ts';
import type { Finding } from '../model/finding.ts';
import type { Item, ItemVersion, SharedMember } from '../model/item.ts';
import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { Redirect } from '../model/redirect.ts';

/** Finds the page that a language version was made from. */
interface PageSource {
  page(agency: string, key: string, lang: Language): Page | undefined;
}

/** Finds assets, by an address that gave them or by hash, and reads their bytes. */
export interface AssetSource {
  at(agency: string, address: string): Asset | undefined;
  get(sha256: string): Asset | undefined;
  open(sha256: string): AsyncIterable<Uint8Array>;
}

/** What the bundle tells about the capture behind an address. */
export interface CaptureFacts {
  /** ISO instant; goes to provenance.ndjson only. */
  fetchedAt: string;
  status: number;
  declaredType: string | null;
  encoding: string;
  /** `sha256:<hex>`. */
  payloadDigest: string;
}

/** Where an address leads after the migration, as all agencies together know it. */
export type LinkTarget =
  | { itemId: string; agency: string; lang: Language }
  | { sha256: string }
  /** A page of the portal that is no item: a section, the entity's home. */
  | { portal: string }
  | { dead: true }
  | { external: true };

/** What becomes of a block that many agencies hold: it is taken out, or refers to a shared item. */
export interface BlockVerdict {
  /** The shared item and its titles by language; null takes the block out. */
  item: { id: string; titles: Partial<Record<Language, string>> } | null;
  by: 'detection' | 'mapping' | 'person';
  reason: string;
}

/** A bundle the portal has confirmed, as far as tombstones need it. Never the bundle that is being replaced. */
interface PreviousBundle {
  id: string;
  /** Sorted by id. */
  items(): Iterable<{ id: string; kind: ImportedKind; langs: readonly Language[] }>;
  /** Item that took the place of another, by merging or by becoming shared. */
  replacement(itemId: string): string | undefined;
}

/**
 * All that a bundle is made of. The iterables are read once per pass, two passes at most, and must
 * give the same in the same order each time: the bytes of the bundle follow them.
 */
export interface BundleInput {
  agency: string;
  mapping: Pick<Mapping, 'entity' | 'names' | 'rules'>;
  /** Hosts of the portal: links to them open in the same window. */
  portalHosts: readonly string[];
  koshVersion: string;
  /** Sorted by id. */
  items(): Iterable<Item>;
  /** Sorted by key. */
  redirects(): Iterable<Redirect>;
  /** Of the stages before; sorted by stage, code, address, subject, detail. */
  findings(): Iterable<Finding>;
  /** Shared items that replace pages of this agency (of all agencies in the bundle `shared`); sorted by item. */
  shared(): Iterable<{ itemId: string; members: readonly SharedMember[] }>;
  pages: PageSource;
  assets: AssetSource;
  capture(agency: string, address: string): CaptureFacts | undefined;
  targetOf(address: string): LinkTarget;
  /** What was decided about a block of an agency's pages, by its hash; undefined keeps it. */
  verdictOf(agency: string, hash: string): BlockVerdict | undefined;
  previous: PreviousBundle | null;
}

/** A version with its item and page, as the bundle's steps pass it on. */
export interface VersionInput {
  item: Item;
  version: ItemVersion;
  page: Page;
  /** Destinations of the references that stand in place of shared blocks. */
  references?: ReadonlySet<string>;
}
