import type { Finding } from '../model/finding.ts';
import { type Candidate, candidate } from './candidate.ts';
import { assetOffer, rootOffers } from './content-offers.ts';
import { crawledOffers, leadsSomewhere } from './crawled.ts';
import { type HostWide, hostWideAnswers, hostWideTarget } from './host-wide.ts';
import type { KeyOffers } from './key-offers.ts';
import type { OfferIntake } from './offer-intake.ts';
import { PatternRules } from './pattern-rules.ts';
import type { KnownAddress, PlanInput } from './plan-input.ts';

/** Adds to the offers of a key what is told when its turn comes: what the crawl saw, and what holds for roots, patterns and hosts. */
export class KeyAnswers {
  readonly #intake: OfferIntake;
  readonly #input: PlanInput;
  readonly #patterns: PatternRules;
  readonly #hostWide: HostWide[];
  readonly #roots: ReadonlyMap<string, Candidate>;

  constructor(intake: OfferIntake, input: PlanInput) {
    const { mapping, settings, rules } = input;
    this.#intake = intake;
    this.#input = input;
    this.#patterns = new PatternRules(intake, mapping, rules);
    this.#hostWide = hostWideAnswers(mapping, settings.portal.allowedHosts);
    this.#roots = rootOffers(input);
  }

  /** `seen` are the addresses of the key, in order. */
  complete(group: KeyOffers, seen: readonly KnownAddress[]): void {
    for (const known of seen) this.#addSeen(group, known);
    const root = this.#roots.get(group.key);
    if (root !== undefined) this.#add(group, root);
    this.#patterns.offerFor(group);
    this.#addHostWide(group);
  }

  /** What a person should know of the patterns once every key was completed. */
  findings(): Finding[] {
    return this.#patterns.findings();
  }

  #addSeen(group: KeyOffers, known: KnownAddress): void {
    group.addSeen(known.address);
    const isOutdone = known.asset === null && isStrong(group.own) && !leadsSomewhere(known);
    if (isOutdone && !group.keepsBeaten) return;
    if (known.asset !== null) this.#add(group, assetOffer(this.#input, known.asset));
    for (const said of crawledOffers(this.#intake, known)) this.#add(group, said);
  }

  #addHostWide(group: KeyOffers): void {
    const all = this.#hostWide.find(({ host }) => group.key.startsWith(`${host}/`));
    if (all === undefined) return;
    const address = group.spellings().spellings[0] ?? `http://${group.key}`;
    const { decision, reason } = all;
    const target = hostWideTarget(all, address);
    this.#add(group, candidate({ decision, target, source: 'host', reason, pattern: true }));
  }

  #add(group: KeyOffers, said: Candidate): void {
    const checked = this.#intake.checked(group.key, said);
    if (checked !== undefined) group.add(checked);
  }
}

/** Tells whether an offer is stronger than any reason that the crawl may have for not deciding. */
function isStrong(own: Candidate | null): boolean {
  return own !== null && own.source !== 'crawl' && own.source !== 'log';
}
