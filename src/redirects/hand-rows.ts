import type { Mapping } from '../model/mapping.ts';
import { isPattern } from '../text/redirect-pattern.ts';
import { type Candidate, candidate } from './candidate.ts';
import type { OfferIntake } from './offer-intake.ts';
import type { ImportedRow } from './plan-input.ts';
import { checkForm } from './target.ts';

export type HandRow = Mapping['redirects'][number];

/**
 * Offers the rows of the mapping that name one address, whether the crawl saw it or not, and makes known the
 * addresses that are examples of its patterns.
 */
export function offerHandRows(intake: OfferIntake, mapping: Mapping): void {
  for (const [line, row] of mapping.redirects.entries()) {
    if (isPattern(row.from)) {
      for (const { from } of row.examples) {
        const named = nameKey(intake, from, mapping);
        if (named === undefined) continue;
        const reason = 'an example of a pattern of the mapping';
        intake.offer(named, candidate({ decision: 'unresolved', source: 'log', reason }));
      }
      continue;
    }
    const key = nameKey(intake, row.from, mapping);
    if (key === undefined) intake.refuse(row.from, 'hand: from is no address of this agency');
    else intake.offer(key, candidate({ ...handDecision(row, row.to), source: 'hand', line }));
  }
}

/** Offers the rows that people gave outside of the mapping; those by hand are verdicts, which beat it. */
export function offerGivenRows(
  intake: OfferIntake,
  rows: Iterable<ImportedRow>,
  mapping: Mapping,
): void {
  for (const { source, line, from, decision, to, reason } of rows) {
    const key = nameKey(intake, from, mapping);
    if (key === undefined) {
      intake.refuse(from, `${source}: line ${line} is no address of this agency`);
      continue;
    }
    if (decision === 'unresolved') {
      // Nobody has decided: anything that is known of the key answers for it.
      const said = candidate({ decision, source: 'log', line, reason, wantsTarget: true });
      intake.offer(key, said);
      continue;
    }
    const target = decision === 'redirect' ? to : copyAddress(decision, to);
    const verdict = source === 'hand';
    intake.offer(key, candidate({ decision, target, source, verdict, line, reason }));
  }
}

/** Address of the archived copy that a person named, if any. */
function copyAddress(decision: 'archive' | 'gone', to: string | null): string | null {
  return decision === 'archive' && to !== null ? (checkForm(to).target ?? null) : null;
}

/** What a row of the mapping decides, with this target. */
export function handDecision(
  row: HandRow,
  to: string | undefined,
): Pick<Candidate, 'decision' | 'target' | 'reason'> {
  const decision = to !== undefined ? 'redirect' : row.gone ? 'gone' : 'archive';
  return { decision, target: to ?? null, reason: row.reason };
}

/** The key of an address as people write it, which is remembered as seen; undefined when it is none of the agency's. */
function nameKey(intake: OfferIntake, from: string, mapping: Mapping): string | undefined {
  const absolute = /^https?:/i.test(from) ? from : undefined;
  const address = absolute ?? new URL(`http://${mapping.hosts[0]?.host}`).origin + slashed(from);
  const key = intake.keyOf(address);
  if (key !== undefined) intake.addSpelling(key, new URL(address).href.replace(/#.*$/s, ''));
  return key;
}

function slashed(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
