import type { Redirect } from '../../model/redirect.ts';
import { checkTarget } from '../target.ts';
import type { ClosedSite } from './closed-site.ts';
import type { EmissionCounts, EmitterOptions } from './emitter.ts';

/** Value of a row for addresses that answer 410. No target can equal it, nor the next two. */
export const goneValue = 'gone';

/** Value of a row for an address without an answer that would else be taken for another. */
export const noneValue = 'none';

/** Stands before targets that answer 302 though the others answer 301. */
export const temporaryMark = '302:';

/** A decision as a table answers it: its value, undefined for none, which is 404. */
export interface Answer {
  redirect: Redirect;
  value: string | undefined;
}

/**
 * The value of a decision, its target checked once more, whatever the store says: what fails is listed and answers as if it were
 * unresolved. Counts what has no answer, and puts what redirects into the sitemap.
 */
export function answerOf(
  redirect: Redirect,
  options: EmitterOptions,
  site: ClosedSite,
  counts: EmissionCounts,
): Answer {
  const { decision, provisional, key } = redirect;
  if (key.endsWith('/robots.txt') && key.indexOf('/') === key.length - '/robots.txt'.length) {
    // Robots must be let in to learn of the move, whatever the old file said.
    if (decision !== 'unresolved')
      site.refuseAll(redirect, 'the robots.txt of the closed site answers');
    return { redirect, value: undefined };
  }
  if (decision === 'gone' || decision === 'archive') return { redirect, value: goneValue };
  if (decision === 'unresolved') {
    counts.unresolved++;
    return { redirect, value: undefined };
  }
  const { target, fault } = checkTarget(redirect.target ?? '', options.portal.allowedHosts);
  if (target === undefined) {
    counts.unresolved++;
    site.refuseAll(redirect, 'the target is not allowed', `the target ${fault}`);
    return { redirect, value: undefined };
  }
  if (provisional && !options.provisional) {
    counts.held++;
    return { redirect, value: undefined };
  }
  site.redirects(redirect);
  return {
    redirect,
    value: provisional && options.confirmed ? temporaryMark + target : target,
  };
}
