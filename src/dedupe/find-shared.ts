import type { Finding } from '../model/finding.ts';
import { type SharedItem, sharedAgency } from '../model/item.ts';
import { type AgreementFacts, agreeParts } from './agree-parts.ts';
import { assignIds, type IdRegistry } from './assign-ids.ts';
import {
  agencyCount,
  agreementFacts,
  decideShared,
  type Proposal,
  type SharedSettings,
} from './decide-shared.ts';
import { byCodeUnit, type ItemDraft } from './dedupe-page.ts';
import { findClusters } from './find-clusters.ts';
import { groupCandidates } from './group-candidates.ts';
import type { PageTexts } from './page-texts.ts';
import { type FamilyPart, sharedFamilies } from './shared-families.ts';

/** Shared items by anchor; `replaced` are the versions that are no items of their agencies any more. */
export interface SharedResult {
  shared: SharedItem[];
  replaced: Set<ItemDraft['versions'][number]>;
  findings: { agency: string; finding: Finding }[];
}

/**
 * Finds what several agencies hold: clusters of copies a language, joined to items by the agencies' own pairs,
 * split where copies carry data of their own, decided by persons, then mappings, then the number of agencies.
 */
export function findShared(
  drafts: readonly ItemDraft[],
  settings: SharedSettings & { registry: IdRegistry },
  texts: PageTexts,
): SharedResult {
  const minimum = Math.max(2, settings.sharedMinimum);
  const sorted = [...drafts].sort(
    (a, b) => byCodeUnit(a.agency, b.agency) || byCodeUnit(smallestName(a), smallestName(b)),
  );
  const candidates = groupCandidates(sorted, texts);
  const clusters = findClusters(candidates).map(({ lang, members }) => ({
    lang,
    members: members.flatMap((index) => candidates.groups[index] ?? []),
  }));
  const { families, findings } = sharedFamilies(clusters, sorted);
  const wide = families.filter(({ parts }) => agencyCount(parts) >= minimum);
  const facts = agreementFacts(settings);
  const proposals = wide.flatMap(({ parts }) => propose(parts, minimum, texts, facts));
  const ids = assignIds(sharedAgency, proposals.map(claimOf), settings.registry);
  const shared: SharedItem[] = [];
  const replaced: SharedResult['replaced'] = new Set();
  for (const [index, proposal] of proposals.entries()) {
    const made = decideShared(proposal, ids[index] ?? '', minimum, settings, texts);
    shared.push(made.item);
    findings.push(...made.findings);
    for (const version of made.replaced) replaced.add(version);
  }
  shared.sort((a, b) => byCodeUnit(a.item.anchor, b.item.anchor));
  return { shared, replaced, findings };
}

function smallestName(draft: ItemDraft): string {
  return draft.versions.map(({ chosen }) => `${chosen.key} ${chosen.lang}`).sort()[0] ?? '';
}

/** Parts that agree make a shared item; those left over may make another; when none agree a person decides. */
function propose(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
  facts: AgreementFacts,
): Proposal[] {
  const proposals: Proposal[] = [];
  let rest = [...parts];
  while (agencyCount(rest) >= minimum) {
    const agreement = agreeParts(rest, minimum, texts, facts);
    if (agreement === undefined) break;
    const { agreeing, differing } = agreement;
    proposals.push({ parts: agreeing, differing, agreed: true });
    rest = differing.map(({ part }) => part);
  }
  if (proposals.length === 0) proposals.push({ parts: [...parts], differing: [], agreed: false });
  return proposals;
}

/** Name of a page in the registry entry of a shared item. */
function memberKey(agency: string, key: string): string {
  return `${agency}/${key}`;
}

function claimOf({ parts }: Proposal): { anchor: string; keys: string[] } {
  const groups = parts.flatMap(({ versions }) => versions);
  const first = groups.map(({ chosen }) => chosen.lang).sort(byLanguage)[0];
  const anchors = groups
    .filter(({ chosen }) => chosen.lang === first)
    .map(({ chosen }) => memberKey(chosen.agency, chosen.key));
  const keys = groups.flatMap(({ pages }) =>
    pages.map(({ agency, key }) => memberKey(agency, key)),
  );
  return { anchor: anchors.sort()[0] ?? '', keys: [...new Set(keys)].sort() };
}

const languageOrder = ['kk', 'ru', 'en'];

function byLanguage(a: string, b: string): number {
  return languageOrder.indexOf(a) - languageOrder.indexOf(b);
}
