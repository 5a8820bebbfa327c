import { type Finding, finding } from '../model/finding.ts';
import { type SharedItem, sharedAgency } from '../model/item.ts';
import { agreeParts } from './agree-parts.ts';
import { assignIds, type IdRegistry } from './assign-ids.ts';
import { byCodeUnit, type DedupeAgency, type ItemDraft } from './dedupe-page.ts';
import { findClusters } from './find-clusters.ts';
import type { PageTexts } from './page-texts.ts';
import { type FamilyPart, sharedFamilies } from './shared-families.ts';
import { buildShared } from './shared-item.ts';

/** What findShared needs beside the items of all agencies. */
export interface SharedSettings {
  /** Agencies that must hold an item, at least 2. */
  sharedMinimum: number;
  /** Their `adopt` and `refuse` lists. */
  agencies: readonly Pick<DedupeAgency, 'id' | 'adopt' | 'refuse'>[];
  /** Verdicts of persons on ids of shared items; they beat detection and mappings. */
  verdicts: { adopt: readonly string[]; refuse: readonly string[] };
  /** Result of the last run: a copy once chosen stays while it is there. */
  previous: readonly SharedItem[];
  registry: IdRegistry;
}

/** Shared items by anchor; `replaced` are the versions that are no items of their agencies any more. */
export interface SharedResult {
  shared: SharedItem[];
  replaced: Set<ItemDraft['versions'][number]>;
  findings: { agency: string; finding: Finding }[];
}

/** A set of parts on its way to a shared item. */
interface Proposal {
  parts: FamilyPart[];
  differing: { part: FamilyPart; why: string }[];
  agreed: boolean;
}

/**
 * Finds what several agencies hold: clusters of copies a language, joined to items by the agencies' own pairs,
 * split where copies carry data of their own, decided by persons, then mappings, then the number of agencies.
 */
export function findShared(
  drafts: readonly ItemDraft[],
  settings: SharedSettings,
  texts: PageTexts,
): SharedResult {
  const minimum = Math.max(2, settings.sharedMinimum);
  const sorted = [...drafts].sort(
    (a, b) => byCodeUnit(a.agency, b.agency) || byCodeUnit(smallestName(a), smallestName(b)),
  );
  const clusters = findClusters(
    sorted.flatMap((draft) => draft.versions),
    texts,
  );
  const { families, findings } = sharedFamilies(clusters, sorted);
  const wide = families.filter(({ parts }) => agencyCount(parts) >= minimum);
  const proposals = wide.flatMap(({ parts }) => propose(parts, minimum, texts));
  const ids = assignIds(sharedAgency, proposals.map(claimOf), settings.registry);
  const shared: SharedItem[] = [];
  const replaced: SharedResult['replaced'] = new Set();
  for (const [index, proposal] of proposals.entries()) {
    const made = decide(proposal, ids[index] ?? '', minimum, settings, texts);
    shared.push(made.item);
    findings.push(...made.findings);
    for (const version of made.replaced) replaced.add(version);
  }
  shared.sort((a, b) => byCodeUnit(a.item.anchor, b.item.anchor));
  return { shared, replaced, findings };
}

function agencyCount(parts: readonly FamilyPart[]): number {
  return new Set(parts.map(({ draft }) => draft.agency)).size;
}

function smallestName(draft: ItemDraft): string {
  return draft.versions.map(({ chosen }) => `${chosen.key} ${chosen.lang}`).sort()[0] ?? '';
}

/** Parts that agree make a shared item; those left over may make another; when none agree a person decides. */
function propose(parts: readonly FamilyPart[], minimum: number, texts: PageTexts): Proposal[] {
  const proposals: Proposal[] = [];
  let rest = [...parts];
  while (agencyCount(rest) >= minimum) {
    const agreement = agreeParts(rest, minimum, texts);
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

interface Decided {
  item: SharedItem;
  replaced: ItemDraft['versions'];
  findings: SharedResult['findings'];
}

function decide(
  proposal: Proposal,
  id: string,
  minimum: number,
  settings: SharedSettings,
  texts: PageTexts,
): Decided {
  const lists = new Map(settings.agencies.map((agency) => [agency.id, agency]));
  const named = (part: FamilyPart, list: 'adopt' | 'refuse') =>
    namesPart(lists.get(part.draft.agency)?.[list] ?? [], id, part);
  const forced = settings.verdicts.adopt.includes(id);
  const refusing = proposal.parts.filter((part) => named(part, 'refuse'));
  const insisting = proposal.differing.filter(({ part }) => named(part, 'adopt'));
  const staying = proposal.parts.filter((part) => !refusing.includes(part));
  const wanted = proposal.agreed || forced || staying.some((part) => named(part, 'adopt'));
  const joined = [...staying, ...insisting.map(({ part }) => part)];
  const enough = agencyCount(joined) >= minimum;
  const refused = settings.verdicts.refuse.includes(id);
  const decision = refused || !enough ? 'apart' : wanted ? 'adopt' : 'ask';
  const parts = decision === 'adopt' ? joined : proposal.parts;
  const made = buildShared(id, parts, decision, settings.previous, texts);
  const why = reasonOf(decision, { refused, refusing: refusing.length, forced, minimum });
  const item = { ...made.item, reason: `${made.item.reason} ${why}`.trim() };
  const findings = decision === 'adopt' ? made.findings : [];
  if (decision === 'ask') findings.push(...undecided(parts, id));
  for (const { part, why: own } of proposal.differing) {
    if (!insisting.some((one) => one.part === part)) findings.push(keptApart(part, id, own));
  }
  const replaced = decision === 'adopt' ? parts.flatMap(({ versions }) => versions) : [];
  return { item, replaced, findings };
}

function namesPart(names: readonly string[], id: string, part: FamilyPart): boolean {
  if (names.includes(id)) return true;
  const keys = part.versions.flatMap(({ pages }) => pages.map((page) => page.key));
  return keys.some((key) => names.includes(key) || names.includes(key.slice(key.indexOf('/'))));
}

function reasonOf(
  decision: SharedItem['decision'],
  facts: { refused: boolean; refusing: number; forced: boolean; minimum: number },
): string {
  if (facts.refused) return 'Refused by a reviewer.';
  if (decision === 'apart') {
    return `${facts.refusing} refused by their mappings; fewer than ${facts.minimum} agencies are left.`;
  }
  if (decision === 'ask') return 'Every copy has contacts, figures or names of its own.';
  if (facts.forced) return 'Adopted by a reviewer.';
  return facts.refusing > 0 ? `${facts.refusing} more stay apart by their mappings.` : '';
}

function undecided(parts: readonly FamilyPart[], id: string): SharedResult['findings'] {
  const agencies = agencyCount(parts);
  return parts.map(({ draft, versions }) => ({
    agency: draft.agency,
    finding: finding(
      'dedupe',
      'shared-undecided',
      { address: versions[0]?.chosen.address ?? '', subject: id },
      `${agencies} agencies hold this text, each with contacts, figures or names of its own.`,
    ),
  }));
}

function keptApart(
  part: FamilyPart,
  id: string,
  why: string,
): { agency: string; finding: Finding } {
  return {
    agency: part.draft.agency,
    finding: finding(
      'dedupe',
      'copy-differs',
      { address: part.versions[0]?.chosen.address ?? '', subject: id },
      `It resembles a shared item and stays with the agency. ${why}`,
    ),
  };
}
