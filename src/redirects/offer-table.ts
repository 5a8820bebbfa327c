import { type Finding, finding } from '../model/finding.ts';
import { parseAddress } from '../text/address.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';
import type { Candidate } from './candidate.ts';
import type { Offers } from './fold.ts';
import { compareStrength } from './precedence.ts';
import { checkTarget } from './target.ts';

/**
 * Gathers what the sources offer for each key of an agency. Only the strongest offers are kept, so the
 * result does not depend on the order in which they come.
 */
export class OfferTable {
  readonly offers = new Map<string, Offers>();
  readonly spellings = new Map<string, Set<string>>();
  readonly findings: Finding[] = [];
  /** Addresses of other sites, which this agency does not answer for. */
  readonly foreign = new Set<string>();
  readonly #rules: KeyRules;
  readonly #hosts: Set<string>;
  readonly #allowedHosts: readonly string[];

  constructor(rules: KeyRules, allowedHosts: readonly string[]) {
    this.#rules = rules;
    this.#hosts = new Set(Object.values(rules.hosts));
    this.#allowedHosts = allowedHosts;
  }

  /** The key of an address on the agency's hosts, else undefined. */
  keyOf(address: string): string | undefined {
    const parsed = parseAddress(address);
    if (parsed === undefined) return undefined;
    const key = urlKey(parsed, this.#rules);
    return this.isOurs(key) ? key : undefined;
  }

  isOurs(key: string): boolean {
    const slash = key.indexOf('/');
    return this.#hosts.has(slash < 0 ? key : key.slice(0, slash));
  }

  /** Tells whether a redirect may lead to an address. */
  isAllowed(address: string): boolean {
    return checkTarget(address, this.#allowedHosts).target !== undefined;
  }

  /** Remembers a raw address seen for a key. */
  addSpelling(key: string, address: string): void {
    const known = this.spellings.get(key);
    if (known) known.add(address);
    else this.spellings.set(key, new Set([address]));
  }

  /**
   * Puts an offer for a key. A redirect to an address of the agency itself follows that key; one to any
   * other host that is not allowed is refused with a finding. Following oneself says nothing and is dropped.
   */
  offer(key: string, said: Candidate): void {
    const checked = this.#checked(key, said);
    if (!checked || checked.follow === key) return;
    const known = this.offers.get(key);
    const own = checked.follow === null ? checked : null;
    if (!known) {
      this.offers.set(key, { best: checked, own });
      return;
    }
    if (compareStrength(checked, known.best) < 0) known.best = checked;
    if (own && (known.own === null || compareStrength(own, known.own) < 0)) known.own = own;
  }

  #checked(key: string, said: Candidate): Candidate | undefined {
    if (said.decision !== 'redirect' && said.decision !== 'shared') return said;
    if (said.target === null) return said;
    const { target, fault } = checkTarget(said.target, this.#allowedHosts);
    if (target !== undefined) return { ...said, target };
    const follow = this.keyOf(said.target);
    if (follow !== undefined) return { ...said, target: null, follow };
    this.refuse(key, `${said.source}: the target ${fault}: ${said.target}`);
    return undefined;
  }

  /** Says that a row was left out, and why; `subject` is a key or what was to be one. */
  refuse(subject: string, detail: string): void {
    this.findings.push(
      finding(
        'redirects',
        'row-refused',
        { subject },
        detail.replace(/[\x00-\x1f\x7f]/g, '\ufffd'),
      ),
    );
  }
}
