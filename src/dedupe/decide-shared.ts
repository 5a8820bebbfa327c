import { type Finding, finding } from '../model/finding.ts';
import type { SharedItem } from '../model/item.ts';
import type { KnownShared } from '../model/known-shared.ts';
import { type AgreementFacts, type Differing, pageName } from './agree-parts.ts';
import type { DedupeAgency, ItemDraft } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';
import { recogniseKnown } from './recognise-known.ts';
import type { FamilyPart } from './shared-families.ts';
import { buildShared } from './shared-item.ts';
import { areNews } from './tell-roles.ts';
import type { Verdicts } from './verdicts.ts';

/** What deciding a shared item needs beside the pages of its copies. */
export interface SharedSettings {
  /** Agencies that must hold an item, at least 2. */
  sharedMinimum: number;
  /** Their `adopt` and `refuse` lists, and what kind of body they are. */
  agencies: readonly Pick<DedupeAgency, 'id' | 'adopt' | 'refuse' | 'body'>[];
  /** Verdicts of persons; they beat detection and mappings. */
  verdicts: Pick<Verdicts, 'adopt' | 'refuse' | 'merge' | 'split'>;
  /** What mappings/shared name; it beats detection. */
  known?: readonly KnownShared[] | undefined;
  /** Result of the last run: a copy once chosen stays while it is there. */
  previous: readonly SharedItem[];
}

/** A set of parts on its way to a shared item. */
export interface Proposal {
  parts: FamilyPart[];
  /** Parts that resemble them and stay with their agencies. */
  differing: Differing[];
  /** False when every copy has data of its own. */
  agreed: boolean;
}

/** Number of agencies that parts come from. */
export function agencyCount(parts: readonly FamilyPart[]): number {
  return new Set(parts.map(({ draft }) => draft.agency)).size;
}

/** What agreement among parts depends on beside their texts. */
export function agreementFacts(
  settings: Pick<SharedSettings, 'agencies' | 'verdicts'>,
): AgreementFacts {
  const bodies = settings.agencies.flatMap(({ id, body }) => (body ? [[id, body] as const] : []));
  const merged = settings.verdicts.merge.flatMap(({ a, b }) => [pageName(a), pageName(b)]);
  return { bodies: new Map(bodies), merged: new Set(merged) };
}

/** A shared item with the versions that it replaces (when adopted) and what agencies should know. */
interface Decided {
  item: SharedItem;
  replaced: ItemDraft['versions'];
  findings: { agency: string; finding: Finding }[];
}

/**
 * Builds the shared item of a proposal and decides about it: persons first, then mappings of agencies, then what
 * mappings/shared say, then whether copies agree.
 */
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
  const insisting = proposal.differing.filter(({ part }) => named(part, 'adopt'));
  const staying = proposal.parts.filter((part) => !named(part, 'refuse'));
  const joined = [...staying, ...insisting.map(({ part }) => part)];
  const known = recogniseParts(proposal.parts, settings.known ?? []);
  const verdict = verdictOf(proposal, id, {
    settings,
    known,
    refusing: proposal.parts.length - staying.length,
    isInsisted: insisting.length > 0 || staying.some((part) => named(part, 'adopt')),
    enough: agencyCount(joined) >= minimum,
    minimum,
  });
  const { decision } = verdict;
  const parts = decision === 'adopt' ? joined : proposal.parts;
  const facts = { ...agreementFacts(settings), official: officialOf(known) };
  const made = buildShared(id, parts, { ...facts, previous: settings.previous }, texts);
  const { reason } = made.item;
  const item: SharedItem = {
    ...made.item,
    decision,
    decidedBy: verdict.by,
    known: known?.id ?? null,
    reason: `${reason} ${verdict.why}`.trim(),
  };
  const findings = decision === 'adopt' ? made.findings : [];
  if (decision === 'ask') findings.push(...undecided(parts, id));
  for (const one of proposal.differing) {
    if (!insisting.includes(one)) findings.push(keptApart(one, id));
  }
  const replaced = decision === 'adopt' ? parts.flatMap(({ versions }) => versions) : [];
  return { item, replaced, findings };
}

interface Grounds {
  settings: SharedSettings;
  known: KnownShared | undefined;
  /** Parts that their mappings refuse. */
  refusing: number;
  /** Whether a mapping asks for it. */
  isInsisted: boolean;
  enough: boolean;
  minimum: number;
}

