import { signatureLength } from '../text/shingles.ts';
import type { CandidateFacts, CandidateSource } from './candidate.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';

/** The versions of all items as candidates that are held in memory; drafts by agency, in the order of their ids. */
export function groupCandidates(
  drafts: readonly (readonly ItemDraft[])[],
  texts: PageTexts,
): CandidateSource {
  const groups: CopyGroup[] = [];
  const facts: CandidateFacts[] = [];
  for (const [agency, items] of drafts.entries()) {
    for (const [item, draft] of items.entries()) {
      for (const group of draft.versions) {
        const { lang, kind, words, textHash, published } = group.chosen;
        groups.push(group);
        facts.push({ agency, item, lang, kind, words, textHash, day: dayOf(published) });
      }
    }
  }
  const groupAt = (index: number): CopyGroup => {
    const group = groups[index];
    if (group === undefined) throw new Error(`no candidate ${index}`);
    return group;
  };
  return {
    size: groups.length,
    facts: (index) => facts[index] as CandidateFacts,
    signatures: (from, to) => {
      const out = new Uint32Array((to - from) * signatureLength);
      for (let at = from; at < to; at++) {
        out.set(groupAt(at).chosen.signature, (at - from) * signatureLength);
      }
      return out;
    },
    title: (index) => groupAt(index).chosen.title,
    text: (index) => texts.text(groupAt(index).chosen),
  };
}

function dayOf(published: string | null): number | null {
  if (published === null || published.length < 10) return null;
  const days = Math.floor(Date.parse(`${published.slice(0, 10)}T00:00:00Z`) / 86_400_000);
  return Number.isNaN(days) ? null : days;
}
