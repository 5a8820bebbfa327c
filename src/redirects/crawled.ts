import { type Candidate, candidate } from './candidate.ts';
import type { OfferIntake } from './offer-intake.ts';
import type { KnownAddress } from './plan-input.ts';

/** How much an outcome says: of two for one key the smaller gives the reason. */
const lines = { navigation: 0, captured: 1, dead: 2, failed: 3, refused: 4, unseen: 5 } as const;

/** What the crawl itself knows of an address of the agency: where it led, or why it has no target. */
export function crawledOffers(intake: OfferIntake, known: KnownAddress): Candidate[] {
  const redirect = redirectOf(intake, known);
  const reason = unresolved(...reasonOf(known));
  return redirect ? [redirect, reason] : [reason];
}

/** Tells whether an address may have led to another one: by a redirect, or as a spelling or copy of it. */
export function leadsSomewhere({ state, status }: KnownAddress): boolean {
  return state === 'refused' || (status !== null && status >= 300 && status < 400);
}

/** A key that was looked at and leads to content, but is none. */
export function navigationCandidate(reason: string, wantsTarget = false): Candidate {
  return { ...unresolved('navigation', reason), wantsTarget };
}

function redirectOf(intake: OfferIntake, known: KnownAddress): Candidate | undefined {
  const alias =
    known.state === 'refused' ? /^(?:alias|copy)-of:(.+)$/s.exec(known.reason)?.[1] : undefined;
  const isRedirect = known.status !== null && known.status >= 300 && known.status < 400;
  const location = alias ?? (isRedirect ? known.location : null);
  if (location === null || location === undefined) return undefined;
  const follow = intake.anyKeyOf(location);
  if (follow !== undefined) {
    return candidate({
      decision: 'redirect',
      follow,
      source: 'alias',
      reason:
        alias === undefined
          ? 'the old site redirects there'
          : 'the same address, spelled otherwise',
    });
  }
  // The old site may have sent its readers to the portal already; anything else is not ours to promise.
  return intake.isAllowed(location)
    ? candidate({
        decision: 'redirect',
        target: location,
        source: 'crawl',
        reason: 'the old site already redirected to the portal',
      })
    : undefined;
}

function reasonOf(known: KnownAddress): [keyof typeof lines, string] {
  const { state, status, location } = known;
  if (state === 'refused') return ['refused', known.reason || 'out of scope'];
  if (state === 'failed') return ['failed', `not fetched: ${known.reason || 'no answer'}`];
  if (state !== 'done') return ['unseen', 'not crawled'];
  if (known.rule === 'requisite') return ['refused', 'a file of the layout'];
  if (status === null) return ['failed', 'not fetched: no answer'];
  if (status === 404 || status === 410) return ['dead', 'dead on the old site'];
  if (status >= 300 && status < 400 && status !== 304) {
    return ['failed', location === null ? 'redirects nowhere' : `redirects to ${location}`];
  }
  if (status >= 400) return ['failed', `the old site answered ${status}`];
  return ['captured', 'captured, but nothing was taken from it'];
}

function unresolved(line: keyof typeof lines, reason: string): Candidate {
  const wantsTarget = line === 'captured';
  return candidate({
    decision: 'unresolved',
    source: 'crawl',
    line: lines[line],
    reason,
    wantsTarget,
  });
}
