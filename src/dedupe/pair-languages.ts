import { unsurePairing } from '../model/confidence.ts';
import { type Finding, finding } from '../model/finding.ts';
import { languages } from '../model/language.ts';
import { byCodeUnit, type CopyGroup, type ItemDraft } from './dedupe-page.ts';
import type { PairEvidence } from './evidence.ts';
import { GroupSets } from './group-sets.ts';
import { groupVerdicts, type PairingVerdicts } from './pair-verdicts.ts';
import { noVerdicts } from './verdicts.ts';

/** Confidence under which a pair is not made. */
const least = 0.55;
/** Ground of a pair that a person made. */
const saidByPerson = 'a person';

/** Items of one agency, sorted by anchor page, and what a person should know. */
export interface PairedLanguages {
  drafts: ItemDraft[];
  findings: Finding[];
}

/**
 * Joins the language versions of one agency's groups into items: what people joined first, then the surest pair, then
 * by key; at most one page a language, and never what people parted. `groups` as `foldCopies` returns them.
 */
export function pairLanguages(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[],
  verdicts: PairingVerdicts = noVerdicts,
): PairedLanguages {
  const said = groupVerdicts(groups, verdicts);
  const langOf = (index: number) => groups[index]?.chosen.lang;
  const sets = new GroupSets(groups.length, (a, b) => langOf(a) !== langOf(b) && !said.apart(a, b));
  const made: PairEvidence[] = [];
  const join = (by: PairEvidence): boolean => {
    const before = sets.together(by.a, by.b);
    if (!before && sets.join(by.a, by.b)) made.push(by);
    return sets.together(by.a, by.b);
  };
  const findings = said.joined
    .filter(({ a, b }) => !join({ a, b, confidence: 1, by: saidByPerson }))
    .map(({ a, b }) => impossible(groups[a], groups[b]));
  const sorted = evidence.filter(({ confidence }) => confidence >= least);
  sorted.sort((x, y) => y.confidence - x.confidence || x.a - y.a || x.b - y.b);
  for (const one of sorted) join(one);
  // From the surest to the weakest: the last join of a set is the one that it hangs on.
  const weakest = new Map(made.map((one) => [sets.setOf(one.a), one]));
  const drafts = sets.all().map((set) =>
    draftOf(
      set.flatMap((index) => groups[index] ?? []),
      weakest.get(set) ?? null,
    ),
  );
  drafts.sort(compareDrafts);
  return { drafts, findings: [...findings, ...drafts.flatMap(unsurePair)] };
}

function impossible(a: CopyGroup | undefined, b: CopyGroup | undefined): Finding {
  const names = [a, b].map((group) => `${group?.chosen.lang} ${group?.chosen.key}`);
  return finding(
    'dedupe',
    'pair-impossible',
    { address: a?.chosen.address ?? '', subject: b?.chosen.key ?? '' },
    `A person joined ${names.join(' and ')}; the item would have two pages of a language, or two that a person parted.`,
  );
}

/** Orders drafts by key, then language, of their anchor page. */
export function compareDrafts(a: ItemDraft, b: ItemDraft): number {
  const x = anchorGroup(a).chosen;
  const y = anchorGroup(b).chosen;
  return byCodeUnit(x.key, y.key) || byCodeUnit(x.lang, y.lang);
}

/** The group of the first language present. */
export function anchorGroup(draft: ItemDraft): CopyGroup {
  const group = draft.versions[0];
  if (group === undefined) throw new Error('an item without a version');
  return group;
}

function draftOf(groups: CopyGroup[], weakest: PairEvidence | null): ItemDraft {
  const rank = (group: CopyGroup) => languages.indexOf(group.chosen.lang);
  return {
    agency: groups[0]?.chosen.agency ?? '',
    versions: [...groups].sort((a, b) => rank(a) - rank(b)),
    pairing: weakest === null ? null : { confidence: weakest.confidence, by: weakest.by },
  };
}

function unsurePair(draft: ItemDraft): Finding[] {
  if (draft.pairing === null || draft.pairing.confidence >= unsurePairing) return [];
  const pages = draft.versions.map(({ chosen }) => `${chosen.lang} ${chosen.key}`).join(', ');
  const detail = `Joined by ${draft.pairing.by} with confidence ${draft.pairing.confidence}: ${pages}.`;
  return [
    finding('dedupe', 'pairing-unsure', { address: anchorGroup(draft).chosen.address }, detail),
  ];
}
