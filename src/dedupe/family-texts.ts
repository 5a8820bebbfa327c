import type { CandidateSource } from './candidate.ts';
import type { ItemDraft, TextSource } from './dedupe-page.ts';
import type { ItemPlace } from './shared-families.ts';

/** Texts of the chosen pages of a family's items, which stand among the candidates. */
export function familyTexts(
  places: readonly ItemPlace[],
  drafts: readonly ItemDraft[],
  source: CandidateSource,
): TextSource {
  const indexes = new Map<string, number>();
  for (const [at, place] of places.entries()) {
    for (const { chosen } of drafts[at]?.versions ?? []) {
      const index = candidateAt(source, place, chosen.lang);
      if (index !== undefined) {
        indexes.set(`${chosen.agency}\n${chosen.key}\n${chosen.storedLang}`, index);
      }
    }
  }
  return {
    text(agency, key, lang) {
      const index = indexes.get(`${agency}\n${key}\n${lang}`);
      if (index === undefined) throw new Error(`no candidate for ${agency} ${lang} ${key}`);
      return source.text(index);
    },
  };
}

/** The candidate that is a version of an item; candidates stand by agency, item, language. */
export function candidateAt(
  source: CandidateSource,
  { agency, item }: ItemPlace,
  lang: string,
): number | undefined {
  let low = 0;
  let high = source.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const facts = source.facts(middle);
    if (facts.agency < agency || (facts.agency === agency && facts.item < item)) low = middle + 1;
    else high = middle;
  }
  for (let index = low; index < source.size; index++) {
    const facts = source.facts(index);
    if (facts.agency !== agency || facts.item !== item) return undefined;
    if (facts.lang === lang) return index;
  }
  return undefined;
}
