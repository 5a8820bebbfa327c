import { type Finding, finding } from '../model/finding.ts';
import { type Language, languages } from '../model/language.ts';
import type { ItemDraft } from './dedupe-page.ts';
import { anchorGroup } from './pair-languages.ts';

/** Items without a language that are named one by one; more are counted. */
const mostNamed = 20;
/** Languages that the law on languages asks of every page of a state body; of another one it is news that a page has it. */
const expected: readonly Language[] = ['kk', 'ru'];

/** Languages of a site: those in which it has at least three items, or one in twenty. */
export function siteLanguages(drafts: readonly ItemDraft[]): Language[] {
  return languages.filter((lang) => {
    const count = drafts.filter((draft) => has(draft, lang)).length;
    return count >= 3 || (count > 0 && count * 20 >= drafts.length);
  });
}

/**
 * One finding for each item of a site that lacks Kazakh or Russian where the site has it; one for the language when they
 * are many, and for English.
 */
export function missingVersions(
  drafts: readonly ItemDraft[],
  wanted: readonly Language[],
): Finding[] {
  return wanted.flatMap((lang) => {
    const missing = drafts.filter((draft) => !has(draft, lang));
    const named = missing.map((draft) => anchorGroup(draft).chosen);
    if (missing.length === 0) return [];
    if (missing.length > mostNamed || !expected.includes(lang)) {
      const samples = named.slice(0, 3).map(({ key }) => key);
      const detail = `${missing.length} of ${drafts.length} items have no version in ${lang}, among them ${samples.join(', ')}.`;
      return [finding('dedupe', 'version-missing', { subject: lang }, detail)];
    }
    return named.map(({ address }) =>
      finding('dedupe', 'version-missing', { address, subject: lang }, `No version in ${lang}.`),
    );
  });
}

function has(draft: ItemDraft, lang: Language): boolean {
  return draft.versions.some(({ chosen }) => chosen.lang === lang);
}
