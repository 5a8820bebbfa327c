import { redirectDecisions, redirectSources } from '../model/redirect.ts';
import type { Candidate } from './candidate.ts';

/** What the records of a key say: raw addresses that were seen, and offers. */
type Fields = [
  source: number,
  decision: number,
  target: string | null,
  itemId: string | null,
  lang: Candidate['lang'],
  flags: number,
  reason: string,
  follow: string | null,
  line: number,
];

/** A spelling as a record. An address begins with `h`, an offer with `[`. */
export function isSpelling(record: string): boolean {
  return !record.startsWith('[');
}

/** An offer as one line of text. */
export function offerRecord(offer: Candidate): string {
  const fields: Fields = [
    redirectSources.indexOf(offer.source),
    redirectDecisions.indexOf(offer.decision),
    offer.target,
    offer.itemId,
    offer.lang,
    Number(offer.provisional) |
      (Number(offer.verdict) << 1) |
      (Number(offer.pattern) << 2) |
      (Number(offer.wantsTarget) << 3),
    offer.reason,
    offer.follow,
    offer.line,
  ];
  return JSON.stringify(fields);
}

/** The offer of a record that `offerRecord` made. */
export function offerOf(record: string): Candidate {
  const [source, decision, target, itemId, lang, flags, reason, follow, line] = JSON.parse(
    record,
  ) as Fields;
  return {
    decision: redirectDecisions[decision] ?? 'unresolved',
    target,
    itemId,
    lang,
    provisional: (flags & 1) !== 0,
    source: redirectSources[source] ?? 'log',
    reason,
    follow,
    verdict: (flags & 2) !== 0,
    pattern: (flags & 4) !== 0,
    line,
    wantsTarget: (flags & 8) !== 0,
  };
}
