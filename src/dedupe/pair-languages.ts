import { unsurePairing } from '../model/confidence.ts';
import { type Finding, finding } from '../model/finding.ts';
import { languages } from '../model/language.ts';
import { byCodeUnit, type CopyGroup, type ItemDraft } from './dedupe-page.ts';
import type { PairEvidence } from './evidence.ts';
import { pairEvidence } from './pair-evidence.ts';

/** Confidence under which a pair is not made. */
const least = 0.55;

/** Items of one agency, sorted by anchor page, and what a person should know. */
export interface PairedLanguages {
  drafts: ItemDraft[];
  findings: Finding[];
}

/**
 * Joins the language versions of one agency's groups into items: the surest pair first, then by key; at most
 * one page a language. `groups` as `foldCopies` returns them; evidence is gathered if not given.
 */
export function pairLanguages(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[] = pairEvidence(groups),
): PairedLanguages {
  const joins = [...evidence].sort((x, y) => y.confidence - x.confidence || x.a - y.a || x.b - y.b);
  const sets = groups.map((_, index) => ({
    members: [index],
    weakest: null as PairEvidence | null,
  }));
  for (const join of joins) {
    const x = sets[join.a];
    const y = sets[join.b];
    if (join.confidence < least || x === undefined || y === undefined || x === y) continue;
    const langs = [...x.members, ...y.members].map((index) => groups[index]?.chosen.lang);
    if (new Set(langs).size < langs.length) continue;
    x.members.push(...y.members);
    x.weakest = weaker(weaker(x.weakest, y.weakest), join);
    for (const index of y.members) sets[index] = x;
  }
  const drafts = [...new Set(sets)]
    .map(({ members, weakest }) =>
      draftOf(
        members.flatMap((index) => groups[index] ?? []),
        weakest,
      ),
    )
    .sort(compareDrafts);
  return { drafts, findings: drafts.flatMap(unsurePair) };
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

function weaker(a: PairEvidence | null, b: PairEvidence | null): PairEvidence | null {
  if (a === null || b === null) return a ?? b;
  return b.confidence < a.confidence ? b : a;
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
