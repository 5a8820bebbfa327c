import { type Finding, finding } from '../model/finding.ts';
import { isImported } from '../model/kind.ts';
import { type Language, languages } from '../model/language.ts';
import { tellLanguage } from '../text/language.ts';
import { byCodeUnit, type DedupeAgency, type SettledPage, type TextSource } from './dedupe-page.ts';

/** Pages of an agency that may become items, each with a language of its own, sorted by key and language. */
export interface Settled {
  pages: SettledPage[];
  /** Keys that each list and front page leads to, in its order, by the list's own key. */
  lists: string[][];
  findings: Finding[];
}

/**
 * Leaves out kinds the portal does not import and gives `und` and `mul` pages a language: the mapping's
 * default, else what the letters say, else the first one that its address has not got yet.
 */
export function settlePages(agency: DedupeAgency, texts: TextSource): Settled {
  const findings: Finding[] = [];
  const taken = new Set<string>();
  const pages: SettledPage[] = [];
  const settle = (page: DedupeAgency['pages'][number], lang: Language) => {
    if (!isImported(page.kind)) return;
    taken.add(`${page.key}\n${lang}`);
    pages.push({ ...page, kind: page.kind, lang, storedLang: page.lang });
  };
  const sorted = [...agency.pages].sort(
    (a, b) => byCodeUnit(a.key, b.key) || byCodeUnit(a.lang, b.lang),
  );
  const open = sorted.filter((page) => {
    if (page.lang === 'und' || page.lang === 'mul') return isImported(page.kind);
    settle(page, page.lang);
    return false;
  });
  for (const page of open) {
    const wish = agency.fallbackLang ?? tell(texts.text(agency.id, page.key, page.lang));
    const lang = [wish, ...languages].find((one) => !taken.has(`${page.key}\n${one}`)) ?? wish;
    findings.push(
      finding(
        'dedupe',
        'language-unsure',
        { address: page.address },
        page.lang === 'mul'
          ? `The page holds several languages that could not be split; it counts as ${lang}.`
          : `The language could not be told; the page counts as ${lang}.`,
      ),
    );
    settle(page, lang);
  }
  pages.sort((a, b) => byCodeUnit(a.key, b.key) || byCodeUnit(a.lang, b.lang));
  const lists = sorted.flatMap(({ leadsTo }) => (leadsTo === undefined ? [] : [leadsTo]));
  return { pages, lists, findings };
}

function tell(text: string): Language {
  const { lang } = tellLanguage(text);
  if (lang !== 'und') return lang;
  return /[әғқңөұүһі]/i.test(text) ? 'kk' : 'ru';
}
