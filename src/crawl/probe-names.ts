import { type Language, languages } from '../model/language.ts';
import type { Told } from '../model/site-facts.ts';
import { tellLanguage } from '../text/language.ts';
import type { ProbePage } from './probe-page.ts';

// What stands between the title of a page and the name of its site.
const separators = /\s+[|—–:·»>/-]+\s+|\s*[|»]\s*/;
const empty = /^(?:главная(?: страница)?|басты бет|home(?: ?page)?|негізгі бет|untitled.*|index)$/i;

/**
 * The name of the agency in each language: what stands in most titles of the pages of that language, else the
 * title of the first of them, else the text of a picture that most of them have, the logo.
 */
export function tellNames(pages: readonly ProbePage[]): Partial<Record<Language, Told<string>>> {
  const names: Partial<Record<Language, Told<string>>> = {};
  for (const lang of languages) {
    const own = pages.filter((page) => page.lang === lang);
    const name = commonTitle(own) ?? logo(own, lang) ?? firstTitle(own);
    if (name !== undefined) names[lang] = name;
  }
  return names;
}

function commonTitle(pages: readonly ProbePage[]): Told<string> | undefined {
  const parts = pages.map((page) => new Set(titleParts(page)));
  const best = mostCommon(parts);
  if (best === undefined || best.count < 2 || best.count * 2 < pages.length) return undefined;
  return { value: best.text, reason: `in ${best.count} of ${pages.length} titles` };
}

function firstTitle(pages: readonly ProbePage[]): Told<string> | undefined {
  for (const page of pages) {
    const longest = titleParts(page).sort((a, b) => b.length - a.length)[0];
    if (longest !== undefined) return { value: longest, reason: `title of ${page.address}` };
  }
  return undefined;
}

function logo(pages: readonly ProbePage[], lang: Language): Told<string> | undefined {
  const best = mostCommon(pages.map((page) => new Set(page.alts.filter((alt) => alt.length > 12))));
  if (best === undefined || best.count < 2 || best.count * 2 < pages.length) return undefined;
  if (tellLanguage(best.text).lang !== lang) return undefined;
  return {
    value: best.text,
    reason: `text of a picture on ${best.count} of ${pages.length} pages`,
  };
}

function titleParts(page: ProbePage): string[] {
  return page.title
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part.length > 4 && !empty.test(part));
}

function mostCommon(
  sets: readonly ReadonlySet<string>[],
): { text: string; count: number } | undefined {
  const counts = new Map<string, number>();
  for (const set of sets) for (const text of set) counts.set(text, (counts.get(text) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length);
  const [best] = sorted;
  return best && { text: best[0], count: best[1] };
}
