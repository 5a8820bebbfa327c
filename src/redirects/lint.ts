import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import { longestAddress } from '../text/address.ts';
import { checkTarget } from './target.ts';

/** Hops after which a chain is no longer followed: nobody writes one, and browsers stop at 20. */
const mostHops = 100;

/** What a set of redirects is judged by. */
export interface LintOptions {
  allowedHosts: readonly string[];
  /** The url key of an address on the hosts of any agency that moves, else undefined. */
  keyOf: (address: string) => string | undefined;
  /** The decision for a key of any agency, else undefined. */
  decided: (key: string) => Redirect | undefined;
  /** kosh.yaml names the address of archived copies. */
  hasArchive: boolean;
}

/**
 * Faults of finished decisions, one after another: targets that are not allowed, rows over 2048 characters, redirects to
 * themselves, chains and loops over the decisions of all agencies, archives that have no address. Keeps nothing.
 */
export function* lintRedirects(
  redirects: Iterable<Redirect>,
  options: LintOptions,
): Generator<Finding> {
  for (const redirect of redirects) {
    const { key, target, decision } = redirect;
    const subject = { address: redirect.spellings[0] ?? '', subject: key };
    for (const detail of rowFaults(redirect, options)) {
      yield finding('redirects', 'row-refused', subject, detail);
    }
    if (decision === 'archive' && target === null && !options.hasArchive) {
      yield finding('redirects', 'archive-without-template', subject, redirect.reason);
    }
    if (!isRedirect(redirect) || target === null) continue;
    const fault = chainFault(key, target, options);
    if (fault) yield finding('redirects', fault.code, subject, fault.detail);
  }
}

function isRedirect({ decision }: Redirect): boolean {
  return decision === 'redirect' || decision === 'shared';
}

function rowFaults(redirect: Redirect, { allowedHosts }: LintOptions): string[] {
  const { key, target, spellings } = redirect;
  const faults: string[] = [];
  if (key.length > longestAddress || spellings.some((one) => one.length > longestAddress)) {
    faults.push(`the address is longer than ${longestAddress} characters`);
  }
  if (isRedirect(redirect)) {
    const { fault } = checkTarget(target ?? '', allowedHosts);
    if (fault !== undefined) faults.push(`the target ${fault}: ${target}`);
  }
  return faults;
}

/** A chain is told once, at each key whose target redirects on; a loop at each of its keys. */
function chainFault(
  key: string,
  target: string,
  { keyOf, decided }: LintOptions,
): { code: Finding['code']; detail: string } | undefined {
  const nextOf = (redirect: Redirect | undefined) =>
    redirect === undefined || !isRedirect(redirect) || redirect.target === null
      ? undefined
      : keyOf(redirect.target);
  const first = keyOf(target);
  if (first === undefined) return undefined;
  if (first === key) return { code: 'redirect-loop', detail: 'redirects to itself' };
  const row = decided(first);
  if (row === undefined || !isRedirect(row)) return undefined;
  const seen = new Set([key]);
  for (let at: string | undefined = first; at !== undefined; at = nextOf(decided(at))) {
    if (at === key) {
      return { code: 'redirect-loop', detail: [...seen].slice(0, 10).concat(key).join(' -> ') };
    }
    if (seen.has(at) || seen.size > mostHops) break;
    seen.add(at);
  }
  return { code: 'redirect-chain', detail: [...seen].slice(0, 10).join(' -> ') };
}
