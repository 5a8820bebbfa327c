import { type Finding, finding } from '../model/finding.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import { foldScripts, scriptOf } from './fold-scripts.ts';
import { foldUntranslated } from './fold-untranslated.ts';
import type { PageTexts } from './page-texts.ts';
import { pairEvidence } from './pair-evidence.ts';
import { pairLanguages } from './pair-languages.ts';
import { groupVerdicts, type PairingVerdicts } from './pair-verdicts.ts';

/**
 * From the groups of one agency, as `foldCopies` returns them, to its items with all their language versions, by
 * anchor page, and what a person should know of them. `lists` are the keys that list pages lead to, in their order.
 */
export function languageVersions(
  copies: readonly CopyGroup[],
  texts: PageTexts,
  verdicts: PairingVerdicts,
  lists: readonly (readonly string[])[] = [],
): { drafts: ItemDraft[]; findings: Finding[] } {
  const said = groupVerdicts(copies, verdicts);
  const written = foldScripts(copies, pairEvidence(copies), texts, said);
  const evidence = pairEvidence(written.groups);
  const folded = foldUntranslated(written.groups, evidence, texts, verdicts);
  const paired = pairLanguages(folded.groups, pairEvidence(folded.groups, lists), verdicts);
  return {
    drafts: paired.drafts,
    findings: [
      ...written.findings,
      ...folded.findings,
      ...paired.findings,
      ...withoutCyrillic(paired.drafts),
    ],
  };
}

/** Items that are named one by one; more are counted. */
const mostNamed = 20;

/** Items whose Kazakh is in other letters only; one finding for all where they are many. */
function withoutCyrillic(drafts: readonly ItemDraft[]): Finding[] {
  const found = drafts.flatMap(({ versions }) =>
    versions.filter((group) => group.chosen.lang === 'kk' && scriptOf(group) !== 'Cyrl'),
  );
  if (found.length > mostNamed) {
    const samples = found.slice(0, 3).map(({ chosen }) => chosen.key);
    const detail = `${found.length} of ${drafts.length} items have their Kazakh in other letters only, among them ${samples.join(', ')}.`;
    return [finding('dedupe', 'cyrillic-missing', { subject: 'kk' }, detail)];
  }
  return found.map((group) =>
    finding(
      'dedupe',
      'cyrillic-missing',
      { address: group.chosen.address, subject: 'kk' },
      `The Kazakh text is in ${scriptOf(group) === 'Latn' ? 'Latin' : 'Arabic'} letters only.`,
    ),
  );
}
