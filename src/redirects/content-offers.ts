import { type Item, type SharedItem, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { type Candidate, candidate } from './candidate.ts';
import { navigationCandidate } from './crawled.ts';
import type { OfferTable } from './offer-table.ts';
import type { PlanInput, PlannedAsset, PlannedPage } from './plan-input.ts';
import {
  assetTarget,
  homeTarget,
  itemTarget,
  type PortalTarget,
  portalSectionTarget,
} from './portal-target.ts';

/** Lines within one source: a page of its own before a file, so that a document page keeps its item. */
const itemLine = 0;
const assetLine = 10;

/** Offers every language version of an item for its key, and follows it from the keys of its copies. */
export function offerItem(table: OfferTable, input: PlanInput, item: Item): void {
  for (const version of item.versions) {
    if (version.agency !== input.mapping.id) continue;
    const { lang, key, aliases } = version;
    const at = itemTarget(input, item, lang, input.mapping.entity);
    offerVersion(table, input, key, { ...said(at, item.id, lang), source: 'item' });
    offerAliases(table, key, aliases, 'shows the same content');
  }
}

/** Offers an adopted shared item for the pages of this agency that it replaces. */
export function offerShared(table: OfferTable, input: PlanInput, shared: SharedItem): void {
  if (shared.decision !== 'adopt') return;
  const own = [...shared.members, ...shared.item.versions].filter(
    (member) => member.agency === input.mapping.id,
  );
  for (const { lang, key, aliases } of own) {
    const at = itemTarget(input, shared.item, lang, input.settings.portal.sharedEntity);
    offerVersion(table, input, key, {
      ...said(at, shared.item.id, lang),
      decision: 'shared',
      source: 'shared',
      reason: `held once for all agencies by ${sharedAgency}`,
    });
    offerAliases(table, key, aliases, 'shows the same content');
  }
}

/** Offers the bytes of a file for every address that gave them. */
export function offerAsset(table: OfferTable, input: PlanInput, asset: PlannedAsset): void {
  const at = assetTarget(input, asset.sha256);
  for (const address of asset.addresses) {
    const key = table.keyOf(address);
    if (key === undefined) {
      table.foreign.add(address);
      continue;
    }
    table.addSpelling(key, address);
    table.offer(
      key,
      candidate({
        ...said(at, asset.sha256, null),
        source: 'item',
        line: assetLine,
        reason: 'a file that is carried over',
      }),
    );
  }
}

/** Offers what a page itself says: home and listings lead to their place on the portal, parts to their first page. */
export function offerPage(table: OfferTable, input: PlanInput, page: PlannedPage): void {
  for (const part of page.parts) {
    const key = table.keyOf(part);
    if (key !== undefined) offerAliases(table, page.key, [key], 'a part of that page');
  }
  const lang = pageLanguage(input, page);
  if (page.kind === 'home') {
    table.offer(page.key, ruleCandidate(homeTarget(input, lang), lang, 'home page'));
  } else if (page.kind === 'listing') {
    offerListing(table, input, page, lang);
  } else if (page.kind === 'search' || page.kind === 'feed') {
    table.offer(page.key, navigationCandidate(`a ${page.kind} page, no content of its own`));
  }
  if (page.personal.length > 0) {
    table.offer(page.key, navigationCandidate('waits for a person: it holds personal data'));
  }
  const ignored = input.rulesFor(page.address).find((rule) => rule.ignore !== undefined)?.ignore;
  if (ignored) {
    table.offer(page.key, navigationCandidate(`left behind by the mapping: ${ignored.reason}`));
  }
}

function offerListing(
  table: OfferTable,
  input: PlanInput,
  page: PlannedPage,
  lang: Language,
): void {
  const rule = input.rulesFor(page.address).find((one) => one.portalSection !== undefined);
  if (rule?.portalSection === undefined) {
    table.offer(
      page.key,
      navigationCandidate('a listing; no rule of the mapping names its portalSection', true),
    );
    return;
  }
  const at = portalSectionTarget(input, rule.portalSection, lang);
  table.offer(page.key, ruleCandidate(at, lang, `listing of ${rule.portalSection}`));
}

/** When one key gives pages in two languages (a split bilingual page), the address's own language goes first. */
function offerVersion(
  table: OfferTable,
  input: PlanInput,
  key: string,
  offered: Omit<Candidate, 'line' | 'reason' | 'wantsTarget'> & { reason?: string },
): void {
  const fits = offered.lang !== null && input.languageOf(`http://${key}`) === offered.lang;
  const place = fits || offered.lang === null ? 0 : 1 + languages.indexOf(offered.lang);
  table.offer(key, candidate({ reason: 'the page moved', ...offered, line: itemLine + place }));
}

function offerAliases(
  table: OfferTable,
  key: string,
  aliases: readonly string[],
  reason: string,
): void {
  for (const alias of aliases) {
    table.offer(alias, candidate({ decision: 'redirect', follow: key, source: 'alias', reason }));
  }
}

function said(
  { target, provisional }: PortalTarget,
  itemId: string,
  lang: Language | null,
): Omit<Candidate, 'line' | 'reason' | 'source' | 'wantsTarget'> {
  return { decision: 'redirect', target, provisional, itemId, lang, follow: null, pattern: false };
}

function ruleCandidate(at: PortalTarget, lang: Language, reason: string): Candidate {
  return candidate({ decision: 'redirect', ...at, lang, source: 'rule', reason });
}

function pageLanguage(input: PlanInput, page: PlannedPage): Language {
  const own = languages.find((lang) => lang === page.lang);
  return own ?? input.languageOf(page.address) ?? input.settings.languages[0] ?? 'kk';
}
