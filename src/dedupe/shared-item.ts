import { type Finding, finding } from '../model/finding.ts';
import { type CatalogueMember, type SharedItem, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { chooseCopies, versionsOf } from './agree-parts.ts';
import type { ChoiceFacts, ChosenCopy } from './choose-copy.ts';
import { commonToAll, compareCopies } from './compare-copies.ts';
import { byCodeUnit, type CopyGroup } from './dedupe-page.ts';
import { itemVersion } from './item-version.ts';
import type { PageTexts } from './page-texts.ts';
import type { FamilyPart } from './shared-families.ts';
import { areNews, type PartRole, plainCopy, tellRoles } from './tell-roles.ts';

/** Similarity under which a person is told that a member differs. */
const tellBelow = 0.95;

/** A shared item before it is decided, with what its members' agencies should know. */
export interface BuiltShared {
  item: Omit<SharedItem, 'decision' | 'decidedBy' | 'known'>;
  findings: { agency: string; finding: Finding }[];
}

/**
 * Makes the catalogue record of some parts: one copy a language (the last run's while it is still a member), all
 * parts' versions as members with role, true similarity and difference, since when, and a reason in words.
 */
export function buildShared(
  id: string,
  parts: readonly FamilyPart[],
  facts: ChoiceFacts & { previous: readonly SharedItem[] },
  texts: PageTexts,
): BuiltShared {
  const told = areNews(parts) ? tellRoles(parts, facts) : undefined;
  const original = told?.original?.draft.agency;
  const best = chooseCopies(parts, texts, { ...facts, original });
  const before = facts.previous.find(({ item }) => item.id === id)?.item.versions ?? [];
  const { copies, findings } = stickyCopies(id, parts, best, before);
  const roleOf = (part: FamilyPart) => told?.roleOf(part) ?? plainCopy;
  const members = languages.flatMap((lang) =>
    membersOf(parts, lang, copies.get(lang)?.group, texts, roleOf),
  );
  findings.push(...members.flatMap(({ member }) => differing(id, member, copies)));
  const versions = languages.flatMap((lang) => versionOf(copies.get(lang)?.group));
  const first = copies.get(versions[0]?.lang ?? 'kk')?.group;
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
  return {
    item: {
      item,
      titles: titlesOf(copies),
      members: shown,
      copies: [...copies].map(([lang, { reason }]) => ({ lang, reason })),
      since: sinceOf(shown),
      common: commonOf(members, copies, texts),
      reason: reasonOf(shown, copies),
    },
    findings,
  };
}

/** The copies of the last run where they are still members; a better one is a finding. */
function stickyCopies(
  id: string,
  parts: readonly FamilyPart[],
  best: ReadonlyMap<Language, ChosenCopy>,
  before: SharedItem['item']['versions'],
): { copies: Map<Language, ChosenCopy>; findings: BuiltShared['findings'] } {
  const copies = new Map<Language, ChosenCopy>();
  const findings: BuiltShared['findings'] = [];
  for (const [lang, copy] of best) {
    const old = before.find((version) => version.lang === lang);
    const kept = versionsOf(parts, lang).find(
      ({ chosen }) => chosen.agency === old?.agency && chosen.key === old.key,
    );
    if (kept === undefined || kept === copy.group) copies.set(lang, copy);
    else {
      copies.set(lang, { group: kept, reason: 'it was chosen by an earlier run and still stands' });
      findings.push(betterCopy(id, kept, copy));
    }
  }
  return { copies, findings };
}

function titlesOf(copies: ReadonlyMap<Language, ChosenCopy>): SharedItem['titles'] {
  return Object.fromEntries([...copies].map(([lang, { group }]) => [lang, group.chosen.title]));
}

function versionOf(copy: CopyGroup | undefined): SharedItem['item']['versions'] {
  if (copy === undefined) return [];
  return [itemVersion(copy)];
}

function surestPairing(parts: readonly FamilyPart[]): SharedItem['item']['pairing'] {
  const pairings = parts.flatMap(({ draft }) => (draft.pairing === null ? [] : [draft.pairing]));
  pairings.sort((a, b) => b.confidence - a.confidence || byCodeUnit(a.by, b.by));
  return pairings[0] ?? null;
}

interface BuiltMember {
  member: CatalogueMember;
  group: CopyGroup;
}

function membersOf(
  parts: readonly FamilyPart[],
  lang: Language,
  copy: CopyGroup | undefined,
  texts: PageTexts,
  roleOf: (part: FamilyPart) => PartRole,
): BuiltMember[] {
  const groups = parts.flatMap((part) =>
    versionsOf([part], lang).map((group) => ({ part, group })),
  );
  groups.sort(
    ({ group: a }, { group: b }) =>
      byCodeUnit(a.chosen.agency, b.chosen.agency) || byCodeUnit(a.chosen.key, b.chosen.key),
  );
  const copyText = copy === undefined ? '' : texts.text(copy.chosen);
  return groups.map(({ part, group }) => {
    const { agency, key, address, title, published } = group.chosen;
    const isCopy = copy === undefined || copy === group;
    const alike = isCopy ? 1 : texts.overlap(group.chosen, copy.chosen).jaccard;
    const text = isCopy ? copyText : texts.text(group.chosen);
    return {
      group,
      member: {
        ...{ agency, lang, key, aliases: group.aliases },
        similarity: Math.round(alike * 1000) / 1000,
        ...{ address, title, published },
        ...roleOf(part),
        diff: compareCopies(text, copyText),
      },
    };
  });
}

/** The earliest date on any member, the smallest agency and key of equals. */
function sinceOf(members: readonly CatalogueMember[]): SharedItem['since'] {
  const dated = members.flatMap(({ published, agency, key }) =>
    published === null ? [] : [{ date: published, agency, key }],
  );
  dated.sort(
    (a, b) =>
      byCodeUnit(a.date.slice(0, 10), b.date.slice(0, 10)) ||
      byCodeUnit(a.agency, b.agency) ||
      byCodeUnit(a.key, b.key),
  );
  return dated[0] ?? null;
}

/** The least of the languages' shares that all members have. */
function commonOf(
  members: readonly BuiltMember[],
  copies: ReadonlyMap<Language, ChosenCopy>,
  texts: PageTexts,
): number {
  const shares = [...copies].map(([lang, { group }]) => {
    const others = members.filter(
      (one) => one.member.lang === lang && one.group !== group && one.member.diff.common < 1,
    );
    return commonToAll(
      texts.text(group.chosen),
      others.map((one) => texts.text(one.group.chosen)),
    );
  });
  return Math.min(1, ...shares);
}

function betterCopy(
  id: string,
  kept: CopyGroup,
  { group: better, reason }: ChosenCopy,
): { agency: string; finding: Finding } {
  const detail = `The ${kept.chosen.lang} copy chosen earlier stays; that of ${better.chosen.agency} at ${better.chosen.key} would be chosen now: ${reason}.`;
  return {
    agency: kept.chosen.agency,
    finding: finding(
      'dedupe',
      'better-copy',
      { address: kept.chosen.address, subject: id },
      detail,
    ),
  };
}

function differing(
  id: string,
  member: CatalogueMember,
  copies: ReadonlyMap<Language, ChosenCopy>,
): BuiltShared['findings'] {
  const copy = copies.get(member.lang)?.group;
  if (member.similarity >= tellBelow || copy === undefined) return [];
  const detail =
    `Similarity ${member.similarity} with the chosen copy ${copy.chosen.agency}/${copy.chosen.key}. ` +
    diffText(member.diff);
  const where = { address: member.address, subject: id };
  return [{ agency: member.agency, finding: finding('dedupe', 'copy-differs', where, detail) }];
}

/** Differences shown in a line of text. */
const shownDifferences = 3;

function diffText({ changes, more }: CatalogueMember['diff']): string {
  const shown = changes.slice(0, shownDifferences).map(({ change, here, there }) => {
    if (change === 'added') return `only here: ${here}`;
    if (change === 'removed') return `only there: ${there}`;
    return `here ${here}, there ${there}`;
  });
  const rest = changes.length + more - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

function reasonOf(
  members: readonly CatalogueMember[],
  copies: ReadonlyMap<Language, ChosenCopy>,
): string {
  const agencies = new Set(members.map(({ agency }) => agency)).size;
  const sorted = members.map(({ similarity }) => similarity).sort((a, b) => a - b);
  const low = sorted[0] ?? 1;
  const high = sorted.at(-1) ?? 1;
  const range = low === high ? `${low}` : `${low} to ${high}`;
  const start = `${agencies} agencies hold it; similarity with the chosen copies ${range}.`;
  const chosen = [...copies].map(
    ([lang, { group, reason }]) => `The ${lang} copy is that of ${group.chosen.agency}: ${reason}.`,
  );
  const farthest = members.find(({ similarity }) => similarity === low);
  const far =
    farthest === undefined || low === 1
      ? []
      : [`The farthest copy is that of ${farthest.agency}: ${diffText(farthest.diff)}`];
  return [start, ...chosen, ...far].join(' ');
}
