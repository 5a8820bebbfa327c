import type { CutoverState } from '../model/cutover.ts';
import type { FindingCode } from '../model/finding.ts';
import type { severities } from '../model/finding-codes.ts';
import type { SharedItem } from '../model/item.ts';
import type { ImportedKind, Kind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import type { RemovedBlock } from '../model/page.ts';
import type { Redirect } from '../model/redirect.ts';
import type { AgencyTraffic } from '../model/traffic.ts';

/** What the report pages of a workspace show; items are not part of it, they are streamed beside it. */
export interface MigrationReport {
  /** Name of the workspace. */
  generatedFor: string;
  agencies: readonly AgencyReport[];
  shared: readonly SharedReport[];
}

/** Numbers of one agency, and what a person should look at. Values of legacy sites stand in it as they are. */
export interface AgencyReport {
  id: string;
  names: { kk: string; ru: string; en?: string | undefined };
  hosts: readonly string[];
  addresses: AddressOutcomes;
  /** Refused addresses by the rule that refused them. */
  refusedBy: Record<string, number>;
  captures: number;
  /** Payload bytes of the captures. */
  bytes: number;
  pagesByKind: Partial<Record<Kind, number>>;
  itemsByKind: Partial<Record<ImportedKind, number>>;
  /** Items that have a version in the language. */
  itemsByLanguage: Partial<Record<Language, number>>;
  assets: { count: number; bytes: number };
  redirects: Partial<Record<Redirect['decision'], number>>;
  /** Redirects whose target the portal has not named yet. */
  provisional: number;
  findings: readonly FindingGroup[];
  /** What access logs say; undefined when none was read. */
  traffic?: AgencyTraffic | undefined;
  cutover: CutoverState;
}

/** Addresses of a crawl by how they ended; `queued` holds all that is still open. */
export interface AddressOutcomes {
  done: number;
  failed: number;
  refused: number;
  queued: number;
}

/** Findings of one code. `count` may exceed the samples. */
export interface FindingGroup {
  code: FindingCode;
  severity: (typeof severities)[number];
  advice: string;
  count: number;
  /** The first findings of the code; `address` may be empty when the detail says it all. */
  samples: readonly { address: string; detail: string }[];
}

/** One item as a reviewer compares it with the old site. */
export interface ItemReport {
  id: string;
  kind: ImportedKind;
  /** url key the id was made from. */
  anchor: string;
  /** How its languages were paired: ground, and confidence 0..1; null with one version. */
  pairing: { confidence: number; by: string } | null;
  versions: readonly VersionReport[];
}

/** One language version of an item. */
export interface VersionReport {
  lang: Language;
  title: string;
  /** As far as known: `2019`, `2019-03`, `2019-03-01` or an ISO instant; null when unknown. */
  date: string | null;
  /** Address on the old site. */
  address: string;
  words: number;
  /** 0..1, how sure the choice of content is. */
  confidence: number;
  /** Body as rendered for the portal, sanitised. */
  html: string;
  removed: readonly Omit<RemovedBlock, 'element'>[];
}

/** One shared item, or one that waits for a decision. */
export interface SharedReport
  extends Pick<
    SharedItem,
    | 'titles'
    | 'members'
    | 'copies'
    | 'since'
    | 'common'
    | 'decision'
    | 'decidedBy'
    | 'known'
    | 'reason'
  > {
  id: string;
  kind: ImportedKind;
  /** Ids of the agencies that hold it. */
  agencies: readonly string[];
  /** Smallest similarity of a copy with the chosen one, 0..1. */
  similarity: number;
  /** Members beyond those shown. */
  moreMembers: number;
}

/** Items a page of the report holds: some 300 keep it at a few megabytes, which browsers filter at once. */
export const itemsPerPage = 300;

/** File name of the report page of an agency; parts count from 1. No id holds a dot, so names never collide. */
export function agencyFile(id: string, part = 1): string {
  return part === 1 ? `${id}.html` : `${id}.${part}.html`;
}
