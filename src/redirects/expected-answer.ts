import type { Redirect } from '../model/redirect.ts';
import type { ExpectedAnswer } from '../model/redirect-check.ts';
import { type HostWide, hostWideTarget } from './host-wide.ts';

/** What the tables of a server were made with. */
export interface TableTerms {
  /** A person confirmed the redirects: they are permanent. */
  confirmed: boolean;
  /** Targets that the portal has not named yet are in the tables too. */
  provisional: boolean;
}

const confirmedSeconds = 3600;

/**
 * The answers that a decision allows, the usual one first: 302 until confirmed, then 301 with an hour of caching; 410 for
 * what was left behind; else 404. Beside confirmed redirects a provisional one is left out, or stays 302 where the server can.
 */
export function expectedAnswers(
  { decision, target, provisional }: Pick<Redirect, 'decision' | 'target' | 'provisional'>,
  terms: TableTerms,
): readonly [ExpectedAnswer, ...ExpectedAnswer[]] {
  if (decision === 'gone' || decision === 'archive') return [gone];
  if (decision === 'unresolved' || target === null) return [unknown];
  if (!provisional) return [redirectTo(target, terms.confirmed)];
  if (!terms.provisional) return [unknown];
  return terms.confirmed ? [unknown, redirectTo(target, false)] : [redirectTo(target, false)];
}

/** The answers of a host to a request that nothing is decided for: 404, or what holds for the whole host. */
export function expectedOfUnknown(
  hostWide: HostWide | undefined,
  address: string,
  terms: TableTerms,
): readonly [ExpectedAnswer, ...ExpectedAnswer[]] {
  if (hostWide === undefined) return [unknown];
  const target = hostWideTarget(hostWide, address);
  return expectedAnswers({ decision: hostWide.decision, target, provisional: false }, terms);
}

/** Servers answer themselves for a robots.txt, whatever the old site had there. */
export const served: ExpectedAnswer = { status: 200, location: null, maxAge: null };
export const unknown: ExpectedAnswer = { status: 404, location: null, maxAge: null };
const gone: ExpectedAnswer = { status: 410, location: null, maxAge: null };

function redirectTo(location: string, confirmed: boolean): ExpectedAnswer {
  return confirmed
    ? { status: 301, location, maxAge: confirmedSeconds }
    : { status: 302, location, maxAge: null };
}
