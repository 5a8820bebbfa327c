import { UserError } from '../errors.ts';
import { type Candidate, candidate } from './candidate.ts';
import { CaseCollisions } from './collisions.ts';
import { assetOffer, offerItem, offerPage, offerShared, rootOffers } from './content-offers.ts';
import { crawledOffers, leadsSomewhere } from './crawled.ts';
import { Followers } from './followers.ts';
import { offerGivenRows, offerHandRows } from './hand-rows.ts';
import { type HostWide, hostWideAnswers, hostWideFault, hostWideTarget } from './host-wide.ts';
import { type KeyOffers, keyGroups } from './key-offers.ts';
import { offerLogged } from './logged.ts';
import { OfferIntake } from './offer-intake.ts';
import { PatternRules } from './pattern-rules.ts';
import type { KnownAddress, PlanInput, PlanSink } from './plan-input.ts';
import { archiveLink, followerRow, loopFinding, missingTarget, ownRow } from './plan-row.ts';
import { homeTarget } from './portal-target.ts';
import type { RecordSorter } from './record-sorter.ts';
import { checkForm, checkTarget } from './target.ts';
import { ThinHosts } from './thin-hosts.ts';

/** What a plan came to beside its decisions. */
export interface PlanSummary {
  /** Addresses of other sites, which get no decision. */
  foreign: number;
}

/**
 * Decides every known key of one agency and gives each decision to the sink. Independent of the order of its inputs
 * (addresses apart, which come sorted); memory does not grow with the number of keys, but for a few octets each. Throws
 * a UserError when the portal itself is not an allowed target, since then no target could be.
 */
export function planRedirects(input: PlanInput, sink: PlanSink): PlanSummary {
  requireUsableSettings(input);
  const offers = input.newSorter();
  const intake = new OfferIntake({
    rules: input.rules,
    allowedHosts: input.settings.portal.allowedHosts,
    keyElsewhere: input.keyElsewhere,
    sorter: offers,
    find: (one) => sink.find(one),
  });
  takeOffers(intake, input);
  const plan = new KeyedPlan(intake, input, sink);
  const summary = plan.decideAll(offers);
  sink.firstRoundDone();
  plan.decideFollowers();
  plan.tellFindings();
  return summary;
}

/** Takes what is offered out of the order of keys. */
function takeOffers(intake: OfferIntake, input: PlanInput): void {
  const { mapping, settings } = input;
  for (const page of input.pages) offerPage(intake, input, page);
  for (const item of input.items) offerItem(intake, input, item);
  for (const shared of input.shared) offerShared(intake, input, shared);
  for (const logged of input.logged) offerLogged(intake, logged);
  offerGivenRows(intake, input.imported, mapping);
  offerHandRows(intake, mapping);
  for (const { host, hostWide } of mapping.hosts) {
    const fault = hostWide && hostWideFault(hostWide, settings.portal.allowedHosts);
    if (fault !== undefined) intake.refuse(host, `host: the target ${fault}: ${hostWide?.to}`);
  }
}

/** The decisions of one agency, key after key. */
class KeyedPlan {
  readonly #intake: OfferIntake;
  readonly #input: PlanInput;
  readonly #sink: PlanSink;
  readonly #patterns: PatternRules;
  readonly #hostWide: HostWide[];
  readonly #roots: ReturnType<typeof rootOffers>;
  readonly #followers: Followers;
  readonly #collisions = new CaseCollisions();
  readonly #thin = new ThinHosts();

  constructor(intake: OfferIntake, input: PlanInput, sink: PlanSink) {
    const { mapping, settings, rules } = input;
    this.#intake = intake;
    this.#input = input;
    this.#sink = sink;
    this.#patterns = new PatternRules(intake, mapping, rules);
    this.#hostWide = hostWideAnswers(mapping, settings.portal.allowedHosts);
    this.#roots = rootOffers(input);
    this.#followers = new Followers(input.newSorter());
  }

