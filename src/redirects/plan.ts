import { UserError } from '../errors.ts';
import { CaseCollisions } from './collisions.ts';
import { offerItem, offerPage, offerShared } from './content-offers.ts';
import { Followers } from './followers.ts';
import { offerGivenRows, offerHandRows } from './hand-rows.ts';
import { hostWideFault } from './host-wide.ts';
import { KeyAnswers } from './key-answers.ts';
import { type KeyOffers, keyGroups } from './key-offers.ts';
import { offerLogged } from './logged.ts';
import { OfferIntake } from './offer-intake.ts';
import type { PlanInput, PlanSink } from './plan-input.ts';
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
export function takeOffers(intake: OfferIntake, input: PlanInput): void {
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
  readonly #answers: KeyAnswers;
  readonly #followers: Followers;
  readonly #collisions = new CaseCollisions();
  readonly #thin = new ThinHosts();

  constructor(intake: OfferIntake, input: PlanInput, sink: PlanSink) {
    this.#intake = intake;
    this.#input = input;
    this.#sink = sink;
    this.#answers = new KeyAnswers(intake, input);
    this.#followers = new Followers(input.newSorter());
  }

  decideAll(offers: RecordSorter): PlanSummary {
    let foreign = 0;
    for (const { group, seen } of keyGroups(this.#input.addresses, offers.sorted())) {
      if (!this.#intake.isOurs(group.key)) {
        foreign += seen.length;
        continue;
      }
      this.#answers.complete(group, seen);
      this.#decide(group);
    }
    return { foreign };
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
    for (const one of this.#answers.findings()) this.#sink.find(one);
    for (const one of this.#collisions.findings(() => this.#sink.all(), newSorter)) {
      this.#sink.find(one);
    }
  }
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
