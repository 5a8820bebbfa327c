import type { DedupeAgency, DedupePage } from '../dedupe/dedupe-page.ts';
import { textWithout } from '../dedupe/page-blocks.ts';
import { languageFinder } from '../mapping/match-rules.ts';
import type { Language } from '../model/language.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import { knownAddress } from '../store/address-keys.ts';
import { findAddress } from '../store/addresses.ts';
import { chosenPage, chosenPages, chosenText } from '../store/pages.ts';
import type { SiteDb } from '../store/site-db.ts';
import { detached, hash64 } from '../text/hash.ts';
import { otherScript } from '../text/kazakh-script.ts';
import { numberSketch } from '../text/numbers.ts';
import { textPrint } from '../text/shingles.ts';
import { keyRules } from '../text/url-key.ts';
import { agencyBody, pageSource } from './page-source.ts';
import { siteKeyFinder } from './site-keys.ts';

/** What dedupe needs of one agency: its chosen pages as fingerprints, about 1 KB each. `onPage` is shown each with the text that is compared. */
export function dedupeAgencyOf(
  db: SiteDb,
  mapping: Mapping,
  boilerplate: ReadonlySet<string> = new Set(),
  onPage: (page: Page) => void = () => undefined,
): DedupeAgency {
  const keyOf = siteKeyFinder(mapping, keyRules(mapping));
  const branchOf = branchFinder(mapping);
  const pages: DedupePage[] = [];
  for (let after: { key: string; lang: string } | undefined; ; ) {
    const batch = chosenPages(db, after);
    const last = batch.at(-1);
    if (!last) break;
    after = { key: last.page.key, lang: last.page.lang };
    // What is said of private persons waits for a person; until then such a page is part of no item.
    const open = batch.filter(({ page }) => page.personal.length === 0);
    for (const { page } of open) {
      const compared = { ...page, text: textWithout(page, boilerplate) };
      onPage(compared);
      const branch = branchOf(page.address);
      const made = dedupePage(db, mapping, compared, keyOf);
      pages.push({ ...made, ...(branch && { branch }) });
    }
  }
  return {
    id: mapping.id,
    pages,
    fallbackLang: mapping.defaultLanguage,
    adopt: mapping.shared.adopt,
    refuse: mapping.shared.refuse,
    body: agencyBody(mapping),
  };
}

/** The text by which a chosen page is compared: without what is proven boilerplate over all agencies. */
export function comparedText(
  db: SiteDb,
  key: string,
  lang: string,
  boilerplate: ReadonlySet<string>,
): string {
  if (boilerplate.size === 0) return chosenText(db, key, lang) ?? '';
  const page = chosenPage(db, key, lang)?.page;
  return page === undefined ? '' : textWithout(page, boilerplate);
}

/** Where a cookie chooses the language, an address says nothing of it. */
function branchFinder(mapping: Mapping): (address: string) => Language | undefined {
  if (mapping.languages.some(({ cookie }) => cookie !== undefined)) return () => undefined;
  const languageOf = languageFinder(mapping);
  return (address) => languageOf(address);
}

function dedupePage(
  db: SiteDb,
  mapping: Mapping,
  page: Page,
  keyOf: (address: string) => string | undefined,
): DedupePage {
  const script = page.lang === 'ru' || page.lang === 'en' ? undefined : otherScript(page.text);
  return {
    agency: mapping.id,
    key: page.key,
    address: page.address,
    lang: page.lang,
    ...(script && { script }),
    kind: page.kind,
    title: detached(page.title),
    published: page.published?.value ?? null,
    ...textPrint(page.text),
    numbers: numberSketch(page.text),
    alternates: page.alternates.flatMap(({ lang, address, source }) => {
      const key = keyOf(address);
      return key === undefined ? [] : [{ lang, key, source }];
    }),
    canonical: page.canonical === null ? null : (keyOf(page.canonical) ?? null),
    assets: assetDigests(db, page),
    section: page.section,
    template: page.template,
    depth: findAddress(db, page.address)?.depth ?? 0,
    ...(page.kind === 'listing' || page.kind === 'home' ? { leadsTo: ledTo(page, keyOf) } : {}),
    exactHash: hash64(page.text),
    source: pageSource(page, mapping),
  };
}

function assetDigests(db: SiteDb, page: Page): string[] {
  const digests = page.assets.flatMap(({ address }) => {
    const known = knownAddress(db, address);
    return known?.status === 200 && known.sha256 !== null ? [known.sha256] : [];
  });
  return [...new Set(digests)].sort();
}

/** Pages of a list that tell an order; longer ones are maps of the site. */
const longestList = 200;

function ledTo(page: Page, keyOf: (address: string) => string | undefined): string[] {
  const keys = page.links.map(({ address }) => keyOf(address)).filter((key) => key !== undefined);
  return [...new Set(keys)].slice(0, longestList);
}