interface Verdict {
  decision: SharedItem['decision'];
  by: SharedItem['decidedBy'];
  why: string;
}

function verdictOf(proposal: Proposal, id: string, grounds: Grounds): Verdict {
  const { settings, known, refusing, isInsisted, enough, minimum } = grounds;
  const { verdicts } = settings;
  if (verdicts.refuse.has(id))
    return { decision: 'apart', by: 'person', why: 'Refused by a reviewer.' };
  if (!enough) {
    const why = `${refusing} refused by their mappings; fewer than ${minimum} agencies are left.`;
    return { decision: 'apart', by: 'mapping', why };
  }
  const rest = refusing > 0 ? ` ${refusing} more stay apart by their mappings.` : '';
  if (verdicts.adopt.has(id)) {
    return { decision: 'adopt', by: 'person', why: `Adopted by a reviewer.${rest}` };
  }
  if (isInsisted) return { decision: 'adopt', by: 'mapping', why: `Adopted by a mapping.${rest}` };
  if (known !== undefined) {
    const why = `mappings/shared/${known.id}.yaml: ${known.reason}${rest}`;
    const decision = known.decision === 'refuse' ? 'apart' : known.decision;
    return { decision, by: 'known', why };
  }
  if (proposal.agreed) return { decision: 'adopt', by: 'detection', why: rest.trim() };
  if (areNews(proposal.parts)) {
    return {
      decision: 'apart',
      by: 'detection',
      why: 'Each agency made news of its own of it: headline, words or figures differ.',
    };
  }
  const why = 'Every copy has contacts, figures or names of its own.';
  return { decision: 'ask', by: 'detection', why };
}

/** The known item that the titles of the parts name: any of them, since chosen copies follow from it. */
function recogniseParts(
  parts: readonly FamilyPart[],
  entries: readonly KnownShared[],
): KnownShared | undefined {
  if (entries.length === 0) return undefined;
  const votes = new Map<KnownShared, number>();
  for (const { versions } of parts) {
    const titles = Object.fromEntries(versions.map(({ chosen }) => [chosen.lang, chosen.title]));
    const kind = versions[0]?.chosen.kind ?? 'page';
    const entry = recogniseKnown(titles, kind, entries);
    if (entry) votes.set(entry, (votes.get(entry) ?? 0) + 1);
  }
  const most = [...votes].sort(([a, x], [b, y]) => y - x || (a.id < b.id ? -1 : 1))[0];
  // A title that one agency misspells must not name the item of all.
  return most !== undefined && most[1] * 2 >= parts.length ? most[0] : undefined;
}

function officialOf(known: KnownShared | undefined): AgreementFacts['official'] {
  const { agency, address } = known?.official ?? {};
  if (agency !== undefined) return { agency };
  return address === undefined ? undefined : { address };
}

function namesPart(names: readonly string[], id: string, part: FamilyPart): boolean {
  if (names.includes(id)) return true;
  const keys = part.versions.flatMap(({ pages }) => pages.map((page) => page.key));
  return keys.some((key) => names.includes(key) || names.includes(key.slice(key.indexOf('/'))));
}

function undecided(parts: readonly FamilyPart[], id: string): Decided['findings'] {
  const agencies = agencyCount(parts);
  return parts.map(({ draft, versions }) => ({
    agency: draft.agency,
    finding: finding(
      'dedupe',
      'shared-undecided',
      { address: versions[0]?.chosen.address ?? '', subject: id },
      `${agencies} agencies hold this text; a person has to decide whether one copy stands for all.`,
    ),
  }));
}

function keptApart(
  { part, why, original }: Differing,
  id: string,
): { agency: string; finding: Finding } {
  const where = { address: part.versions[0]?.chosen.address ?? '', subject: id };
  const first = original?.versions[0]?.chosen;
  const made =
    first === undefined
      ? finding(
          'dedupe',
          'copy-differs',
          where,
          `It resembles a shared item and stays with the agency. ${why}`,
        )
      : finding(
          'dedupe',
          'repost-changed',
          where,
          `It takes over news of ${first.agency}, ${first.address}, and stays with the agency. ${why}`,
        );
  return { agency: part.draft.agency, finding: made };
}
