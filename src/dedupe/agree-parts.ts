import type { Language } from '../model/language.ts';
import { languages } from '../model/language.ts';
import { chooseCopy } from './choose-copy.ts';
import type { CopyGroup } from './dedupe-page.ts';
import { ownDataOf } from './own-data.ts';
import type { PageTexts } from './page-texts.ts';
import type { FamilyPart } from './shared-families.ts';

/** Parts that may stand for each other, and for each of the rest why it may not. */
export interface Agreement {
  agreeing: FamilyPart[];
  differing: { part: FamilyPart; why: string }[];
}

/** Copies tried as the measure of the others; an outlier must not make all others differ. */
const mostTries = 5;

/**
 * Splits the parts of a family into those that hold the same (measured against the best copy of each language)
 * and those with contacts, figures or names of their own. Undefined when no copy has `minimum` agencies with it.
 */
export function agreeParts(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
): Agreement | undefined {
  let measures = parts;
  for (let tries = 0; tries < mostTries && measures.length > 0; tries++) {
    const copies = chooseCopies(measures, texts);
    const judged = parts.map((part) => ({ part, why: differs(part, copies, texts) }));
    const agreeing = judged.flatMap(({ part, why }) => (why === undefined ? [part] : []));
    if (new Set(agreeing.map(({ draft }) => draft.agency)).size >= minimum) {
      const differing = judged.flatMap(({ part, why }) =>
        why === undefined ? [] : [{ part, why }],
      );
      return { agreeing, differing };
    }
    const used = new Set(copies.values());
    measures = measures.filter(({ versions }) => !versions.some((version) => used.has(version)));
  }
  return undefined;
}

/** The best copy of each language among some parts. */
export function chooseCopies(
  parts: readonly FamilyPart[],
  texts: PageTexts,
): Map<Language, CopyGroup> {
  const copies = new Map<Language, CopyGroup>();
  for (const lang of languages) {
    const members = versionsOf(parts, lang);
    if (members.length > 0) copies.set(lang, chooseCopy(members, texts));
  }
  return copies;
}

/** All versions of one language among some parts. */
export function versionsOf(parts: readonly FamilyPart[], lang: Language): CopyGroup[] {
  return parts.flatMap(({ versions }) => versions.filter(({ chosen }) => chosen.lang === lang));
}

function differs(
  part: FamilyPart,
  copies: ReadonlyMap<Language, CopyGroup>,
  texts: PageTexts,
): string | undefined {
  for (const { chosen } of part.versions) {
    const copy = copies.get(chosen.lang)?.chosen;
    if (copy === undefined || copy === chosen) continue;
    const why = ownDataOf(texts.text(chosen), texts.text(copy));
    if (why !== undefined) return `The ${chosen.lang} text has ${why}.`;
  }
  return undefined;
}
