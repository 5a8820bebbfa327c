import type { Finding } from '../model/finding.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import { foldUntranslated } from './fold-untranslated.ts';
import type { PageTexts } from './page-texts.ts';
import { pairEvidence } from './pair-evidence.ts';
import { pairLanguages } from './pair-languages.ts';
import type { PairingVerdicts } from './pair-verdicts.ts';

/**
 * From the groups of one agency, as `foldCopies` returns them, to its items with all their language versions, by
 * anchor page, and what a person should know of them.
 */
export function languageVersions(
  copies: readonly CopyGroup[],
  texts: PageTexts,
  verdicts: PairingVerdicts,
): { drafts: ItemDraft[]; findings: Finding[] } {
  const folded = foldUntranslated(copies, pairEvidence(copies), texts, verdicts);
  const paired = pairLanguages(folded.groups, pairEvidence(folded.groups), verdicts);
  return { drafts: paired.drafts, findings: [...folded.findings, ...paired.findings] };
}
