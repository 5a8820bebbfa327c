import type { Finding } from '../model/finding.ts';
import type { Item, SharedItem } from '../model/item.ts';
import type { KnownShared } from '../model/known-shared.ts';
import { agencyDrafts } from './agency-drafts.ts';
import { agencyItems, type ReplacedVersion } from './agency-items.ts';
import { AgencyPairs } from './agency-pairs.ts';
import type { IdRegistry } from './assign-ids.ts';
import { clusterVerdicts } from './cluster-verdicts.ts';
import { byCodeUnit, type DedupeAgency, type ItemDraft, type TextSource } from './dedupe-page.ts';
import { candidateAt } from './family-texts.ts';
import { findClusters } from './find-clusters.ts';
import { SharedSearch } from './find-shared.ts';
import { groupCandidates } from './group-candidates.ts';
import { PageTexts } from './page-texts.ts';
import { noVerdicts, type Verdicts } from './verdicts.ts';
import { versionPlaces } from './version-places.ts';

/** All that dedupe works on. Agencies and pages may come in any order. */
export interface DedupeInput {
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
 * What dedupe gives, over values that fit into memory: copies inside each site folded, languages paired, what agencies
 * share found, every item with its id, which is registered. The same agencies and registry give the same
 * result whatever their order. A workspace is deduped in the same steps with what did not change kept.
 */
export function dedupe(input: DedupeInput): DedupeResult {
  const verdicts = input.verdicts ?? noVerdicts;
  const agencies = [...input.agencies].sort((a, b) => byCodeUnit(a.id, b.id));
  const own = agencies.map((agency) => agencyDrafts(agency, input.texts, verdicts));
  const drafts = own.map((one) => one.drafts);
  const findings = new Map(agencies.map(({ id }, at) => [id, [...(own[at]?.findings ?? [])]]));
  const found = sharedOf(input, verdicts, agencies, drafts);
  for (const { agency, finding } of found.findings) findings.get(agency)?.push(finding);
  const items = new Map<string, Item[]>();
  for (const [at, { id }] of agencies.entries()) {
    const made = agencyItems(id, drafts[at] ?? [], found.replaced[at] ?? [], input.registry);
    items.set(id, made.items);
    findings.get(id)?.push(...made.findings);
  }
  const pairs = new AgencyPairs();
  for (const one of found.shared) pairs.add(one);
  for (const { agency, finding } of pairs.findings((id) => items.get(id)?.length ?? 0)) {
    findings.get(agency)?.push(finding);
  }
  for (const list of findings.values()) list.sort(compareFindings);
  return { items, shared: found.shared, findings };
}

function sharedOf(
  input: DedupeInput,
  verdicts: Verdicts,
  agencies: readonly DedupeAgency[],
  drafts: readonly ItemDraft[][],
) {
  const candidates = groupCandidates(drafts, new PageTexts(input.texts));
  const findVersion = versionPlaces((agency) => {
    const at = agencies.findIndex(({ id }) => id === agency);
    return at < 0 ? undefined : { agency: at, drafts: drafts[at] ?? [] };
  });
  const search = new SharedSearch({
    sharedMinimum: input.sharedMinimum,
    agencies,
    verdicts,
    known: input.known,
    candidates,
    clusters: clusterVerdicts(findClusters(candidates), verdicts, candidates, (page) => {
      const place = findVersion(page);
      return place && candidateAt(candidates, place, place.lang);
    }),
    drafts: (agency, items) => items.flatMap((item) => drafts[agency]?.[item] ?? []),
    previous: (id) => input.previous?.find(({ item }) => item.id === id),
  });
  for (const _ of search.propose());
  const shared: SharedItem[] = [];
  const findings = [...search.torn()];
  const replaced: ReplacedVersion[][] = agencies.map(() => []);
  for (const one of search.decide(input.registry)) {
    shared.push(one.item);
    findings.push(...one.findings);
    for (const { agency, item, lang } of one.replaced) {
      replaced[agency]?.push({ item, lang, sharedId: one.item.item.id });
    }
  }
  shared.sort((a, b) => byCodeUnit(a.item.anchor, b.item.anchor));
  return { shared, findings, replaced };
}

/** Orders findings by code, address, subject, detail. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    byCodeUnit(a.code, b.code) ||
    byCodeUnit(a.address, b.address) ||
    byCodeUnit(a.subject, b.subject) ||
    byCodeUnit(a.detail, b.detail)
  );
}
