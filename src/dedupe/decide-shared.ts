import { type Finding, finding } from '../model/finding.ts';
import type { SharedItem } from '../model/item.ts';
import type { DedupeAgency, ItemDraft } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';
import type { FamilyPart } from './shared-families.ts';
import { buildShared } from './shared-item.ts';
import type { Verdicts } from './verdicts.ts';

/** What deciding a shared item needs beside the pages of its copies. */
export interface SharedSettings {
  /** Agencies that must hold an item, at least 2. */
  sharedMinimum: number;
  /** Their `adopt` and `refuse` lists. */
  agencies: readonly Pick<DedupeAgency, 'id' | 'adopt' | 'refuse'>[];
  /** Verdicts of persons on ids of shared items; they beat detection and mappings. */
  verdicts: Pick<Verdicts, 'adopt' | 'refuse'>;
  /** Result of the last run: a copy once chosen stays while it is there. */
  previous: readonly SharedItem[];
}

/** A set of parts on its way to a shared item. */
export interface Proposal {
  parts: FamilyPart[];
  /** Parts that resemble them and stay with their agencies. */
  differing: { part: FamilyPart; why: string }[];
  /** False when every copy has data of its own. */
  agreed: boolean;
}

/** Number of agencies that parts come from. */
export function agencyCount(parts: readonly FamilyPart[]): number {
  return new Set(parts.map(({ draft }) => draft.agency)).size;
}

/** A shared item with the versions that it replaces (when adopted) and what agencies should know. */
interface Decided {
  item: SharedItem;
  replaced: ItemDraft['versions'];
  findings: { agency: string; finding: Finding }[];
}

/** Builds the shared item of a proposal and decides about it: persons first, then mappings, then whether copies agree. */
export function decideShared(
  proposal: Proposal,
  id: string,
  minimum: number,
  settings: SharedSettings,
  texts: PageTexts,
): Decided {
  const lists = new Map(settings.agencies.map((agency) => [agency.id, agency]));
  const named = (part: FamilyPart, list: 'adopt' | 'refuse') =>
    namesPart(lists.get(part.draft.agency)?.[list] ?? [], id, part);
  const forced = settings.verdicts.adopt.has(id);
  const refusing = proposal.parts.filter((part) => named(part, 'refuse'));
  const insisting = proposal.differing.filter(({ part }) => named(part, 'adopt'));
  const staying = proposal.parts.filter((part) => !refusing.includes(part));
  const wanted = proposal.agreed || forced || staying.some((part) => named(part, 'adopt'));
  const joined = [...staying, ...insisting.map(({ part }) => part)];
  const enough = agencyCount(joined) >= minimum;
  const refused = settings.verdicts.refuse.has(id);
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

function undecided(parts: readonly FamilyPart[], id: string): Decided['findings'] {
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
