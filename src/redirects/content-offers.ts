import { type Item, type SharedItem, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { branchRoot } from '../text/branch-root.ts';
import { urlKey } from '../text/url-key.ts';
import { type Candidate, candidate } from './candidate.ts';
import { navigationCandidate } from './crawled.ts';
import type { OfferIntake } from './offer-intake.ts';
import type { PlanInput, PlannedPage } from './plan-input.ts';
import {
  assetTarget,
  homeTarget,
  itemTarget,
  type PortalTarget,
  portalSectionTarget,
} from './portal-target.ts';

/** Why the key of a copy follows that of the page it is a copy of. */
export const sameContent = 'shows the same content';

/** Lines within one source: a page of its own before a file, so that a document page keeps its item. */
const itemLine = 0;
const assetLine = 10;

/** Offers every language version of an item for its key, and follows it from the keys of its copies. */
export function offerItem(intake: OfferIntake, input: PlanInput, item: Item): void {
  for (const version of item.versions) {
    if (version.agency !== input.mapping.id) continue;
    const { lang, key, aliases } = version;
    const at = itemTarget(input, item, lang, input.mapping.entity);
    offerVersion(intake, input, key, { ...said(at, item.id, lang), source: 'item' });
    offerAliases(intake, key, aliases, sameContent);
  }
}

/** Offers an adopted shared item for the pages of this agency that it replaces. */
export function offerShared(intake: OfferIntake, input: PlanInput, shared: SharedItem): void {
  if (shared.decision !== 'adopt') return;
  const own = [...shared.members, ...shared.item.versions].filter(
    (member) => member.agency === input.mapping.id,
  );
  for (const { lang, key, aliases } of own) {
    const at = itemTarget(input, shared.item, lang, input.settings.portal.sharedEntity);
    offerVersion(intake, input, key, {
      ...said(at, shared.item.id, lang),
      decision: 'shared',
      source: 'shared',
      reason: `held once for all agencies by ${sharedAgency}`,
    });
    offerAliases(intake, key, aliases, sameContent);
  }
}

/** The offer for an address whose bytes are carried over. */
export function assetOffer(input: PlanInput, sha256: string): Candidate {
  const at = assetTarget(input, sha256);
  return candidate({
    ...said(at, sha256, null),
    source: 'item',
    line: assetLine,
    reason: 'a file that is carried over',
  });
}

/** Offers what a page itself says: home and listings lead to their place on the portal, parts to their first page. */
export function offerPage(intake: OfferIntake, input: PlanInput, page: PlannedPage): void {
  for (const part of page.parts) {
    const key = part === page.address ? undefined : intake.keyOf(part);
    if (key !== undefined) offerAliases(intake, page.key, [key], 'a part of that page');
  }
  if (page.kind === 'home') {
    const lang = pageLanguage(input, page);
    intake.offer(page.key, ruleCandidate(homeTarget(input, lang), lang, 'home page'));
  } else if (page.kind === 'listing') {
    offerListing(intake, input, page, pageLanguage(input, page));
  } else if (page.kind === 'search' || page.kind === 'feed') {
    intake.offer(page.key, navigationCandidate(`a ${page.kind} page, no content of its own`));
  }
  if (page.personal.length > 0) {
    intake.offer(page.key, navigationCandidate('waits for a person: it holds personal data'));
  }
  const ignored = input.mapping.rules.some((rule) => rule.ignore !== undefined)
    ? input.rulesFor(page.address).find((rule) => rule.ignore !== undefined)?.ignore
    : undefined;
  if (ignored) {
    intake.offer(page.key, navigationCandidate(`left behind by the mapping: ${ignored.reason}`));
  }
}

function offerListing(
  intake: OfferIntake,
  input: PlanInput,
  page: PlannedPage,
  lang: Language,
): void {
  const rule = input.rulesFor(page.address).find((one) => one.portalSection !== undefined);
  if (rule?.portalSection === undefined) {
    intake.offer(
      page.key,
      navigationCandidate('a listing; no rule of the mapping names its portalSection', true),
    );
    return;
  }
  const at = portalSectionTarget(input, rule.portalSection, lang);
  intake.offer(page.key, ruleCandidate(at, lang, `listing of ${rule.portalSection}`));
}

/** When one key gives pages in two languages (a split bilingual page), the address's own language goes first. */
function offerVersion(
  intake: OfferIntake,
  input: PlanInput,
  key: string,
  offered: Pick<Candidate, 'decision' | 'source' | 'lang'> & Partial<Candidate>,
): void {
  const fits = offered.lang !== null && input.languageOf(`http://${key}`) === offered.lang;
  const place = fits || offered.lang === null ? 0 : 1 + languages.indexOf(offered.lang);
  intake.offer(key, candidate({ reason: 'the page moved', ...offered, line: itemLine + place }));
}

function offerAliases(
  intake: OfferIntake,
  key: string,
  aliases: readonly string[],
  reason: string,
): void {
  for (const alias of aliases) {
    intake.offer(alias, candidate({ decision: 'redirect', follow: key, source: 'alias', reason }));
  }
}

function said({ target, provisional }: PortalTarget, itemId: string, lang: Language | null) {
  return { decision: 'redirect', target, provisional, itemId, lang } as const;
}

/**
 * Offers for the root of every host, and for the roots of languages as the mapping tells them by path (`/kz/**`): the
 * agency's home, whatever stood there.
 */
export function rootOffers(input: PlanInput): Map<string, Candidate> {
  const offers = new Map<string, Candidate>();
  const usual = input.mapping.defaultLanguage ?? input.settings.languages[0] ?? 'kk';
  for (const { host } of input.mapping.hosts) {
    const own = input.languageOf(`http://${host}/`) ?? usual;
    offers.set(`${host}/`, ruleCandidate(homeTarget(input, own), own, 'home page'));
    for (const { lang, path, host: only } of input.mapping.languages) {
      const root = branchRoot(path ?? '');
      if (root === undefined || (only !== undefined && only !== host)) continue;
      const key = urlKey(`http://${host}${root}`, input.rules);
      const reason = `home page in that language (${lang})`;
      offers.set(key, ruleCandidate(homeTarget(input, lang), lang, reason));
    }
  }
  return offers;
}

function ruleCandidate(at: PortalTarget, lang: Language, reason: string): Candidate {
  return candidate({ decision: 'redirect', ...at, lang, source: 'rule', reason });
}

function pageLanguage(input: PlanInput, page: PlannedPage): Language {
  const own = languages.find((lang) => lang === page.lang);
  return own ?? input.languageOf(page.address) ?? input.settings.languages[0] ?? 'kk';
}
