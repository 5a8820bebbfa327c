import { joinParts, missingParts, type PartFacts, planParts } from '../extract/parts.ts';
import { type Finding, finding } from '../model/finding.ts';
import { isImported } from '../model/kind.ts';
import type { Page } from '../model/page.ts';
import { type PageRef, pageById } from '../store/pages.ts';
import type { AgencySession } from './agency-session.ts';
import { choiceSubject } from './settle-navigation.ts';

/** Pages in several parts: the first part's page id with the joined content, ids folded into it, gaps. */
export interface JoinedParts {
  joined: Map<number, Page>;
  folded: Set<number>;
  findings: Finding[];
}

/** Joins the parts of articles among the pages chosen for their keys. */
export function joinedParts({ db }: AgencySession, chosen: readonly PageRef[]): JoinedParts {
  const result: JoinedParts = { joined: new Map(), folded: new Set(), findings: [] };
  const facts = chosen.map(factsOf);
  const refs = new Map(chosen.map((ref) => [`${ref.key}\n${ref.lang}`, ref]));
  const langs = new Map(facts.map((fact) => [fact.key, fact.lang]));
  for (const chain of planParts(facts)) {
    const parts = chain.flatMap((key) => refs.get(`${key}\n${langs.get(key)}`) ?? []);
    const pages = parts.flatMap((ref) => pageById(db, ref.id) ?? []);
    const [first, ...rest] = parts;
    if (!first || pages.length < 2) continue;
    result.joined.set(first.id, joinParts(pages));
    for (const ref of rest) result.folded.add(ref.id);
  }
  for (const { key, missing } of missingParts(facts)) {
    const detail = `parts not captured: ${missing.join(', ')}`;
    result.findings.push(
      finding('extract', 'part-missing', { subject: choiceSubject }, `${key}: ${detail}`),
    );
  }
  return result;
}

function factsOf(ref: PageRef): PartFacts {
  return {
    key: ref.key,
    title: ref.title,
    lang: ref.lang,
    isContent: isImported(ref.kind),
    pager: ref.pager,
  };
}
