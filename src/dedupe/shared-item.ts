import { type Finding, finding } from '../model/finding.ts';
import { type SharedItem, type SharedMember, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { comparedWords } from '../text/shingles.ts';
import { chooseCopies, versionsOf } from './agree-parts.ts';
import { byCodeUnit, type CopyGroup } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';
import type { FamilyPart } from './shared-families.ts';

/** Similarity under which a person is told that a member differs. */
const tellBelow = 0.95;

/** A shared item of some parts, with what its members' agencies should know. */
export interface BuiltShared {
  item: SharedItem;
  findings: { agency: string; finding: Finding }[];
}

/**
 * Makes a shared item: one copy a language (the last run's while it is still a member), all parts' versions as
 * members with their true similarity, and a reason in words.
 */
export function buildShared(
  id: string,
  parts: readonly FamilyPart[],
  decision: SharedItem['decision'],
  previous: readonly SharedItem[],
  texts: PageTexts,
): BuiltShared {
  const best = chooseCopies(parts, texts);
  const before = previous.find(({ item }) => item.id === id)?.item.versions ?? [];
  const copies = new Map<Language, CopyGroup>();
  const findings: BuiltShared['findings'] = [];
  for (const [lang, copy] of best) {
    const old = before.find((version) => version.lang === lang);
    const kept = versionsOf(parts, lang).find(
      ({ chosen }) => chosen.agency === old?.agency && chosen.key === old.key,
    );
    copies.set(lang, kept ?? copy);
    if (kept && kept !== copy) findings.push(betterCopy(id, kept, copy));
  }
  const members = languages.flatMap((lang) => membersOf(parts, lang, copies.get(lang), texts));
  findings.push(...members.flatMap((member) => differing(id, member, copies, texts)));
  const versions = languages.flatMap((lang) => versionOf(lang, copies.get(lang)));
  const first = copies.get(versions[0]?.lang ?? 'kk');
  if (first === undefined) throw new Error('a shared item without a version');
  const item = {
    id,
    agency: sharedAgency,
    kind: first.chosen.kind,
    anchor: `${first.chosen.agency}/${first.chosen.key}`,
    versions,
    pairing: versions.length > 1 ? surestPairing(parts) : null,
  };
  const shown = members.map(({ member }) => member);
  const reason = reasonOf(parts, members, copies, texts);
  return { item: { item, members: shown, decision, reason }, findings };
}

function versionOf(lang: Language, copy: CopyGroup | undefined): SharedItem['item']['versions'] {
  if (copy === undefined) return [];
  const { agency, key } = copy.chosen;
  return [{ lang, agency, key, aliases: copy.aliases }];
}

function surestPairing(parts: readonly FamilyPart[]): SharedItem['item']['pairing'] {
  const pairings = parts.flatMap(({ draft }) => (draft.pairing === null ? [] : [draft.pairing]));
  pairings.sort((a, b) => b.confidence - a.confidence || byCodeUnit(a.by, b.by));
  return pairings[0] ?? null;
}

interface BuiltMember {
  member: SharedMember;
  group: CopyGroup;
}

function membersOf(
  parts: readonly FamilyPart[],
  lang: Language,
  copy: CopyGroup | undefined,
  texts: PageTexts,
): BuiltMember[] {
  const groups = versionsOf(parts, lang);
  groups.sort(
    (a, b) =>
      byCodeUnit(a.chosen.agency, b.chosen.agency) || byCodeUnit(a.chosen.key, b.chosen.key),
  );
  return groups.map((group) => {
    const { agency, key } = group.chosen;
    const alike =
      copy === undefined || copy === group ? 1 : texts.overlap(group.chosen, copy.chosen).jaccard;
    const similarity = Math.round(alike * 1000) / 1000;
    return { group, member: { agency, lang, key, aliases: group.aliases, similarity } };
  });
}

function betterCopy(
  id: string,
  kept: CopyGroup,
  better: CopyGroup,
): { agency: string; finding: Finding } {
  const detail = `The ${kept.chosen.lang} copy chosen earlier stays; ${better.chosen.agency} holds a fuller or newer one at ${better.chosen.key}.`;
  return {
    agency: kept.chosen.agency,
    finding: finding(
      'dedupe',
      'copy-differs',
      { address: kept.chosen.address, subject: id },
      detail,
    ),
  };
}

function differing(
  id: string,
  { group, member }: BuiltMember,
  copies: ReadonlyMap<Language, CopyGroup>,
  texts: PageTexts,
): BuiltShared['findings'] {
  const copy = copies.get(member.lang);
  if (member.similarity >= tellBelow || copy === undefined) return [];
  const words = differentWords(texts.text(group.chosen), texts.text(copy.chosen));
  const detail =
    `Similarity ${member.similarity} with the chosen copy ${copy.chosen.agency}/${copy.chosen.key}. ` +
    `Only here: ${words.here}; only there: ${words.there}.`;
  const where = { address: group.chosen.address, subject: id };
  return [{ agency: member.agency, finding: finding('dedupe', 'copy-differs', where, detail) }];
}

/** Words shown of each side of a difference. */
const shownWords = 6;

function differentWords(here: string, there: string): { here: string; there: string } {
  const x = new Set(comparedWords(here));
  const y = new Set(comparedWords(there));
  const only = (a: ReadonlySet<string>, b: ReadonlySet<string>) => {
    const words = [...a].filter((word) => word.length > 2 && !b.has(word));
    if (words.length === 0) return 'nothing';
    return words.slice(0, shownWords).join(', ') + (words.length > shownWords ? ', …' : '');
  };
  return { here: only(x, y), there: only(y, x) };
}

function reasonOf(
  parts: readonly FamilyPart[],
  members: readonly BuiltMember[],
  copies: ReadonlyMap<Language, CopyGroup>,
  texts: PageTexts,
): string {
  const agencies = new Set(parts.map(({ draft }) => draft.agency)).size;
  const sorted = members.map(({ member }) => member.similarity).sort((a, b) => a - b);
  const low = sorted[0] ?? 1;
  const high = sorted.at(-1) ?? 1;
  const range = low === high ? `${low}` : `${low} to ${high}`;
  const farthest = members.find(({ member }) => member.similarity === low);
  const copy = farthest && copies.get(farthest.member.lang);
  const start = `${agencies} agencies hold it; similarity with the chosen copies ${range}.`;
  if (farthest === undefined || copy === undefined || low === 1) return start;
  const words = differentWords(texts.text(farthest.group.chosen), texts.text(copy.chosen));
  return `${start} The farthest copy, of ${farthest.member.agency}, has ${words.here} against ${words.there}.`;
}
