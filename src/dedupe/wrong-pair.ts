import { type Finding, finding } from '../model/finding.ts';
import type { ItemDraft } from './dedupe-page.ts';

/** What an agency is told of an item whose versions are different items at other agencies. */
export function wrongPair(draft: ItemDraft): Finding {
  const keys = draft.versions.map(({ chosen }) => chosen.key).sort();
  return finding(
    'dedupe',
    'pairing-unsure',
    { address: draft.versions[0]?.chosen.address ?? '' },
    `Other agencies hold ${keys.join(' and ')} as different items; each counts for itself.`,
  );
}
