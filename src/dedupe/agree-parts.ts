import type { Language } from '../model/language.ts';
import { languages } from '../model/language.ts';
import { ownNews } from './changed-news.ts';
import { type ChoiceFacts, type ChosenCopy, chooseCopy, noChoiceFacts } from './choose-copy.ts';
import type { CopyGroup } from './dedupe-page.ts';
import { ownDataOf } from './own-data.ts';
import type { PageTexts } from './page-texts.ts';
import type { FamilyPart } from './shared-families.ts';
import { areNews, tellRoles } from './tell-roles.ts';

/** A part that resembles others and may not be replaced by them. */
export interface Differing {
  part: FamilyPart;
  why: string;
  /** The part whose news it took over and changed. */
  original?: FamilyPart | undefined;
}

/** Parts that may stand for each other, and for each of the rest why it may not. */
export interface Agreement {
  agreeing: FamilyPart[];
  differing: Differing[];
}

/** What agreeing needs beside the texts. */
export interface AgreementFacts extends ChoiceFacts {
  /** Pages that a person said are one text with others: names by `pageName`. */
  merged: ReadonlySet<string>;
}

const noFacts: AgreementFacts = { ...noChoiceFacts, merged: new Set() };

/** Copies tried as the measure of the others; an outlier must not make all others differ. */
const mostTries = 5;

/**
 * Splits the parts of a family into those that hold the same (measured against the best copy of each language, of news
 * against the original) and those with contacts, figures, names or words of their own. Undefined when no copy has
 * `minimum` agencies with it.
 */
export function agreeParts(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
  facts: AgreementFacts = noFacts,
): Agreement | undefined {
  return areNews(parts)
    ? agreeNews(parts, minimum, texts, facts)
    : agreeCopies(parts, minimum, texts, facts);
}

function agreeCopies(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
  facts: AgreementFacts,
): Agreement | undefined {
  let measures = parts;
  for (let tries = 0; tries < mostTries && measures.length > 0; tries++) {
    const copies = copiesOf(chooseCopies(measures, texts, facts));
    const agreement = judged(parts, facts, (part) => differs(part, copies, texts));
    if (agenciesOf(agreement.agreeing) >= minimum) return agreement;
    const used = new Set(copies.values());
    measures = measures.filter(({ versions }) => !versions.some((version) => used.has(version)));
  }
  return undefined;
}

function agreeNews(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
  facts: AgreementFacts,
): Agreement | undefined {
  const { order, original } = tellRoles(parts, facts);
  const best = copiesOf(chooseCopies(parts, texts, facts));
  for (const measure of order.slice(0, mostTries)) {
    const rank = order.indexOf(measure);
    const own = measure.versions.map((group) => [group.chosen.lang, group] as const);
    const copies = new Map([...best, ...own]);
    const agreement = judged(parts, facts, (part) => {
      if (part === measure) return undefined;
      // The original lacks what reposts add, and is no repost of them for that.
      return part === original ? 'It is the original.' : differsAsNews(part, copies, texts);
    });
    if (agenciesOf(agreement.agreeing) < minimum) continue;
    const differing = agreement.differing.map(({ part, why }) => {
      return { part, why, original: order.indexOf(part) > rank ? order[0] : undefined };
    });
    return { ...agreement, differing };
  }
  return undefined;
}

function judged(
  parts: readonly FamilyPart[],
  { merged }: AgreementFacts,
  whyNot: (part: FamilyPart) => string | undefined,
): Agreement {
  const agreement: Agreement = { agreeing: [], differing: [] };
  for (const part of parts) {
    const why = isMerged(part, merged) ? undefined : whyNot(part);
    if (why === undefined) agreement.agreeing.push(part);
    else agreement.differing.push({ part, why });
  }
  return agreement;
}

/** Tells whether a person said that a page of the part is one text with others. */
function isMerged({ versions }: FamilyPart, merged: ReadonlySet<string>): boolean {
  if (merged.size === 0) return false;
  return versions.some(({ pages }) => pages.some((page) => merged.has(pageName(page))));
}

/** Name of a page among those of all agencies. */
export function pageName(page: { agency: string; lang: string; key: string }): string {
  return `${page.agency} ${page.lang} ${page.key}`;
}

function agenciesOf(parts: readonly FamilyPart[]): number {
  return new Set(parts.map(({ draft }) => draft.agency)).size;
}

/** The best copy of each language among some parts, with the reason. */
export function chooseCopies(
  parts: readonly FamilyPart[],
  texts: PageTexts,
  facts: ChoiceFacts,
): Map<Language, ChosenCopy> {
  const copies = new Map<Language, ChosenCopy>();
  for (const lang of languages) {
    const members = versionsOf(parts, lang);
    if (members.length > 0) copies.set(lang, chooseCopy(members, texts, facts));
  }
  return copies;
}

function copiesOf(chosen: ReadonlyMap<Language, ChosenCopy>): Map<Language, CopyGroup> {
  return new Map([...chosen].map(([lang, { group }]) => [lang, group]));
}

/** All versions of one language among some parts. */
export function versionsOf(parts: readonly FamilyPart[], lang: Language): CopyGroup[] {
  return parts.flatMap(({ versions }) => versions.filter(({ chosen }) => chosen.lang === lang));
}

/** Why a part's versions may not stand for the copies of their languages; the first that `why` gives. */
function firstDifference(
  part: FamilyPart,
  copies: ReadonlyMap<Language, CopyGroup>,
  why: (chosen: CopyGroup['chosen'], copy: CopyGroup['chosen']) => string | undefined,
): string | undefined {
  for (const { chosen } of part.versions) {
    const copy = copies.get(chosen.lang)?.chosen;
    if (copy === undefined || copy === chosen) continue;
    const said = why(chosen, copy);
    if (said !== undefined) return `The ${chosen.lang} text${said}`;
  }
  return undefined;
}

function differs(
  part: FamilyPart,
  copies: ReadonlyMap<Language, CopyGroup>,
  texts: PageTexts,
): string | undefined {
  return firstDifference(part, copies, (chosen, copy) => {
    const data = ownDataOf(texts.text(chosen), texts.text(copy));
    return data && ` has ${data}.`;
  });
}

/** News that lack a contact are reposts; those with figures, names, words or a headline of their own are not. */
function differsAsNews(
  part: FamilyPart,
  copies: ReadonlyMap<Language, CopyGroup>,
  texts: PageTexts,
): string | undefined {
  return firstDifference(part, copies, (chosen, copy) => {
    const news = ownNews(chosen, copy, texts);
    if (news !== undefined) return `: ${news}`;
    const data = ownDataOf(texts.text(chosen), texts.text(copy), 'no contacts');
    return data && ` has ${data}.`;
  });
}
