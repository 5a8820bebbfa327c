import { contentDoubts } from '../extract/content-doubts.ts';
import {
  judgeNavigation,
  type NavigationFacts,
  navigationFacts,
  siteCommon,
} from '../extract/navigation.ts';
import { ruleFinder } from '../mapping/match-rules.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import { isImported } from '../model/kind.ts';
import type { Page } from '../model/page.ts';
import { type PageRef, pageById } from '../store/pages.ts';
import type { AgencySession } from './agency-session.ts';
import { siteKeyFinder } from './site-keys.ts';

/** Subject under which findings about choosing among all pages stand, so that the next choice replaces them. */
export const choiceSubject = 'choice of page';

/** Pages that lead to content after all, with their kind corrected, by page id; and what a person should know of them. */
export interface SettledNavigation {
  pages: Map<number, Page>;
  findings: Finding[];
}

/** Texts of linked pages kept at hand while lists are judged. */
const keptTexts = 2000;

/** Judges every chosen page against the rest of its site: lists, archives and placeholders are no content. */
export function settleNavigation(
  session: AgencySession,
  chosen: readonly PageRef[],
  joined: ReadonlyMap<number, Page>,
): SettledNavigation {
  const { db, mapping, rules } = session;
  const load = (id: number) => joined.get(id) ?? pageById(db, id);
  const ids = new Map(chosen.map((ref) => [`${ref.key}\n${ref.lang}`, ref.id]));
  const anyLang = new Map(chosen.map((ref) => [ref.key, ref.id]));
  const texts = new Map<number, string>();
  const textOf = (key: string, lang: string): string | undefined => {
    const id = ids.get(`${key}\n${lang}`) ?? anyLang.get(key);
    if (id === undefined) return undefined;
    const known = texts.get(id);
    if (known !== undefined) return known;
    const page = load(id);
    if (!page) return undefined;
    if (texts.size >= keptTexts) texts.clear();
    const text = `${page.title}\n${page.lead ?? ''}\n${page.text}`;
    texts.set(id, text);
    return text;
  };
  const rulesOf = ruleFinder(mapping);
  const facts = new Map<number, NavigationFacts>();
  const context = {
    ...siteCommon(everyFact(chosen, load, facts)),
    keyOf: siteKeyFinder(mapping, rules),
    textOf,
  };
  const settled: SettledNavigation = { pages: new Map(), findings: [] };
  for (const ref of chosen) {
    if (!isImported(ref.kind)) continue;
    const page = load(ref.id);
    if (!page) continue;
    const named = rulesOf(page.address).some((rule) => rule.kind !== undefined);
    const known = facts.get(ref.id);
    const verdict = judgeNavigation({ id: ref.id, page, settled: named, facts: known }, context);
    if (!verdict) {
      for (const { code, detail } of contentDoubts(page)) {
        settled.findings.push(about(page, code, detail));
      }
      continue;
    }
    settled.pages.set(ref.id, { ...page, kind: verdict.kind });
    if (verdict.why === 'empty' || verdict.why === 'placeholder') {
      settled.findings.push(about(page, 'no-own-content', verdict.detail));
    }
  }
  return settled;
}

function about(page: Page, code: FindingCode, detail: string): Finding {
  return finding('extract', code, { address: page.address, subject: choiceSubject }, detail);
}

/** Facts of all pages that may be content, kept by their ids. */
function* everyFact(
  chosen: readonly PageRef[],
  load: (id: number) => Page | undefined,
  facts: Map<number, NavigationFacts>,
): Generator<NavigationFacts> {
  for (const ref of chosen) {
    if (!isImported(ref.kind)) continue;
    const page = load(ref.id);
    if (!page) continue;
    const own = navigationFacts(ref.id, page);
    facts.set(ref.id, own);
    yield own;
  }
}
