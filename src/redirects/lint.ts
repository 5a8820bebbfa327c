import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import { longestAddress } from '../text/address.ts';
import { compareText } from './precedence.ts';
import { checkTarget } from './target.ts';

/** Hops after which a chain is no longer followed: nobody writes one, and browsers stop at 20. */
const mostHops = 100;

/** What a set of redirects is judged by. */
export interface LintOptions {
  allowedHosts: readonly string[];
  /** The url key of an address on the hosts of any agency that moves, else undefined. */
  keyOf: (address: string) => string | undefined;
}

/**
 * Faults of a finished set, of one agency or of many: targets that are not allowed, rows over 2048
 * characters, redirects to themselves, chains and loops inside the set. Sorted by key.
 */
export function lintRedirects(redirects: Iterable<Redirect>, options: LintOptions): Finding[] {
  const findings: Finding[] = [];
  const next = new Map<string, string>();
  const known = new Set<string>();
  const report = (code: Finding['code'], key: string, detail: string) =>
    findings.push(finding('redirects', code, { subject: key }, detail));
  for (const redirect of redirects) {
    const { key, target, decision } = redirect;
    for (const detail of rowFaults(redirect, options)) report('row-refused', key, detail);
    if (decision !== 'redirect' && decision !== 'shared') continue;
    known.add(key);
    const following = target === null ? undefined : options.keyOf(target);
    if (following !== undefined) next.set(key, following);
  }
  for (const key of next.keys()) {
    const fault = chainFault(key, next, known);
    if (fault) report(fault.code, key, fault.detail);
  }
  return findings.sort((a, b) => compareText(a.subject, b.subject) || compareText(a.code, b.code));
}

function rowFaults({ key, target, decision, spellings }: Redirect, options: LintOptions): string[] {
  const faults: string[] = [];
  if ([key, ...spellings].some((one) => one.length > longestAddress)) {
    faults.push(`the address is longer than ${longestAddress} characters`);
  }
  if (decision === 'redirect' || decision === 'shared') {
    const { fault } = checkTarget(target ?? '', options.allowedHosts);
    if (fault !== undefined) faults.push(`the target ${fault}: ${target}`);
  }
  return faults;
}

/** A chain is told once, at each key whose target redirects on; a loop at each of its keys. */
function chainFault(
  key: string,
  next: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): { code: Finding['code']; detail: string } | undefined {
  const first = next.get(key) ?? '';
  if (first === key) return { code: 'redirect-loop', detail: 'redirects to itself' };
  if (!known.has(first)) return undefined;
  const seen = new Set([key]);
  for (let at: string | undefined = first; at !== undefined; at = next.get(at)) {
    if (at === key) {
      return { code: 'redirect-loop', detail: [...seen].slice(0, 10).concat(key).join(' -> ') };
    }
    if (seen.has(at) || seen.size > mostHops) break;
    seen.add(at);
  }
  return { code: 'redirect-chain', detail: [...seen].slice(0, 10).join(' -> ') };
}
