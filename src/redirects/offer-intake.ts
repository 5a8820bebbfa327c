import { type Finding, finding } from '../model/finding.ts';
import { parseAddress } from '../text/address.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';
import type { Candidate } from './candidate.ts';
import { offerRecord } from './offer-record.ts';
import type { RecordSorter } from './record-sorter.ts';
import { checkTarget } from './target.ts';

/** What the intake of offers depends on. */
export interface IntakeOptions {
  rules: KeyRules;
  allowedHosts: readonly string[];
  /** The key of an address on the hosts of another agency that moves, else undefined. */
  keyElsewhere: (address: string) => string | undefined;
  /** Takes what is offered out of the order of keys. */
  sorter: RecordSorter;
  find: (finding: Finding) => void;
}

/** Checks what the sources offer for the keys of an agency, and hands it on sorted by key. */
export class OfferIntake {
  readonly #options: IntakeOptions;
  readonly #hosts: Set<string>;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#hosts = new Set(Object.values(options.rules.hosts));
  }

  /** The key of an address on the agency's hosts, else undefined. */
  keyOf(address: string): string | undefined {
    const parsed = parseAddress(address);
    if (parsed === undefined) return undefined;
    const key = urlKey(parsed, this.#options.rules);
    return this.isOurs(key) ? key : undefined;
  }

  /** The key of an address on the hosts of any agency that moves, else undefined. */
  anyKeyOf(address: string): string | undefined {
    return this.keyOf(address) ?? this.#options.keyElsewhere(address);
  }

  isOurs(key: string): boolean {
    const slash = key.indexOf('/');
    return this.#hosts.has(slash < 0 ? key : key.slice(0, slash));
  }

  /** Tells whether a redirect may lead to an address. */
  isAllowed(address: string): boolean {
    return checkTarget(address, this.#options.allowedHosts).target !== undefined;
  }

  /** Remembers a raw address seen for a key. */
  addSpelling(key: string, address: string): void {
    this.#options.sorter.put(key, address);
  }

  /** Puts an offer for a key, unless `checked` refuses it. */
  offer(key: string, said: Candidate): void {
    const checked = this.checked(key, said);
    if (checked !== undefined) this.#options.sorter.put(key, offerRecord(checked));
  }

  /**
   * The offer as it may be taken. A redirect to an address of an agency that moves follows that key; one to any
   * other host that is not allowed is refused with a finding. Following oneself says nothing and is dropped.
   */
  checked(key: string, said: Candidate): Candidate | undefined {
    if (said.follow !== null) return said.follow === key ? undefined : said;
    if (said.decision !== 'redirect' && said.decision !== 'shared') return said;
    if (said.target === null) return said;
    const { target, fault } = checkTarget(said.target, this.#options.allowedHosts);
    if (target !== undefined) return target === said.target ? said : { ...said, target };
    const follow = this.anyKeyOf(said.target);
    if (follow === key) return undefined;
    if (follow !== undefined) return { ...said, target: null, follow };
    this.refuse(key, `${said.source}: the target ${fault}: ${said.target}`);
    return undefined;
  }

  /** Says that a row was left out, and why; `subject` is a key or what was to be one. */
  refuse(subject: string, detail: string): void {
    const clean = detail.replace(/[\x00-\x1f\x7f]/g, '\ufffd');
    this.#options.find(finding('redirects', 'row-refused', { subject }, clean));
  }
}