  decideAll(offers: RecordSorter): PlanSummary {
    let foreign = 0;
    for (const { group, seen } of keyGroups(this.#input.addresses, offers.sorted())) {
      if (!this.#intake.isOurs(group.key)) {
        foreign += seen.length;
        continue;
      }
      for (const known of seen) this.#addSeen(group, known);
      this.#addGeneral(group);
      this.#decide(group);
    }
    return { foreign };
  }

  #addSeen(group: KeyOffers, known: KnownAddress): void {
    group.addSeen(known.address);
    if (known.asset === null && isOutdone(group.own) && !leadsSomewhere(known)) return;
    const crawled = crawledOffers(this.#intake, known);
    const offered =
      known.asset === null ? crawled : [assetOffer(this.#input, known.asset), ...crawled];
    for (const said of offered) {
      const checked = this.#intake.checked(group.key, said);
      if (checked !== undefined) group.add(checked);
    }
  }

  /** What holds for roots, patterns and hosts, weakest last. */
  #addGeneral(group: KeyOffers): void {
    const root = this.#roots.get(group.key);
    const checked = root && this.#intake.checked(group.key, root);
    if (checked !== undefined) group.add(checked);
    this.#patterns.offerFor(group);
    const all = this.#hostWide.find(({ host }) => group.key.startsWith(`${host}/`));
    if (all === undefined) return;
    const address = group.spellings().spellings[0] ?? `http://${group.key}`;
    const { decision, reason } = all;
    const target = hostWideTarget(all, address);
    const said = candidate({ decision, target, source: 'host', reason, pattern: true });
    const whole = this.#intake.checked(group.key, said);
    if (whole !== undefined) group.add(whole);
  }

  #decide(group: KeyOffers): void {
    const { key, best, own } = group;
    if (best === null) return;
    this.#collisions.add(key);
    this.#thin.add(key, best);
    const known = { key, ...group.spellings() };
    if (best.follow !== null) {
      this.#followers.add({ ...known, best, own });
      this.#sink.postpone(key);
      return;
    }
    const row = ownRow(known, best, this.#input);
    this.#sink.decide(row);
    const missing = missingTarget(row, best);
    if (missing !== undefined) this.#sink.find(missing);
  }

  decideFollowers(): void {
    const ends = {
      decided: (key: string) => this.#sink.decided(key),
      isElsewhere: (key: string) => !this.#intake.isOurs(key),
    };
    for (const one of this.#followers.ends(ends)) {
      if ('loop' in one) {
        this.#sink.find(loopFinding('redirect-loop', one.loop));
        continue;
      }
      const { follower, end } = one;
      if (end.how === 'elsewhere') {
        this.#sink.open(follower);
        continue;
      }
      const row = followerRow(follower, end, this.#input);
      this.#sink.decide(row);
      const missing = missingTarget(row, follower.best);
      if (missing !== undefined) this.#sink.find(missing);
    }
  }

  tellFindings(): void {
    const { newSorter, mapping } = this.#input;
    for (const one of this.#thin.findings(mapping)) this.#sink.find(one);
    for (const one of this.#patterns.findings()) this.#sink.find(one);
    for (const one of this.#collisions.findings(() => this.#sink.all(), newSorter)) {
      this.#sink.find(one);
    }
  }
}

/** Tells whether an offer is stronger than any reason that the crawl may have for not deciding. */
function isOutdone(own: Candidate | null): boolean {
  return own !== null && own.source !== 'crawl' && own.source !== 'log';
}

function requireUsableSettings(input: PlanInput): void {
  requireArchiveTemplate(input.settings.archiveTemplate);
  const { target } = homeTarget({ ...input, portalAddress: () => null }, 'kk');
  const { fault } = checkTarget(target, input.settings.portal.allowedHosts);
  if (fault === undefined) return;
  throw new UserError(
    `kosh.yaml: no redirect may lead to the portal's own home ${target}: ${fault}. Correct portal.base, portal.home or portal.allowedHosts.`,
  );
}

function requireArchiveTemplate(template: string | undefined): void {
  if (template === undefined) return;
  const { fault } = checkForm(archiveLink(template, 'http://old.example/'));
  if (fault === undefined) return;
  throw new UserError(`kosh.yaml: archiveTemplate ${template} ${fault}. Correct it.`);
}
