import type { Finding } from '../model/finding.ts';
import { type Item, type SharedItem, sharedAgency } from '../model/item.ts';
import type { KnownShared } from '../model/known-shared.ts';
import { assignIds, type IdRegistry } from './assign-ids.ts';
import {
  byCodeUnit,
  type CopyGroup,
  type DedupeAgency,
  type ItemDraft,
  type TextSource,
} from './dedupe-page.ts';
import { findShared } from './find-shared.ts';
import { foldCopies } from './fold-copies.ts';
import { languageVersions } from './language-versions.ts';
import { missingVersions, siteLanguages } from './missing-versions.ts';
import { PageTexts } from './page-texts.ts';
import { anchorGroup, compareDrafts } from './pair-languages.ts';
import { settlePages } from './settle-pages.ts';
import { slimDrafts } from './slim-drafts.ts';
import { noVerdicts, type Verdicts } from './verdicts.ts';

/** All that dedupe works on. Agencies and pages may come in any order. */
export interface DedupeInput {
  /** Read once, one agency at a time: its pages are let go before the next is asked for. */
  agencies: Iterable<DedupeAgency>;
  texts: TextSource;
  registry: IdRegistry;
  /** `sharedMinimum` of kosh.yaml. */
  sharedMinimum: number;
  /** Shared items of the last run; a copy once chosen stays. */
  previous?: readonly SharedItem[];
  /** What people said. */
  verdicts?: Verdicts;
  /** What mappings/shared name. */
  known?: readonly KnownShared[];
}

/** Items by agency (ids in the order of anchors), shared items by anchor, findings by agency (sorted). */
export interface DedupeResult {
  items: Map<string, Item[]>;
  shared: SharedItem[];
  findings: Map<string, Finding[]>;
}

/**
 * Folds copies inside each site, pairs languages, finds what agencies share, and gives every item its id, which it
 * registers. The same agencies and registry give the same result whatever their order.
 */
export function dedupe(input: DedupeInput): DedupeResult {
  const texts = new PageTexts(input.texts);
  const findings = new Map<string, Finding[]>();
  const agencies: Omit<DedupeAgency, 'pages'>[] = [];
  const drafts = new Map<string, ItemDraft[]>();
  for (const agency of input.agencies) {
    const own = dedupeAgency(agency, input.texts, texts, input.verdicts ?? noVerdicts);
    agencies.push({ id: agency.id, adopt: agency.adopt, refuse: agency.refuse, body: agency.body });
    drafts.set(agency.id, slimDrafts(own.drafts));
    findings.set(agency.id, own.findings);
  }
  agencies.sort((a, b) => byCodeUnit(a.id, b.id));
  const found = findShared(
    [...drafts.values()].flat(),
    {
      sharedMinimum: input.sharedMinimum,
      agencies,
      verdicts: input.verdicts ?? noVerdicts,
      known: input.known ?? [],
      previous: input.previous ?? [],
      registry: input.registry,
    },
    texts,
  );
  for (const { agency, finding } of found.findings) findings.get(agency)?.push(finding);
  const items = new Map<string, Item[]>();
  for (const { id: agency } of agencies) {
    const all = drafts.get(agency) ?? [];
    const left = all.flatMap((draft) => withoutVersions(draft, found.replaced));
    items.set(agency, buildItems(agency, left, input.registry));
    findings.get(agency)?.push(...missingVersions(left, siteLanguages(all)));
  }
  retireReplaced(found.shared, input.registry);
  const sorted = agencies.map(
    ({ id }) => [id, (findings.get(id) ?? []).sort(compareFindings)] as const,
  );
  return { items, shared: found.shared, findings: new Map(sorted) };
}

/** One agency on its own: pages to items without ids. */
function dedupeAgency(
  agency: DedupeAgency,
  source: TextSource,
  texts: PageTexts,
  verdicts: Verdicts,
): { drafts: ItemDraft[]; findings: Finding[] } {
  const settled = settlePages(agency, source);
  const copies = foldCopies(settled.pages, texts);
  const versions = languageVersions(copies, texts, verdicts);
  return { drafts: versions.drafts, findings: [...settled.findings, ...versions.findings] };
}

function withoutVersions(draft: ItemDraft, replaced: ReadonlySet<CopyGroup>): ItemDraft[] {
  const versions = draft.versions.filter((version) => !replaced.has(version));
  if (versions.length === 0) return [];
  return [{ ...draft, versions, pairing: versions.length > 1 ? draft.pairing : null }];
}

/** Items of one agency from drafts, with registered ids, sorted by anchor page. */
function buildItems(agency: string, drafts: readonly ItemDraft[], registry: IdRegistry): Item[] {
  const sorted = [...drafts].sort(compareDrafts);
  const claims = sorted.map((draft) => ({
    anchor: anchorGroup(draft).chosen.key,
    keys: keysOf(draft),
  }));
  const ids = assignIds(agency, claims, registry);
  return sorted.map((draft, index) => ({
    id: ids[index] ?? '',
    agency,
    kind: anchorGroup(draft).chosen.kind,
    anchor: anchorGroup(draft).chosen.key,
    versions: draft.versions.map(({ chosen, aliases }) => ({
      lang: chosen.lang,
      agency,
      key: chosen.key,
      aliases,
    })),
    pairing: draft.pairing,
  }));
}

function keysOf(draft: ItemDraft): string[] {
  const keys = draft.versions.flatMap(({ pages }) => pages.map(({ key }) => key));
  return [...new Set(keys)].sort();
}

/** An id that agencies' items had before they became shared points to the shared item from now on. */
function retireReplaced(shared: readonly SharedItem[], registry: IdRegistry): void {
  for (const { item, members, decision } of shared) {
    if (decision !== 'adopt' || item.agency !== sharedAgency) continue;
    for (const { agency, key, aliases } of members) {
      const keys = [key, ...aliases];
      for (const entry of registry.idsOf(agency, key)) {
        if (keys.includes(entry.anchor) && entry.sameAs !== item.id) {
          registry.register({ ...entry, sameAs: item.id });
        }
      }
    }
  }
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    byCodeUnit(a.code, b.code) ||
    byCodeUnit(a.address, b.address) ||
    byCodeUnit(a.subject, b.subject) ||
    byCodeUnit(a.detail, b.detail)
  );
}
