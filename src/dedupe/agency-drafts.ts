import type { Finding } from '../model/finding.ts';
import type { DedupeAgency, ItemDraft, TextSource } from './dedupe-page.ts';
import { foldCopies } from './fold-copies.ts';
import { languageVersions } from './language-versions.ts';
import { PageTexts } from './page-texts.ts';
import { settlePages } from './settle-pages.ts';
import type { Verdicts } from './verdicts.ts';

/** One agency's items before they have ids, by anchor page, and what a person should know of them. */
export interface AgencyDrafts {
  drafts: ItemDraft[];
  findings: Finding[];
}

/** One agency on its own: its pages settled, copies folded, languages paired. Knows nothing of other agencies. */
export function agencyDrafts(
  agency: DedupeAgency,
  source: TextSource,
  verdicts: Verdicts,
): AgencyDrafts {
  const texts = new PageTexts(source);
  const settled = settlePages(agency, source);
  const copies = foldCopies(settled.pages, texts);
  const versions = languageVersions(copies, texts, verdicts, settled.lists);
  return { drafts: versions.drafts, findings: [...settled.findings, ...versions.findings] };
}
